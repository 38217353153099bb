/** What the releases table said, in the feeds: an entry each, and a later stage answers the first (RFC 4685). */
import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import { emptyRegister } from '../../src/register/register.js'
import { toldEndOfLife } from '../../src/register/told-end-of-life.js'
import { announcement, configOf } from '../support/announcements.js'
import { feedOf } from './main-feed.js'

const config = configOf()
const now = Date.parse('2027-01-01T00:00:00Z')
const told = (stage: string, day: string) => ({
  key: `end-of-life:lantern/2.1:eol:2026-12-15:${stage}`,
  at: Date.parse(`${day}T09:00:00Z`),
  severity: 'info' as const,
  title: `Lantern OS 2.1: ${stage}`,
  text: '**You need to act now** if you run Lantern OS 2.1 \\<b\\>.\n',
})
const register = { ...emptyRegister, endOfLife: [told('approaching-30d', '2026-11-15'), told('reached', '2026-12-15')] }
const announcements = [
  announcement({ follows: '2026-05-03-other' }),
  announcement({ title: 'Other', day: '2026-05-03', slug: 'other' }),
  ...toldEndOfLife(register, config.site, now),
]
const document = feedOf({ announcements, register, config, now })
const first = 'tag:lantern.example,2026:end-of-life/lantern/2.1/eol/2026-12-15/approaching-30d'
const firstUrl = 'https://lantern.example/end-of-life/lantern/2.1/2026-12-15/approaching-30d/'

test('each is an entry with its title and text, published when it was told', () => {
  const [reached, approaching] = document.entries
  expect(reached?.id).toBe('tag:lantern.example,2026:end-of-life/lantern/2.1/eol/2026-12-15/reached')
  expect(reached?.html).toContain('<strong>You need to act now</strong> if you run Lantern OS 2.1 &lt;b&gt;.')
  expect(approaching).toMatchObject({ id: first, url: firstUrl, title: 'Lantern OS 2.1: approaching-30d' })
  expect(new Date(approaching?.published ?? 0).toISOString()).toMatch(/^2026-11-15T08:59:59|^2026-11-15T09:00:00\.000/)
})

test('a later stage answers the first, and nothing else answers anything', () => {
  expect(document.entries.map(({ inReplyTo }) => inReplyTo)).toEqual([
    { id: first, url: firstUrl },
    undefined,
    undefined,
    undefined,
  ])
  expect(atom(document).match(/<thr:in-reply-to [^>]*>/g)).toEqual([
    `<thr:in-reply-to ref="${first}" href="${firstUrl}" type="text/html"/>`,
  ])
})
