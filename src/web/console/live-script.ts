/**
 * The script of a mailing's page while it is being sent: it shows what the server says, and loads the page anew when
 * that ends. Who was refused, because too many watch or the server is away, asks again. Without it the page shows how
 * things stood when it was loaded. Pure. Out: JavaScript.
 */

export const LIVE_SCRIPT_PATH = '/console/live.js'

/** As the answer says that refuses (Retry-After). */
export const AGAIN_MS = 60_000

export const liveScript = `
(() => {
  'use strict'
  const AGAIN_MS = ${AGAIN_MS}
  const live = document.getElementById('live')
  if (live === null || live.dataset.events === undefined) return
  const says = document.getElementById('live-says')
  const begin = () => {
    const source = new EventSource(live.dataset.events)
    const leave = () => source.close()
    addEventListener('pagehide', leave, { once: true })
    // The server's own HTML, of the same code as the page; whoever has keys alone stays where they are.
    source.addEventListener('look', (event) => {
      const stops = () => [...live.querySelectorAll('a, [tabindex]')]
      const at = stops().indexOf(document.activeElement)
      live.innerHTML = event.data
      stops()[at]?.focus({ preventScroll: true })
      says.textContent = ''
    })
    source.addEventListener('end', () => {
      source.close()
      location.assign(live.dataset.page)
    })
    // A connection that broke is mended by the browser; an answer that is no stream ends it for good.
    source.addEventListener('error', () => {
      says.textContent = live.dataset.waits
      if (source.readyState !== EventSource.CLOSED) return
      removeEventListener('pagehide', leave)
      setTimeout(begin, AGAIN_MS)
    })
  }
  begin()
})()
`.trimStart()
