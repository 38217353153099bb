/**
 * When certificates and keys end that this service shows or signs with. In: the app context. Out: what ends, of which
 * the ledger remembers for hours what was seen last: a mail server is not asked at each run, and one that does not
 * answer now is no news. Door: network, disk, processes.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { connect, type PeerCertificate } from 'node:tls'
import * as z from 'zod'
import { messageOf, systemCode } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import { serverCertificate } from '../../delivery/open-transport.js'
import { kindOfSigners } from '../../git/signature-verdict.js'
import { listOpenpgpKey, listOpenpgpKeys } from '../../mail/signing/open-openpgp.js'
import { readFact, replaceFact } from '../../store/meta-store.js'
import type { AppContext } from '../app-context.js'
import { type Ending, endsOfOpenpgpKeys, endsOfSshSigners } from './endings.js'

const ENDINGS = 'endings'
const AGAIN_MS = 6 * 3_600_000
const PATIENCE_MS = 10_000

const seen = z.object({
  at: z.number(),
  /** What was looked at: another configuration is looked at anew. */
  of: z.string(),
  endings: z.array(
    z.object({
      what: z.enum(['certificate', 'key']),
      name: z.string(),
      cure: z.string(),
      validFrom: z.number().optional(),
      validUntil: z.number(),
    }),
  ),
})

export async function readEndings({ config, store, clock, log }: AppContext): Promise<Ending[]> {
  const now = clock.now()
  const own = ownCertificates(config)
  const of = JSON.stringify([config.web.url, config.mail.transport.replace(/\/\/[^@/]*@/, '//'), ...keyPlaces(config)])
  const before = lastSeen(await readFact(store.db, ENDINGS))
  if (before?.of === of && before.at <= now && now - before.at < AGAIN_MS) return [...own, ...before.endings]
  const endings = await lookedAt(config, (name, thrown) => {
    log.info(`when ${name} ends is not known: ${messageOf(thrown)}`)
    return before?.of === of ? before.endings.filter((one) => one.name.startsWith(name)) : []
  })
  await replaceFact(store.db, ENDINGS, JSON.stringify({ at: now, of, endings }))
  return [...own, ...endings]
}

/** As it is now, whatever was seen before; of what does not answer, nothing. */
export async function lookAtEndings(config: Config): Promise<Ending[]> {
  return [...ownCertificates(config), ...(await lookedAt(config, () => []))]
}

async function lookedAt(
  config: Config,
  otherwise: (name: string, thrown: unknown) => readonly Ending[],
): Promise<Ending[]> {
  const looks = [webCertificate(config), mailCertificate(config), openpgpKey(config), signers(config)]
  const found = await Promise.all(
    looks.map(async ({ name, look }) => {
      try {
        return await look()
      } catch (thrown) {
        return otherwise(name, thrown)
      }
    }),
  )
  return found.flat()
}

function lastSeen(text: string | undefined) {
  return text === undefined ? undefined : seen.safeParse(JSON.parse(text)).data
}

/** Where keys stand; of one that stands in the configuration itself, nothing. */
function keyPlaces({ mail: { openpgp }, content: { git } }: Config): string[] {
  return [openpgp.key.includes('\n') ? 'its text' : openpgp.key, git.allowedSigners]
}

/** Names are how the endings of each begin. */
interface Look {
  readonly name: string
  readonly look: () => Promise<Ending[]>
}

/** Read at each run: who renews it is told so soon. What cannot be read is said where it is used. */
function ownCertificates({ inbound: { cert } }: Config): Ending[] {
  if (cert === '') return []
  try {
    const { validFrom, validTo } = new X509Certificate(readFileSync(cert))
    const cure = `renew ${cert}, and let serve read it (SIGHUP)`
    const days = { validFrom: Date.parse(validFrom), validUntil: Date.parse(validTo) }
    return [{ what: 'certificate', name: 'inbound.cert', cure, ...days }]
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return []
  }
}

function webCertificate({ web: { url } }: Config): Look {
  const name = `web.url (${new URL(url).hostname})`
  const cure = 'renew it at the server or proxy that answers there: links in mail lead to it'
  return {
    name,
    look: async () => (url.startsWith('https:') ? [ofPeer(name, cure, await webPeer(new URL(url)))] : []),
  }
}

function mailCertificate(config: Config): Look {
  const { transport } = config.mail
  const host = URL.canParse(transport) ? new URL(transport).hostname : ''
  const name = `the mail server (${host})`
  const cure = 'have it renewed there: Belfry sends nothing to a server whose certificate ended'
  return {
    name,
    look: async () => {
      if (!/^smtps?:/.test(transport)) return []
      const peer = await serverCertificate(config, PATIENCE_MS)
      return peer === undefined ? [] : [ofPeer(name, cure, peer)]
    },
  }
}

function ofPeer(name: string, cure: string, peer: Pick<PeerCertificate, 'valid_from' | 'valid_to'>): Ending {
  const days = { validFrom: Date.parse(peer.valid_from), validUntil: Date.parse(peer.valid_to) }
  if (Number.isNaN(days.validUntil)) throw new Error('its certificate says no end')
  return { what: 'certificate', name, cure, ...days }
}

/** Looked at, not trusted: one that is over is what is looked for. */
async function webPeer({ hostname, port }: URL): Promise<PeerCertificate> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const named = isIP(host) === 0 ? { servername: host } : {}
  const socket = connect({ host, port: Number(port || 443), ...named, rejectUnauthorized: false })
  try {
    return await new Promise((resolve, reject) => {
      socket.setTimeout(PATIENCE_MS, () => reject(new Error('it does not answer')))
      socket.once('error', reject)
      socket.once('secureConnect', () => resolve(socket.getPeerCertificate()))
    })
  } finally {
    socket.destroy()
  }
}

function openpgpKey({ mail: { openpgp } }: Config): Look {
  const name = 'mail.openpgp.key'
  const cure = 'extend it (gpg --quick-set-expire) or make a new one, and publish it (docs/openpgp.md)'
  return {
    name,
    look: async () => {
      if (openpgp.key === '') return []
      const found = endsOfOpenpgpKeys(await listOpenpgpKey(openpgp.key))
      return found.map(({ ends }) => ({ what: 'key', name, cure, validUntil: ends }))
    },
  }
}

function signers({ content: { git } }: Config): Look {
  const name = 'content.git.allowedSigners'
  return {
    name,
    look: async () => {
      if (git.allowedSigners === '') return []
      const bytes = readFileSync(git.allowedSigners)
      const text = bytes.toString('utf8')
      const isOpenpgp = kindOfSigners(text) === 'openpgp'
      const found = isOpenpgp ? endsOfOpenpgpKeys(await listOpenpgpKeys(bytes)) : endsOfSshSigners(text)
      const cure = `put the new key of whoever signs into ${git.allowedSigners}: later commits of theirs are refused`
      return found.map(({ who, ends }) => ({ what: 'key', name: `${name} (${who})`, cure, validUntil: ends }))
    },
  }
}
