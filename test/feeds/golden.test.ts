/**
 * The three feeds of a small archive, byte for byte. Change a golden file only with a reason that readers of the feeds
 * would accept.
 */
import { expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement, configOf } from '../support/announcements.js'

const body = `Lantern OS 3.0.3 is **available**. See [what changed](/doc/3.0.3/#changes) and [below](#verify).

## Verify

\`\`\`
$ sha256sum lantern.iso | grep "480f56d6" && echo ok
\`\`\`
`
const updates = ['2026-05-08', '2026-12-01'].map((day) => ({ day, instant: Date.parse(`${day}T00:00:00Z`) }))
const announcements = [
  announcement({
    title: 'Lantern OS 3.0.3 & 2.1.9 have been released',
    day: '2026-05-04',
    body,
    updates,
    authors: ['Mara Lindqvist', 'Zoë'],
  }),
  announcement({
    title: 'Talks in Porto <and elsewhere>',
    day: '2026-04-01',
    body: '',
    redirectTo: 'https://events.example/porto?a=1&b=2',
  }),
  announcement({ title: 'Not published yet', day: '2026-07-01' }),
]
const input = { announcements, register: emptyRegister, config: configOf(), now: Date.parse('2026-06-01T00:00:00Z') }

// How they look in a browser is no reader's matter.
const files = feedFiles(input).files.filter(({ path }) => !path.endsWith('.css'))

test.each(files.map((file) => [file.path, file] as const))('%s', async (path, file) => {
  await expect(String(file.bytes())).toMatchFileSnapshot(`../golden/feeds/${path}`)
})
