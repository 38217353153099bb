/**
 * Asks DNS, the web, the mail server, the database and this machine what doctor.ts judges. Door: network, disk,
 * processes. In: a read context, who answers for names and pages. Out: findings; nothing is changed and nobody mailed.
 */

import { Resolver } from 'node:dns/promises'
import { statSync } from 'node:fs'
import { isIP } from 'node:net'
import { BelfryError, messageOf, systemCode } from '../../base/errors.js'
import { placesOfKeys } from '../../config/load.js'
import { type Config, isMailRead } from '../../config/schema.js'
import { gitSaid, runGit } from '../../git/open-command.js'
import { branchFault, remoteFault, withoutPasswords } from '../../git/remote-address.js'
import { isPublicAddress } from '../../hubs/public-addresses.js'
import { loadDkimKeys } from '../../mail/signing/open-signer.js'
import { readDkimRecord } from '../../mail/signing/read-dkim-record.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { isNearEnd } from './alarms.js'
import {
  bad,
  clockFinding,
  dmarcFinding,
  dmarcNames,
  type Finding,
  good,
  mxFinding,
  ptrFinding,
  type Records,
  spfFinding,
  unanswered,
  type WebAnswer,
  webFindings,
} from './doctor.js'
import { diskFindings, dkimKeyAges } from './read-disks.js'
import { lookAtEndings } from './read-endings.js'
import { setupProblems } from './read-setup.js'

/** The calls of node:dns that are needed. */
export interface Names {
  resolveTxt(name: string): Promise<string[][]>
  resolveMx(name: string): Promise<{ exchange: string; priority: number }[]>
  resolve4(name: string): Promise<string[]>
  resolve6(name: string): Promise<string[]>
  reverse(address: string): Promise<string[]>
}

export interface Outside {
  readonly names: Names
  readonly page: (url: string) => Promise<WebAnswer>
}

export function systemOutside(): Outside {
  return { names: new Resolver({ timeout: 5000, tries: 2 }), page: pageAt }
}

const PATIENCE_MS = 10_000
const REMOTE_MS = 30_000

/** Follows no redirect: the address that is written in mail has to answer itself. */
async function pageAt(url: string): Promise<WebAnswer> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
    await answer.body?.cancel()
    return { status: answer.status, headers: Object.fromEntries(answer.headers), atMs: Date.now() }
  } catch (thrown) {
    const { cause } = Object(thrown) as { cause?: unknown }
    return { fault: messageOf(cause ?? thrown) }
  }
}

/** Each part is looked at, whatever becomes of the others. */
export async function examine({ config, clock }: ReadContext, outside: Outside): Promise<Finding[]> {
  const page = await outside.page(`${config.web.url}/healthz`)
  const parts = await Promise.all([
    servers(config),
    sendingDomain(config, outside.names),
    reversed(config, outside.names),
    unsubscribeHost(config, outside.names),
    webFindings(config.web.url, page),
    [
      clockFinding(page),
      good('time zone', runTexts.readDoctor.postsRuns(config.site.timezone, config.schedule.timezone)),
    ],
    diskFindings(config),
    dkimKeyAges(config, clock.now()),
    endings(config, clock.now()),
    builtSite(config, outside),
    repository(config),
  ])
  return parts.flat()
}

/** Mail server (with STARTTLS, its certificate and the login), database, keys, folders: as check --connect asks. */
async function servers(config: Config): Promise<Finding[]> {
  const problems = await setupProblems(config, placesOfKeys(config.file), { connect: true, more: [] })
  if (problems.length === 0) return [good('setup', runTexts.readDoctor.mailServerDatabaseKeys())]
  // A finding ends without a full stop.
  return problems.map(({ code, severity, message, fix }) =>
    bad(`setup ${code}`, severity, message.replace(/\.$/, ''), fix),
  )
}

