/** The digest of a mail: of its words alone, above the ways out. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { aboveWaysOut, mailDigest } from '../../src/mail/digest.js'

const RULE = '-'.repeat(70)

test('is SHA-256 of subject and words, single spaces between', () => {
  const words = createHash('sha256').update('Lantern 3 is out Lantern 3 It is there.').digest('hex')
  expect(mailDigest('Lantern 3 is out', `Lantern 3\r\n\r\n It is \r\nthere.\r\n\r\n${RULE}\r\n\r\nUnsubscribe`)).toBe(
    words,
  )
  expect(mailDigest(' Lantern  3 is out', `\tLantern 3 It is there.\n`)).toBe(words)
  expect(mailDigest('Lantern 3 is out', `Lantern 3 It is here.`)).not.toBe(words)
})

test('ends at the last rule, for posts have rules too', () => {
  expect(aboveWaysOut(`a\n${RULE}\nb\n${RULE} \nways out`)).toBe(`a\n${RULE}\nb\n`)
  expect(aboveWaysOut(`a\r\n- - -\r\n---`)).toBe('a\n- - -\n---')
})

test('keeps a white space that is no ASCII', () => {
  expect(mailDigest('a', 'b\u00a0c')).not.toBe(mailDigest('a', 'b c'))
})
