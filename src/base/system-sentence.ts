/**
 * What the operating system refuses, in plain words. Pure. In: an error of Node's. Out: a sentence's end, with its
 * place and its code, by which people search; undefined for any other error.
 */

/** By `code` of Node's system errors (errno(3), getaddrinfo(3)). */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not do that',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has no room left on the disk',
  EIO: 'the disk fails',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOTEMPTY: 'the folder is not empty',
  EEXIST: 'it is there already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EBUSY: 'another program uses it',
  ENOMEM: 'this machine has no memory left',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the other side cut the connection off',
  EPIPE: 'the other side cut the connection off',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'DNS knows no such name',
  EAI_AGAIN: 'DNS does not answer',
}

export function systemWords(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined
  const words = Object.hasOwn(WORDS, thrown.code) ? WORDS[thrown.code] : undefined
  // An error that says something of its own knows better.
  const isPlain = thrown.message === '' || thrown.message.includes(thrown.code)
  return words === undefined || !isPlain ? undefined : `${words} (${[thrown.code, ...placeOf(thrown)].join(', ')})`
}

/** `path`, or `address` and `port`, or `hostname`, as the error has it. */
function placeOf(thrown: object): string[] {
  const { path, address, port, hostname } = Object.fromEntries(Object.entries(thrown))
  const at = [path, address, hostname].find((one) => typeof one === 'string' && one !== '')
  if (at === undefined) return []
  return [`${String(at)}${at === address && typeof port === 'number' ? `:${port}` : ''}`]
}
