/** JSON lines for machines: with ids, without addresses. */
import { expect, test } from 'vitest'
import { withFacts, withoutAddresses } from '../../src/base/log.js'
import { jsonLog } from '../../src/cli/serving/open-service-log.js'

test.each([
  ['550 5.1.1 <ada@example.org> unknown', '550 5.1.1 <…@example.org> unknown'],
  ['to "ada l"@example.org: no', 'to …@example.org: no'],
  ['ada+x.y=z@xn--bcher-kva.example, грета@пример.рф', '…@xn--bcher-kva.example, …@пример.рф'],
  ['RCPT TO:<ada@[192.0.2.1]>', 'RCPT TO:<…@[192.0.2.1]>'],
  ['listening at 127.0.0.1:25 @ noon', 'listening at 127.0.0.1:25 @ noon'],
])('%s', (text, clean) => expect(withoutAddresses(text)).toBe(clean))

test('lines carry the facts of what they are about, and no address in either', () => {
  const lines: string[] = []
  const log = withFacts(jsonLog({ write: (line: string) => lines.push(line) }), { run: 'abc' })
  log.error('the server refuses ada@example.org', { mailing: 3, stack: 'Error: bob@example.net' })
  expect(JSON.parse(lines.join(''))).toMatchObject({
    level: 50,
    run: 'abc',
    mailing: 3,
    msg: 'the server refuses …@example.org',
    stack: 'Error: …@example.net',
  })
})
