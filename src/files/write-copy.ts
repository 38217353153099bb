/**
 * Copies a folder with all that is below it. Door. In: the folder, where to. Out: the same files, over what
 * stood there.
 */
import { cpSync } from 'node:fs'

export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
}
