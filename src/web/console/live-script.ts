/**
 * The script of a mailing's page while it is being sent: it shows what the server says, and loads the page anew when
 * that ends. Without it the page shows how things stood when it was loaded. Pure. Out: JavaScript.
 */

export const LIVE_SCRIPT_PATH = '/console/live.js'

export const liveScript = `
(() => {
  'use strict'
  const live = document.getElementById('live')
  if (live === null || live.dataset.events === undefined) return
  const source = new EventSource(live.dataset.events)
  // The server's own HTML, of the same code as the page.
  source.addEventListener('look', (event) => { live.innerHTML = event.data })
  source.addEventListener('end', () => {
    source.close()
    location.assign(live.dataset.page)
  })
  addEventListener('pagehide', () => source.close())
})()
`.trimStart()
