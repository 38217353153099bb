/**
 * A program for terminals on a terminal of its own. In: its command. Out: what is on the screen, and keys. Needs script
 * of util-linux.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 300_000
/** So long it says nothing once it has drawn the screen. */
const QUIET_MS = 150
/** Has programs draw all of the screen, not what changed alone. */
const DRAW_AGAIN = '\f'

export interface Terminal {
  /** Presses keys, and waits until the screen stands still. */
  keys(text: string): Promise<void>
  /** @returns its words in one line */
  screen(): Promise<string>
  /** Waits until the screen holds it. @throws Error with the screen */
  shows(text: string): Promise<void>
  close(): void
}

export async function openTerminal(command: string): Promise<Terminal> {
  const home = mkdtempSync(join(tmpdir(), 'belfry-terminal-'))
  const env = { ...process.env, HOME: home, TERM: 'vt100', LINES: '200', COLUMNS: '100', LANG: 'C.UTF-8' }
  const child = spawn('script', ['-qfec', `stty rows 200 cols 100; exec ${command}`, '/dev/null'], { env })
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
  const screen = async () => {
    drawn = ''
    await keys(DRAW_AGAIN)
    return plain(drawn)
  }
  await quiet()
  return {
    keys,
    screen,
    shows: async (text) => {
      const until = performance.now() + PATIENCE_MS
      for (;;) {
        const seen = await screen()
        if (seen.includes(text)) return
        if (performance.now() > until) throw new Error(`The screen does not show "${text}" but:\n${seen}`)
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