async function sendingDomain(config: Config, names: Names): Promise<Finding[]> {
  const { domain, from } = config.mail
  const sender = from.address.slice(from.address.lastIndexOf('@') + 1)
  const signing = dkimKeys(config)
  const [spf, mx, dmarc, dkim] = await Promise.all([
    texts(names, domain),
    asked(async () => (await names.resolveMx(domain)).map(({ exchange }) => exchange)),
    dmarcRecords(names, sender),
    dkimFindings(signing, names),
  ])
  const signs = signing.map((key) => key.domain)
  return [
    spfFinding(domain, spf),
    ...dkim,
    dmarcFinding({ from: sender, returns: domain, signs }, dmarc),
    mxFinding(domain, mx, isMailRead(config.inbound)),
  ]
}

/** A key that cannot be read is a problem of the setup. */
function dkimKeys(config: Config) {
  try {
    return loadDkimKeys(config)
  } catch (thrown) {
    if (thrown instanceof BelfryError) return []
    throw thrown
  }
}

async function dkimFindings(signing: ReturnType<typeof dkimKeys>, names: Names): Promise<Finding[]> {
  const make = runTexts.readDoctor.makeKeyBelfryKeys()
  if (signing.length === 0) return [bad('dkim', 'warning', 'mail leaves unsigned', make)]
  return await Promise.all(
    signing.map(async (key) => {
      const name = `${key.selector}._domainkey.${key.domain}`
      try {
        const fault = await readDkimRecord(key, names)
        if (fault === undefined) return good('dkim', name)
        return bad('dkim', 'error', `${name} ${fault}`, runTexts.readDoctor.publishWhatBelfryKeys())
      } catch (thrown) {
        if (thrown instanceof BelfryError) return unanswered('dkim', name)
        throw thrown
      }
    }),
  )
}

async function dmarcRecords(names: Names, domain: string): Promise<Records> {
  for (const name of dmarcNames(domain)) {
    const records = await texts(names, name)
    if (records === undefined) return undefined
    const found = records.filter((one) => /^v=DMARC1/.test(one))
    if (found.length > 0) return found
  }
  return []
}

/** The addresses of the mail server; one of this machine or its network says nothing of what receivers see. */
async function reversed({ mail: { transport } }: Config, names: Names): Promise<Finding[]> {
  const host = /^smtps?:/.test(transport) && URL.canParse(transport) ? new URL(transport).hostname : ''
  if (host === '') return []
  const addresses = isIP(host) === 0 ? await addressesOf(names, host) : [host]
  if (addresses === undefined) return [unanswered('ptr', host)]
  const shown = addresses.filter(isPublicAddress)
  if (shown.length === 0) {
    const says = runTexts.readDoctor.mailLeavesThroughWhat(host)
    return [bad('ptr', 'unknown', says, runTexts.readDoctor.lookUpOuterAddress())]
  }
  return await Promise.all(
    shown.map(async (address) => {
      const named = await asked(async () => await names.reverse(address))
      const back = named?.[0] === undefined ? [] : ((await addressesOf(names, named[0])) ?? [])
      return ptrFinding({ address, names: named, back })
    }),
  )
}

/** Of List-Unsubscribe, which providers call by themselves. */
async function unsubscribeHost({ web: { url } }: Config, names: Names): Promise<Finding[]> {
  const { hostname } = new URL(url)
  const addresses = isIP(hostname.replace(/[[\]]/g, '')) === 0 ? await addressesOf(names, hostname) : [hostname]
  const name = 'unsubscribe host'
  if (addresses === undefined) return [unanswered(name, hostname)]
  const fix = runTexts.readDoctor.publishAddressAaaaHost()
  if (addresses.length === 0) return [bad(name, 'error', runTexts.readDoctor.hasNoAddress(hostname), fix)]
  if (!addresses.some(isPublicAddress))
    return [bad(name, 'error', runTexts.readDoctor.notPublic(hostname, addresses.join(', ')), fix)]
  return [good(name, `${hostname} is ${addresses.join(', ')}`)]
}

