/** Which bodies are refused, and which are not even looked at. */
import { expect, test } from 'vitest'
import { bodiesTo } from '../../src/web/bodies-to.js'
import { newApp } from '../../src/web/web-context.js'

const app = newApp()
app.use(bodiesTo(10, (c) => c.text('too large', 413)))
app.all('*', (c) => c.text('here'))

/** @returns the status, and whether the body was asked for */
async function answered(method: string, body: string | undefined, headers: Readonly<Record<string, string>>) {
  let isAsked = false
  const request = new Proxy(
    new Request('http://localhost/', { method, headers, ...(body !== undefined && { body }) }),
    {
      get: (target, key) => {
        isAsked ||= key === 'body'
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    },
  )
  return [(await app.fetch(request, { client: '192.0.2.1', target: '/' })).status, isAsked]
}

test.each([
  ['GET', undefined, {}, 200],
  ['HEAD', undefined, {}, 200],
  ['POST', '0123456789', { 'Content-Length': '10' }, 200],
  ['POST', '0123456789a', { 'Content-Length': '11' }, 413],
  ['POST', '', { 'Content-Length': '0' }, 200],
  ['POST', '', { 'Content-Length': 'ten' }, 413],
] as const)('%s %j with %j needs no look at the body', async (method, body, headers, status) => {
  expect(await answered(method, body, headers)).toEqual([status, false])
})

test.each([
  ['POST', '0123456789', {}, 200],
  ['POST', '0123456789a', {}, 413],
  ['PUT', '0123456789a', { 'Content-Length': '1', 'Transfer-Encoding': 'chunked' }, 413],
] as const)('%s %j with %j is counted as it comes', async (method, body, headers, status) => {
  expect(await answered(method, body, headers)).toEqual([status, true])
})
