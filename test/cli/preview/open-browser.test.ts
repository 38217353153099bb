/** Pictures of a mail: what the browser that takes them fetches, and where there is none. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { takePictures } from '../../../src/cli/preview/open-browser.js'

const asked: string[] = []
const server = createServer((request, response) => {
  asked.push(request.url ?? '')
  response.end()
})
let html: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  html = `<html><head><link rel="stylesheet" href="${at}/sheet.css"><link rel="preload" as="font" href="${at}/font">
    <link rel="prefetch" href="${at}/prefetch"><link rel="dns-prefetch" href="${at}">
    <meta http-equiv="refresh" content="0;url=${at}/refresh"></head>
    <body background="${at}/background.png"><img src="${at}/image.png"><iframe src="${at}/frame"></iframe>
    <script src="${at}/script.js"></script><script>fetch('${at}/fetched')</script>
    <object data="${at}/object"></object><video src="${at}/video" autoplay></video></body></html>`
})
afterAll(() => server.close())
beforeEach(() => {
  asked.length = 0
})

test('nothing is fetched for a picture of a mail', async () => {
  expect((await takePictures(html, process.env.CHROMIUM, false))?.length).toBe(7)
  expect(asked).toEqual([])
})

test('with --remote its images are, and nothing else', async () => {
  expect((await takePictures(html, process.env.CHROMIUM, true))?.length).toBe(7)
  expect([...new Set(asked)].sort()).toEqual(['/background.png', '/image.png'])
})

test('a browser that is not there leaves pictures out', async () => {
  expect(await takePictures('<p>Hello</p>', '/nowhere/chromium', false)).toBeUndefined()
})
