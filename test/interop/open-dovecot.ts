/**
 * A Dovecot of its own, with one user whose mailbox is a Maildir. In: nothing; it needs Debian's dovecot-imapd and
 * root. Out: its ports, a way to put messages into the mailbox as a mail server would, and what it holds.
 */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.js'
import { CERTIFICATE, KEY } from '../support/loopback-certificate.js'

const DOVECOT = '/usr/sbin/dovecot'
/** Debian's user of mail. */
const MAIL_USER = 8

export const USER = 'bounces@announce.lantern.example'
export const PASSWORD = 'a pass/word 100%'

export interface Dovecot {
  readonly version: string
  readonly imapPort: number
  readonly imapsPort: number
  put(text: string): void
  /** Names of the files of a folder, with their flags; '' is INBOX. */
  held(folder: string): string[]
  /** It numbers the mailbox anew, as after a restore of it. */
  renumber(): Promise<void>
  close(): void
}

/** Each a twentieth of a second and more: a machine that does much else starts it in ten seconds. */
const MOST_LOOKS = 1200

/** @returns undefined where it can be started */
export function whyNoDovecot(): string | undefined {
  if (!existsSync(DOVECOT) || !existsSync('/usr/lib/dovecot/imap')) return 'dovecot-imapd is not installed'
  return process.getuid?.() === 0 ? undefined : 'Dovecot starts as root alone'
}

export async function openDovecot(): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-dovecot-'))
  chmodSync(folder, 0o755)
  const [imapPort, imapsPort] = [await freePort(), await freePort()]
  const maildir = join(folder, 'Maildir')
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(maildir, name), { recursive: true })
  writeFileSync(join(folder, 'cert.pem'), CERTIFICATE)
  writeFileSync(join(folder, 'key.pem'), KEY)
  writeFileSync(join(folder, 'users'), `${USER}:{PLAIN}${PASSWORD}\n`)
  writeFileSync(join(folder, 'dovecot.conf'), configOf(folder, imapPort, imapsPort))
  execFileSync('chown', ['-R', `${MAIL_USER}:${MAIL_USER}`, maildir])
  const child = spawn(DOVECOT, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  await until(
    async () => await answers(imapPort),
    () => `Dovecot does not answer: ${readLog(folder)}`,
  )
  let count = 0
  return {
    version: execFileSync(DOVECOT, ['--version'], { encoding: 'utf8' }).trim(),
    imapPort,
    imapsPort,
    put: (text) => {
      const file = join(maildir, 'new', `${1_700_000_000 + ++count}.M1P1.here`)
      writeFileSync(file, text)
      execFileSync('chown', [`${MAIL_USER}:${MAIL_USER}`, file])
    },
    held: (name) => ['new', 'cur'].flatMap((part) => filesIn(join(maildir, name === '' ? '' : `.${name}`, part))),
    renumber: async () => {
      // A session that said goodbye writes its indexes yet: what is taken away before would be there again.
      const who = () => execFileSync('doveadm', ['-c', join(folder, 'dovecot.conf'), 'who', '-1'], QUIET).includes(USER)
      await until(
        async () => !who(),
        () => 'a session of Dovecot does not end',
      )
      for (const name of readdirSync(maildir)) if (/^dovecot/.test(name)) rmSync(join(maildir, name))
    },
    close: () => {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const QUIET: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }

async function until(isSo: () => Promise<boolean>, why: () => string): Promise<void> {
  for (let looks = 0; !(await isSo()); looks += 1) {
    if (looks > MOST_LOOKS) throw new Error(why())
    await delay(50)
  }
}

function readLog(folder: string): string {
  const file = join(folder, 'log')
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : 'it has no log'
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

function configOf(folder: string, imapPort: number, imapsPort: number): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
first_valid_uid = ${MAIL_USER}
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:${folder}/Maildir
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${MAIL_USER} gid=${MAIL_USER} home=${folder}
}
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
`
}
