/** Files in the encodings that people have. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readImport } from '../../src/subscribers/read-import.js'

const file = (bytes: Uint8Array) => {
  const path = join(mkdtempSync(join(tmpdir(), 'belfry-import-')), 'people.csv')
  writeFileSync(path, bytes)
  return path
}
const TEXT = 'address,name\njosé@example.org,“José” – €5\n'

const read = async (...of: Parameters<typeof readImport>) => {
  const pieces: string[] = []
  for await (const piece of readImport(...of)()) pieces.push(piece)
  return pieces.join('')
}

test('UTF-8 and UTF-16 by their byte order marks', async () => {
  const utf16 = Buffer.from(`\ufeff${TEXT}`, 'utf16le')
  expect(await read(file(Buffer.from(TEXT)))).toBe(TEXT)
  expect(await read(file(Buffer.from(`\ufeff${TEXT}`)))).toBe(TEXT)
  expect(await read(file(utf16))).toBe(TEXT)
  expect(await read(file(Buffer.from(utf16).swap16()))).toBe(TEXT)
})

test('what is no UTF-8 is refused with its line, and read when its encoding is named', async () => {
  const latin = Buffer.from('address,name\nada@example.org,Ada\njos\xe9@example.org,Jos\xe9\n', 'latin1')
  await expect(read(file(latin))).rejects.toThrow(
    expect.objectContaining({ code: 'IMPORT_FORMAT', message: expect.stringContaining('not UTF-8 in line 3') }),
  )
  expect(await read(file(latin), 'latin1')).toContain('josé@example.org')
  const ofWindows = Buffer.from([...Buffer.from('a\n'), 0x93, 0x80, 0x96, 0x9f, 0xe9, 0x81])
  expect(await read(file(ofWindows), 'windows-1252')).toBe('a\n“€–Ÿé\u0081')
})
