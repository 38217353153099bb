/**
 * The icon of the site, for whoever asks for /favicon.ico and for readers of the feeds. Pure. Out: the bytes: a bell of
 * 32 pixels, PNG in ICO.
 */
export const FAVICON_FILE = 'favicon.ico'

const BASE64 = [
  'AAABAAEAICAAAAEAIABZAgAAFgAAAIlQTkcNChoKAAAADUlIRFIAAAAgAAAAIAgGAAAAc3p69AAAAg5JREFUeJzsl89rE0EUx79v',
  'dpPWKm1ENCYeKwge600Fe7Qee/Ii4lVJmkSv4noTJWnUP6BeRfCo4l08eRQUwUMp6S9oadpC06Z5fdtbm8zszmZKKfRz3Hnv+77z',
  'dmdnRuGYUThmfCQgP1W/xh49JOJJBjHAn9uKPiy/mfoHS8gqOpgZzDebL5m4QqAD5hncZkZ1YXgkQPBoK65kbAMXyrUraeV9l4Tr',
  'pjhm/t3y1d2V18U5uDJwsVy76iv1Q2Z9KU68mFjc7XRuLtUr/6Nioz/CIPB9Uh/jFg8hoqyn1CfJjdSPDMitZ16I4BgsCXPyzfPP',
  'I+NMg5nSdGZIqSWJSiEJjJ3NdCq79urxqi7E2IEhTz1IXDxEcs9st++bQowGZGlNok8UmTX0r6DwbiCX4k0ieOgHRquxQyN4X2z1',
  'GtZ2IJfujPddPIQwkE3xbd2w6RXcgCM80mtpDRDTKBwhm8WotQFTki2yXWm19LshIQtHsEHL19fHOThzwFotlSTJGoK9AWnbMJzV',
  'JzsDl59Nj0uSy+PaYKiJuAaoowI4RqfZZWB/9oQ7cG1ANHt1ocvAUczepG13KD0CTt69IPe0/kVWyESvMTk/fJ2vlu7BAusOyA5d',
  'Ce8A3SO8TW2UYYm1gUa18EdsPDn8XG5Ihcbb0l9YkujAsfHz26+ztyZmiXmMiVbkt12cr5VmkIDTVbAHAAD//52tpmUAAAAGSURB',
  'VAMA2VSNBXjMCZgAAAAASUVORK5CYII=',
].join('')

export function favicon(): Uint8Array {
  return Buffer.from(BASE64, 'base64')
}
