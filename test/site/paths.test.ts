import { expect, test } from 'vitest'
import { linkTo, pagePath, rootFrom } from '../../src/site/paths.js'

const site = 'https://lantern.example'

test.each([
  ['/news/2026/05/04/x/', 'news/2026/05/04/x/index.html'],
  ['/news/x.html', 'news/x.html'],
  ['/news/x', 'news/x.html'],
  ['/news/v4.0.2', 'news/v4.0.2.html'],
  ['/news/caf%C3%A9/', 'news/café/index.html'],
])('the page at %s stands in %s', (address, path) => {
  expect(pagePath(site + address, site)).toBe(path)
})

test.each([
  'https://elsewhere.example/x/',
  `${site}.evil.example/x/`,
  `${site}/a/../../b/`,
  `${site}/a/%2e%2e/b/`,
  `${site}/a/%2Fetc/`,
  `${site}/a/%5Cb/`,
  `${site}/a/%00/`,
  `${site}/a/%E0%A4%A/`,
  `${site}/a//b/`,
  `${site}/a/?b`,
  `${site}/${'x'.repeat(300)}/`,
])('nothing is written for %s', (url) => {
  expect(pagePath(url, site)).toBeUndefined()
})

test('links are relative, so a folder works wherever it is mounted', () => {
  expect(rootFrom('index.html')).toBe('./')
  expect(rootFrom('news/2026/x/index.html')).toBe('../../../')
  expect(linkTo(`${site}/news/x/`, site, '../../')).toBe('../../news/x/')
  expect(linkTo('https://elsewhere.example/', site, '../')).toBe('https://elsewhere.example/')
  expect(linkTo(`${site}/sub/news/x/`, `${site}/sub`, './')).toBe('./news/x/')
})
