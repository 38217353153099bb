/**
 * A lynx on a terminal of its own, by keys alone. In: an address. Out: what is on the screen, and keys. Fields and
 * links bear numbers on the screen; the arrow keys go from one to the next. Needs Debian's lynx, and script of
 * util-linux.
 */
import { existsSync } from 'node:fs'
import { openTerminal } from './open-terminal.js'
import type { Browser } from './open-w3m.js'

const DOWN = '\x1bOB'
const UP = '\x1bOA'
const ENTER = '\r'
const CLEAR_FIELD = '\x15'
const RIGHT = '\x1bOC'
const PATIENCE_MS = 300_000

/** @returns undefined where it can be started */
export function whyNoLynx(): string | undefined {
  return existsSync('/usr/bin/lynx') && existsSync('/usr/bin/script') ? undefined : 'lynx is not installed'
}

export async function openLynx(url: string): Promise<Browser> {
  const terminal = await openTerminal(`lynx -nopause -accept_all_cookies -number_fields '${url}'`)
  // Lynx stands on the first of a page.
  let at = 1
  const go = async (number: number) => {
    const key = number > at ? DOWN : UP
    for (let steps = Math.abs(number - at); steps > 0; steps -= 1) await terminal.keys(key)
    at = number
  }
  const numberBy = async (pattern: (text: string) => string) => {
    const screen = await terminal.screen()
    return { screen, found: (text: string) => Number(new RegExp(pattern(text)).exec(screen)?.[1] ?? Number.NaN) }
  }
  const goTo = async (text: string, pattern: (text: string) => string) => {
    // On a busy machine the screen stands still before it is drawn.
    const until = performance.now() + PATIENCE_MS
    for (;;) {
      const { screen, found } = await numberBy(pattern)
      const number = found(text)
      if (!Number.isNaN(number)) return await go(number)
      if (performance.now() > until) throw new Error(`lynx has no field by "${text}" on:\n${screen}`)
    }
  }
  return {
    press: async (text) => {
      await goTo(text, (words) => `\\(\\[(\\d+)\\][^)]*\\) ${words.replace('$', '')}`)
      await terminal.keys(ENTER)
      at = 1
    },
    tick: async (text) => {
      await goTo(text, (words) => `\\[(\\d+)\\]\\[[ X]\\] ${words}`)
      await terminal.keys(RIGHT)
    },
    write: async (label, value) => {
      await goTo(label, (words) => `${words}[^\\[]*\\[(\\d+)\\]`)
      await terminal.keys(`${CLEAR_FIELD}${value}`)
    },
    shows: terminal.shows,
    close: terminal.close,
  }
}
