/**
 * A w3m on a terminal of its own, by keys alone. In: an address. Out: what is on the screen, and keys: look for a text
 * and press what stands there, write into the field behind a text. Needs Debian's w3m, and script of util-linux.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 15_000
/** So long it says nothing once it has drawn the screen. */
const QUIET_MS = 150
const NEXT_LINK = '\t'
const ENTER = '\r'

export interface Browser {
  /** Looks for a text; the cursor stands on it. */
  find(text: string): Promise<void>
  /** Presses the link or button that the text is in. */
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

/** @param language that it says it reads, a tag */
export async function openW3m(url: string, language = 'en'): Promise<Browser> {
  const home = mkdtempSync(join(tmpdir(), 'belfry-w3m-'))
  const env = { ...process.env, HOME: home, TERM: 'vt100', LINES: '60', COLUMNS: '100', LANG: 'C.UTF-8' }
  const command = `stty rows 60 cols 100; exec w3m -no-cookie -o confirm_qq=0 -o color=0 -o accept_language=${language} '${url}'`
  const child = spawn('script', ['-qfec', command, '/dev/null'], { env })
  let drawn = ''
  let heardAt = performance.now()
  child.stdout.on('data', (chunk: Buffer) => {
    drawn += chunk.toString('utf8')
    heardAt = performance.now()
  })
  const quiet = async () => {
    while (performance.now() - heardAt < QUIET_MS) await delay(20)
  }
  const keys = async (text: string) => {
    heardAt = performance.now()
    child.stdin.write(text)
    await quiet()
  }
  // w3m draws what changed alone: Ctrl-L has it draw all.
  const screen = async () => {
    drawn = ''
    await keys('\f')
    return plain(drawn)
  }
  const find = async (text: string) => {
    // From the top of the page.
    await keys('g')
    await keys(`/${text}${ENTER}`)
  }
  await quiet()
  return {
    find,
    press: async (text) => {
      await find(text)
      await keys(ENTER)
    },
    tick: async (text) => {
      await find(text)
      await keys('\x1b\t')
      await keys(ENTER)
    },
    write: async (label, value) => {
      await find(label)
      await keys(NEXT_LINK)
      await keys(ENTER)
      await keys(`\x15${value}${ENTER}`)
    },
    shows: async (text) => {
      const until = performance.now() + PATIENCE_MS
      for (;;) {
        const seen = await screen()
        if (seen.includes(text)) return
        if (performance.now() > until) throw new Error(`w3m does not show "${text}" but:\n${seen}`)
        await delay(100)
      }
    },
    close: () => child.kill(),
  }
}

/** Words in one line, without what moves the cursor and sets how letters look. */
function plain(text: string): string {
  const moves = /\0|\x1b\[[\d;]*H|\x1b(?:\[[\d;?]*[A-Za-z]|[()][AB0]|[=>78])|[\x0e\x0f]/g
  return text.replace(moves, (move) => (/[\0H]$/.test(move) ? ' ' : '')).replace(/\s+/g, ' ')
}
