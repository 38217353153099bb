/** Which bytes a client gets, and whether it has them: RFC 9110 §12.5.3 and §13 by example. */
import { expect, test } from 'vitest'
import { bestEncoding, isUnchanged, type PublishedFile, representationFor } from '../../../src/web/published/file.js'

test.each([
  ['br', 'br'],
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate', 'gzip'],
  ['x-gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0.5, gzip;q=0.5', 'br'],
  ['br;q=0, gzip;q=0.001', 'gzip'],
  ['*', 'br'],
  ['*;q=0.1, br;q=0', 'gzip'],
  ['identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['gzip;q=0', undefined],
  ['gzip;q=0.000', undefined],
  ['*;q=0', undefined],
  ['', undefined],
  ['deflate', undefined],
  ['gzip;q=2, br;q=x', undefined],
  ['broken gzip', undefined],
])('"%s" means %s', (accept, encoding) => {
  expect([bestEncoding(accept), bestEncoding(accept)]).toEqual([encoding, encoding])
})

const modifiedAt = Date.parse('2026-11-20T09:00:00Z')
const bytes = Buffer.from('x')
const file: PublishedFile = {
  path: 'atom.xml',
  type: 'application/atom+xml',
  modifiedAt,
  modified: new Date(modifiedAt).toUTCString(),
  plain: { etag: '"a"', bytes },
  packed: {
    br: { etag: '"a-br"', bytes, encoding: 'br' },
    gzip: { etag: '"a-gzip"', bytes, encoding: 'gzip' },
  },
}

test.each([
  [{ 'if-none-match': '"a"' }, true],
  [{ 'if-none-match': 'W/"a"' }, true],
  [{ 'if-none-match': '"b", W/"a" ' }, true],
  [{ 'if-none-match': '*' }, true],
  [{ 'if-none-match': '"b"', 'if-modified-since': file.modified }, false],
  [{ 'if-none-match': 'a' }, false],
  [{ 'if-none-match': '"a-br"' }, false],
  [{ 'if-modified-since': file.modified }, true],
  [{ 'if-modified-since': 'Fri, 20 Nov 2026 09:00:01 GMT' }, true],
  [{ 'if-modified-since': 'Fri, 20 Nov 2026 08:59:59 GMT' }, false],
  [{ 'if-modified-since': 'yesterday' }, false],
  [{}, false],
])('with %j the client has it: %s', (fields, has) => expect(isUnchanged(file, file.plain, fields)).toBe(has))

test('a tag belongs to one encoding', () => {
  const packed = representationFor(file, 'gzip')
  expect(isUnchanged(file, packed, { 'if-none-match': '"a-gzip"' })).toBe(true)
  expect(isUnchanged(file, packed, { 'if-none-match': '"a"' })).toBe(false)
})
