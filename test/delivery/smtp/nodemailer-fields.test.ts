/** nodemailer's private fields, of which the suite makes sure before anything else: what it says where one is gone. */
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { expect, test } from 'vitest'
import { nodemailerFault } from '../../support/nodemailer-fields.js'

test('the version that is pinned has all of them', () => {
  expect(nodemailerFault()).toBeUndefined()
})

test.each(['_socket', '_responseQueue', '_remainder', '_onSocketData', '_onSocketClose'])(
  'where %s is gone, a sentence says what to look at',
  (name) => {
    const connection = new SMTPConnection({})
    Reflect.set(connection, name, undefined)
    expect(nodemailerFault(connection)).toMatch(
      new RegExp(`^nodemailer \\d+[.\\d]* has no ${name} as Belfry knows it\\. See .* takenOver in src/delivery/smtp/`),
    )
  },
)
