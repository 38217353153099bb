/**
 * The least a server can do: it holds the bytes of one file, compressed and not, and compares a header. In: a port, a
 * folder with atom.xml; `empty` for one that answers 304 whatever is asked.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const [, , port = '', folder = '', what = ''] = process.argv
const plain = readFileSync(join(folder, 'atom.xml'))
const packed = readFileSync(join(folder, 'atom.xml.br'))
const etag = '"v1"'
const type = 'application/atom+xml; charset=utf-8'

createServer((request, response) => {
  if (what === 'empty') {
    response.writeHead(304).end()
  } else if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { ETag: etag })
    response.end()
  } else if (request.headers['accept-encoding']?.includes('br')) {
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Encoding': 'br',
      'Content-Length': packed.length,
      ETag: etag,
    })
    response.end(packed)
  } else {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': plain.length, ETag: etag })
    response.end(plain)
  }
}).listen(Number(port), '127.0.0.1')
