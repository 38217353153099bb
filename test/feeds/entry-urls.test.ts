import { expect, test } from 'vitest'
import { entryUrls, recordedUrls } from '../../src/feeds/entry-urls.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement } from '../support/announcements.js'

const OLD = 'https://old.example/news/1/'
const kept = (id: string, url: string) => ({ ...emptyRegister, urls: new Map([[id, url]]) })

test('what the register keeps comes before the address', () => {
  const post = announcement({ id: 'a', url: 'https://lantern.example/a/' })
  expect(entryUrls([post], emptyRegister).get('a')).toBe('https://lantern.example/a/')
  expect(entryUrls([post], kept('a', OLD)).get('a')).toBe(OLD)
})

test.each([
  ['one address before', [OLD]],
  ['several', ['https://lantern.example/first/', 'https://lantern.example/second/']],
  ['another language of the site', ['https://lantern.example/de/a/']],
  ['another domain', ['https://elsewhere.example/a/']],
  ['its own address', ['https://lantern.example/a/']],
])(
  'at adoption a post with redirect_from (%s) has the id that the old feed has: its address',
  (_what, redirectFrom) => {
    const post = announcement({ id: 'a', url: 'https://lantern.example/a/', redirectFrom })
    expect(entryUrls([post], emptyRegister).get('a')).toBe('https://lantern.example/a/')
    expect(entryUrls([post], kept('a', OLD)).get('a')).toBe(OLD)
  },
)

test('a new post at an address that another had is another entry', () => {
  const moved = announcement({ id: 'a', url: 'https://lantern.example/a-2/' })
  const fresh = announcement({ id: 'b', url: OLD })
  const urls = entryUrls([moved, fresh], kept('a', OLD))
  expect(urls.get('a')).toBe(OLD)
  expect(urls.get('b')).toBe(`${OLD}#b`)
})

test('the register keeps what was published, also of posts that are gone, and nothing of the future', () => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const posts = [announcement({ id: 'now', day: '2026-05-01' }), announcement({ id: 'later', day: '2026-07-01' })]
  const site = { url: 'https://lantern.example', timezone: 'UTC', author: 'x' }
  expect([...recordedUrls(posts, kept('gone', OLD), site, now).keys()]).toEqual(['gone', 'now', '/'])
})
