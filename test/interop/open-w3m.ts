/**
 * A w3m on a terminal of its own, by keys alone. In: an address. Out: what is on the screen, and keys: look for a text
 * and press what stands there, write into the field behind a text. Needs Debian's w3m, and script of util-linux.
 */
import { existsSync } from 'node:fs'
import { openTerminal } from './open-terminal.js'

const NEXT_LINK = '\t'
const LINK_BEFORE = '\x1b\t'
const ENTER = '\r'
const CLEAR_FIELD = '\x15'

export interface Browser {
  /** Presses the button that the text is in; $ stands for the end of a line. */
  press(text: string): Promise<void>
  /** Ticks or clears the box in front of the text. */
  tick(text: string): Promise<void>
  write(label: string, value: string): Promise<void>
  /** Waits until the page holds it. @throws Error with the screen */
  shows(text: string): Promise<void>
  close(): void
}

/** @returns undefined where it can be started */
export function whyNoW3m(): string | undefined {
  return existsSync('/usr/bin/w3m') && existsSync('/usr/bin/script') ? undefined : 'w3m is not installed'
}

export async function openW3m(url: string): Promise<Browser> {
  const { keys, shows, close } = await openTerminal(`w3m -no-cookie -o confirm_qq=0 -o color=0 '${url}'`)
  const find = async (text: string) => {
    // From the top of the page.
    await keys('g')
    await keys(`/${text}${ENTER}`)
  }
  return {
    press: async (text) => {
      await find(text)
      await keys(ENTER)
    },
    tick: async (text) => {
      await find(text)
      await keys(LINK_BEFORE)
      await keys(ENTER)
    },
    write: async (label, value) => {
      await find(label)
      await keys(NEXT_LINK)
      await keys(ENTER)
      await keys(`${CLEAR_FIELD}${value}${ENTER}`)
    },
    shows,
    close,
  }
}
