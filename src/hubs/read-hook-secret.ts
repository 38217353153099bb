/** The secret that a webhook is signed with. In: its file. Out: the secret; undefined where it holds none. Door. */
import { readFileSync } from 'node:fs'
import { hookSecret } from './hook-signature.js'

export function readHookSecret(file: string): Buffer | undefined {
  try {
    return hookSecret(readFileSync(file, 'utf8'))
  } catch {
    // It is not there, or not ours to read: what is told names the file.
    return undefined
  }
}