/** Certificates and keys, as they are shown now. */
async function endings(config: Config, now: number): Promise<Finding[]> {
  return (await lookAtEndings(config)).map((ending) => {
    const { what, name, cure, validUntil } = ending
    const day = new Date(validUntil).toISOString().slice(0, 10)
    const says = runTexts.readDoctor.theOfOn(what, name, validUntil <= now ? 'ended' : 'ends', day)
    if (!isNearEnd(ending, now)) return good(what, says)
    return bad(what, validUntil <= now ? 'error' : 'warning', says, `${cure.charAt(0).toUpperCase()}${cure.slice(1)}.`)
  })
}

/** Whose pages are shown (`content.render: site`). */
async function builtSite({ content: { render, built }, site }: Config, { page }: Outside): Promise<Finding[]> {
  if (render !== 'site') return []
  const name = 'built site'
  if (built !== '') {
    const isThere = statSync(built, { throwIfNoEntry: false })?.isDirectory() === true
    if (isThere) return [good(name, built)]
    return [bad(name, 'error', runTexts.readDoctor.noFolderSoEvery(built), runTexts.readDoctor.buildSiteOrCorrect())]
  }
  const answer = await page(`${site.url}/`)
  const says = 'fault' in answer ? `does not answer: ${answer.fault}` : `answers with ${answer.status}`
  if (!('fault' in answer) && answer.status === 200) return [good(name, `${site.url} answers`)]
  return [
    bad(name, 'error', runTexts.readDoctor.soNewPostsWait(site.url, says), runTexts.readDoctor.publishOrSetContent()),
  ]
}

async function repository({ content: { git } }: Config): Promise<Finding[]> {
  if (git.remote === '') return []
  const shown = withoutPasswords(git.remote)
  const fix = runTexts.readDoctor.checkContentGitRemote()
  const wrong = remoteFault(git.remote) ?? branchFault(git.branch)
  if (wrong !== undefined) return [bad('git remote', 'error', `${shown}: ${wrong}`, fix)]
  const args = ['ls-remote', '--exit-code', '--', git.remote, `refs/heads/${git.branch}`]
  const ran = await runGit(args, { timeoutMs: REMOTE_MS })
  const answered =
    ran.exitCode === 0
      ? good('git remote', runTexts.readDoctor.hasBranch(shown, git.branch))
      : bad(
          'git remote',
          'error',
          `${shown}: ${ran.exitCode === 2 ? `no branch ${git.branch}` : withoutPasswords(gitSaid(ran))}`,
          fix,
        )
  const sign = runTexts.readDoctor.nameFileSignersOutside()
  if (git.allowedSigners === '')
    return [answered, bad('git signers', 'warning', runTexts.readDoctor.whoeverMayPushBelieved(), sign)]
  const isThere = statSync(git.allowedSigners, { throwIfNoEntry: false })?.isFile() === true
  const missing = bad('git signers', 'error', runTexts.readDoctor.notSoNothingBelieved(git.allowedSigners), sign)
  return [answered, isThere ? good('git signers', git.allowedSigners) : missing]
}

async function texts(names: Names, name: string): Promise<Records> {
  return await asked(async () => (await names.resolveTxt(name)).map((strings) => strings.join('')))
}

async function addressesOf(names: Names, name: string): Promise<Records> {
  const [four, six] = await Promise.all([
    asked(async () => await names.resolve4(name)),
    asked(async () => await names.resolve6(name)),
  ])
  return four === undefined && six === undefined ? undefined : [...(four ?? []), ...(six ?? [])]
}

/** No such name, and a name without such records, are answers; all else is none. */
async function asked(ask: () => Promise<string[]>): Promise<Records> {
  try {
    return await ask()
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    if (code === undefined) throw thrown
    return undefined
  }
}
