/** Signatures of Standard Webhooks, by the vector that is published with them. */
import { expect, test } from 'vitest'
import { hookSecret, hookSignature } from '../../src/hubs/hook-signature.js'

test('is that of the published vector', () => {
  const secret = hookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n') ?? Buffer.alloc(0)
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' }
  expect(hookSignature(secret, message)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  expect(hookSignature(secret, { ...message, body: '{"test":2432232314}' })).not.toContain('g0hM')
})

test.each([
  '',
  'whsec_',
  'whsec_c2hvcnQ=',
  'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsec_${'A'.repeat(200)}`,
  'whsec_not base64!',
])('is no secret: %s', (text) => expect(hookSecret(text)).toBeUndefined())
