/** What mailauth types not: its canonicalisation, which the property tests compare with ours. */
declare module 'mailauth/lib/dkim/body/relaxed.js' {
  export class RelaxedHash {
    constructor(algorithm: string)
    update(chunk: Buffer): void
    digest(encoding: 'base64'): string
  }
}

declare module 'mailauth/lib/tools.js' {
  export function formatRelaxedLine(line: Buffer, suffix?: string): Buffer
}
