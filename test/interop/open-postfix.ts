/**
 * A Postfix of our own, of the system's program: loopback alone, everything in a temporary folder. In: nothing. Out:
 * where to send, and the messages it delivered. Each goes two hops: from the first port by Postfix's own SMTP client to
 * the second, which is an old server that takes neither 8BITMIME nor SMTPUTF8 (what is not ASCII would be encoded anew
 * there), and from it into a maildir.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

export interface Postfix {
  readonly version: string
  /** For `mail.transport`. */
  readonly transport: string
  /** The same server without the second hop: what is for `discard.example` it takes and throws away. */
  readonly discarding: string
  /** As `discarding`, thrown away before it is queued: what the server costs is its side of the dialogue. */
  readonly discardingAtOnce: string
  /** What it has logged so far. */
  log(): string
  /** Waits until that many were delivered. Out: their bytes as the maildir holds them, with LF line ends. */
  delivered(count: number): Promise<Buffer[]>
  close(): void
}

/** Whoever delivers into the maildir (nobody, on Debian); Postfix itself changes to its own user. */
const OWNER = 65_534
const PROGRAMS = ['/usr/sbin', '/usr/local/sbin']
const PATIENCE_MS = 300_000

/** @returns why it cannot be tried here, or undefined */
export function whyNoPostfix(): string | undefined {
  if (programFile('postfix') === undefined) return 'Postfix is not installed'
  return process.getuid?.() === 0 ? undefined : 'Postfix starts as root alone'
}

/** @param routes where mail for a domain goes instead, as `transport(5)` writes it: `smtp:[127.0.0.1]:2525` */
export async function openPostfix(routes: Readonly<Record<string, string>> = {}): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-postfix-'))
  chmodSync(folder, 0o755)
  for (const name of ['etc', 'queue', 'data', 'mail']) mkdirSync(join(folder, name))
  chownSync(join(folder, 'mail'), OWNER, OWNER)
  chownSync(join(folder, 'data'), Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' })), 0)
  const ports = await freePorts()
  writeFileSync(join(folder, 'etc', 'main.cf'), mainCf(folder, routes))
  writeFileSync(join(folder, 'etc', 'master.cf'), masterCf(ports))
  const postfix = (...args: string[]) =>
    spawnSync(programFile('postfix') ?? 'postfix', ['-c', join(folder, 'etc'), ...args], { encoding: 'utf8' })
  const log = () => (existsSync(logOf(folder)) ? readFileSync(logOf(folder), 'utf8') : '')
  const started = postfix('start')
  if (started.status !== 0) throw new Error(`Postfix did not start: ${started.stderr}${log()}`)
  const inbox = join(folder, 'mail', 'inbox', 'new')
  return {
    version: execFileSync(programFile('postconf') ?? 'postconf', ['-d', '-h', 'mail_version'], {
      encoding: 'utf8',
    }).trim(),
    transport: `smtp://127.0.0.1:${ports.first}`,
    discarding: `smtp://127.0.0.1:${ports.discarding}`,
    discardingAtOnce: `smtp://127.0.0.1:${ports.discardingAtOnce}`,
    log,
    delivered: async (count) => {
      const until = performance.now() + PATIENCE_MS
      const names = () => (existsSync(inbox) ? readdirSync(inbox) : [])
      while (names().length < count) {
        if (performance.now() > until) throw new Error(`${names().length} of ${count} messages came:\n${log()}`)
        await setTimeout(100)
      }
      return names().map((name) => readFileSync(join(inbox, name)))
    },
    close: () => {
      postfix('stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function programFile(name: string): string | undefined {
  return PROGRAMS.map((folder) => join(folder, name)).find(existsSync)
}

function logOf(folder: string): string {
  return join(folder, 'data', 'log')
}

/** What is not said here is Postfix's own default, the rewriting of addresses in the mail of local clients too. */
function mainCf(folder: string, routes: Readonly<Record<string, string>>): string {
  const maps = Object.entries({ 'discard.example': 'discard:silently', ...routes }).map(
    ([domain, to]) => `{ ${domain} = ${to} }`,
  )
  return `compatibility_level = 3.6
queue_directory = ${join(folder, 'queue')}
data_directory = ${join(folder, 'data')}
maillog_file = ${logOf(folder)}
maillog_file_prefixes = ${folder}
myhostname = hop.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = check_recipient_access inline:{{refused@example.org=REJECT}}, permit_mynetworks, reject
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${join(folder, 'mail')}
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:${OWNER}
virtual_gid_maps = static:${OWNER}
transport_maps = inline:{ ${maps.join(', ')} }
`
}

function masterCf({ first, second, discarding, discardingAtOnce }: Ports): string {
  const atOnce = 'smtpd_recipient_restrictions = check_recipient_access inline:{{discard.example=DISCARD}}, reject'
  const services = [
    `127.0.0.1:${first} inet n - n - - smtpd -o content_filter=smtp:[127.0.0.1]:${second}`,
    `127.0.0.1:${discarding} inet n - n - - smtpd`,
    `127.0.0.1:${second} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=8bitmime,smtputf8,chunking`,
    `127.0.0.1:${discardingAtOnce} inet n - n - - smtpd -o cleanup_service_name=forgetting -o { ${atOnce} }`,
    'cleanup unix n - n - 0 cleanup',
    // What is not queued is not delivered either: waiting until it is would cost a second for each message.
    'forgetting unix n - n - 0 cleanup -o in_flow_delay=0s',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'smtp unix - - n - - smtp',
    'lmtp unix - - n - - lmtp',
    'virtual unix - n n - - virtual',
    ...['bounce', 'defer', 'trace'].map((name) => `${name} unix - - n - 0 bounce`),
    'error unix - - n - - error',
    'discard unix - - n - - discard',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'postlog unix-dgram n - n - 1 postlogd',
  ]
  return `${services.join('\n')}\n`
}

interface Ports {
  readonly first: number
  readonly second: number
  readonly discarding: number
  readonly discardingAtOnce: number
}

/** All are held at once, so that they differ. */
async function freePorts(): Promise<Ports> {
  const servers = [createServer(), createServer(), createServer(), createServer()] as const
  const ports = {
    first: await portOf(servers[0]),
    second: await portOf(servers[1]),
    discarding: await portOf(servers[2]),
    discardingAtOnce: await portOf(servers[3]),
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve))
  return ports
}

async function portOf(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a server without a port')
  return address.port
}
