/** The version of the program. In: package.json beside it. Out: the version, which is written in one place only. */
import { createRequire } from 'node:module'

export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}
