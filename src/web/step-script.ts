/**
 * The script of the page that asks for a second step: it works in the place of the person who would wait. Pure. In:
 * nothing. Out: JavaScript, which takes the form's ticket, looks for what makes its SHA-256 begin with enough bits of
 * 0, and sends the form. It asks nobody for anything, and does not need a secure context, as `crypto.subtle` does.
 */

/** Below the page that uses it, so that whatever leads there leads here. */
export const STEP_SCRIPT_PATH = '/subscribe/step.js'

export const stepScript = `
(() => {
  'use strict'
  const form = document.querySelector('form[data-bits]')
  if (form === null) return
  const ticket = form.elements.namedItem('ticket').value
  const bits = Number(form.dataset.bits)

  // FIPS 180-4: fractions of the roots of the first primes.
  const isPrime = (n) => {
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) return false
    return true
  }
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0
  const start = []
  const rounds = []
  for (let n = 2; rounds.length < 64; n += 1) {
    if (!isPrime(n)) continue
    if (start.length < 8) start.push(fraction(Math.sqrt(n)))
    rounds.push(fraction(Math.cbrt(n)))
  }
  const turned = (x, by) => (x >>> by) | (x << (32 - by))
  const words = new Int32Array(64)

  /** Of ASCII alone. */
  const firstWord = (text) => {
    const blocks = ((text.length + 8) >> 6) + 1
    const state = start.slice()
    for (let block = 0; block < blocks; block += 1) {
      for (let i = 0; i < 16; i += 1) {
        words[i] = 0
        for (let j = 0; j < 4; j += 1) {
          const at = block * 64 + i * 4 + j
          const octet = at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0
          words[i] |= octet << (24 - 8 * j)
        }
      }
      if (block === blocks - 1) words[15] = text.length * 8
      for (let i = 16; i < 64; i += 1) {
        const [x, y] = [words[i - 15], words[i - 2]]
        const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)
        const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10)
        words[i] = (words[i - 16] + low + words[i - 7] + high) | 0
      }
      let [a, b, c, d, e, f, g, h] = state
      for (let i = 0; i < 64; i += 1) {
        const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
        const one = (h + high + ((e & f) ^ (~e & g)) + rounds[i] + words[i]) | 0
        const low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
        const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0
        h = g; g = f; f = e; e = (d + one) | 0
        d = c; c = b; b = a; a = (one + two) | 0
      }
      const after = [a, b, c, d, e, f, g, h]
      for (let i = 0; i < 8; i += 1) state[i] = (state[i] + after[i]) | 0
    }
    return state[0] >>> 0
  }

  const said = document.getElementById('working')
  if (said !== null) said.hidden = false
  let sent = false
  form.addEventListener('submit', () => { sent = true })
  let tried = 0
  const work = () => {
    if (sent) return
    for (const end = tried + 2000; tried < end; tried += 1) {
      if (firstWord(ticket + ':' + tried) >>> (32 - bits) !== 0) continue
      form.elements.namedItem('work').value = String(tried)
      form.submit()
      return
    }
    setTimeout(work, 0)
  }
  work()
})()
`.trimStart()
