import { expect, test } from 'vitest'
import { entryUrls, recordedUrls } from '../../src/feeds/entry-urls.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement } from '../support/announcements.js'

const OLD = 'https://old.example/news/1/'
const kept = (id: string, url: string) => ({ ...emptyRegister, urls: new Map([[id, url]]) })

test('what the register keeps comes before redirect_from, and that before the address', () => {
  const post = announcement({ id: 'a', url: 'https://lantern.example/a/' })
  const redirecting = announcement({ ...post, redirectFrom: ['https://lantern.example/first/', OLD] })
  expect(entryUrls([post], emptyRegister).get('a')).toBe('https://lantern.example/a/')
  expect(entryUrls([redirecting], emptyRegister).get('a')).toBe('https://lantern.example/first/')
  expect(entryUrls([redirecting], kept('a', OLD)).get('a')).toBe(OLD)
})

test('a new post at an address that another had is another entry', () => {
  const moved = announcement({ id: 'a', url: 'https://lantern.example/a-2/' })
  const fresh = announcement({ id: 'b', url: OLD })
  const urls = entryUrls([moved, fresh], kept('a', OLD))
  expect(urls.get('a')).toBe(OLD)
  expect(urls.get('b')).toBe(`${OLD}#b`)
})

test('where another post stands, or came from, nobody redirects from', () => {
  const first = announcement({ id: 'a', url: OLD, day: '2026-01-01' })
  const second = announcement({ id: 'b', redirectFrom: [OLD], day: '2026-02-01' })
  expect(entryUrls([first, second], emptyRegister).get('b')).toBe(second.url)
  const both = ['a', 'b'].map((id) => announcement({ id, title: id, redirectFrom: [OLD] }))
  expect(new Set(entryUrls(both, emptyRegister).values()).size).toBe(2)
})

test('the register keeps what was published, also of posts that are gone, and nothing of the future', () => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const posts = [announcement({ id: 'now', day: '2026-05-01' }), announcement({ id: 'later', day: '2026-07-01' })]
  const site = { url: 'https://lantern.example', timezone: 'UTC', author: 'x' }
  expect([...recordedUrls(posts, kept('gone', OLD), site, now).keys()]).toEqual(['gone', 'now', '/'])
})
