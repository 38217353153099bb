/** What a refusal at RCPT says of an address: nobody is gone without a code that says so. */
import { expect, test } from 'vitest'
import { refusalClass } from '../../src/inbound/bounce-class.js'

test.each([
  ['550 5.1.1 <ada@example.net>: no such user', 'hard', '5.1.1'],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'hard', '5.1.10'],
  ['550-5.2.1 The account is disabled 550 5.2.1 of ada@example.net', 'hard', '5.2.1'],
  ['551 5.1.6 moved away', 'hard', '5.1.6'],
  ['550 No such user here', 'soft', ''],
  ['550 5.0.0 user unknown', 'soft', '5.0.0'],
  ['550 5.1.0 address rejected', 'soft', '5.1.0'],
  ['552 5.2.2 mailbox full', 'soft', '5.2.2'],
  ['550 5.7.1 blocked by policy', 'policy', '5.7.1'],
  ['550 5.1.1 blocked: your address is listed in a blocklist', 'policy', '5.1.1'],
  ['550 5.1.8 sender address rejected', 'policy', '5.1.8'],
  ['550 5.1.7 bad sender', 'policy', '5.1.7'],
  ['554 transaction failed', 'policy', ''],
  ['550 rejected as spam', 'policy', ''],
  ['gave up after 12 tries: 450 4.2.1 mailbox busy', 'soft', '4.2.1'],
  ['gave up after 12 tries: 451 4.7.1 greylisted', 'policy', '4.7.1'],
  ['gave up after 12 tries: 421 4.1.1 not now', 'soft', '4.1.1'],
])('%s', (reply, expected, status) => {
  expect(refusalClass(reply)).toEqual({
    class: expected,
    status,
    words: reply.replace('gave up after 12 tries: ', ''),
  })
})
