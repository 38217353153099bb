/**
 * Paths of the configuration that no program but a shell would follow, or no disk can hold. Pure. In: the configuration
 * as its schema reads it. Out: the key at fault, and why.
 */

import { isKeyText } from '../base/secrets.js'
import type { KeyFault } from './key-fault.js'
import { configTexts } from './texts.js'

interface Key {
  readonly key: string
}

/** What is looked at; behind `file:` and `sqlite:` stands a path too. */
interface Paths {
  readonly site: { readonly style: string }
  readonly content: {
    readonly posts: readonly string[]
    readonly git: { readonly remote: string; readonly allowedSigners: string; readonly revokedSigners: string }
  } & Readonly<Record<'feed' | 'releases' | 'register' | 'authors' | 'built', string>>
  readonly feeds: { readonly folder: string }
  readonly hooks: readonly { readonly secretFile: string }[]
  readonly mail: {
    readonly templates: string
    readonly transport: string
    readonly dkim: Key & { readonly ed25519: Key }
    readonly openpgp: Key
  }
  readonly inbound: Readonly<Record<'cert' | 'key' | 'maildir' | 'mbox', string>>
  readonly backups: { readonly folder: string }
  readonly database: string
  readonly secrets: string
  readonly marks: string
  readonly cache: string
  readonly kept: string
}

const SHELL = configTexts.pathFaults.beginsWhatOnlyShell()
const SIGNS = configTexts.pathFaults.holdsCharacterNoPath()
const LONG = configTexts.pathFaults.longerThanAnyPath()
const AN_ADDRESS = configTexts.pathFaults.addressMustPath()
const TWO_SLASHES = configTexts.pathFaults.beginsAtRootDisk()
/** PATH_MAX of Linux. */
const MOST = 4095

export function pathFaults(settings: Paths): KeyFault[] {
  return pathsIn(settings).flatMap(([path, text, scheme = '']) => {
    const message = text === '' ? undefined : faultOf(text, scheme)
    return message === undefined ? [] : [{ path, message }]
  })
}

/** @param scheme that stands before the path; empty: none may */
function faultOf(text: string, scheme: string): string | undefined {
  const path = text.slice(scheme.length)
  if (/^(?:~|\$\{?[A-Za-z_]|%[A-Za-z_]+%)/.test(path)) return SHELL
  if (/[\p{Cc}\ud800-\udfff]/u.test(path)) return SIGNS
  if (Buffer.byteLength(path) > MOST) return LONG
  if (scheme !== '') return /^\/\/(?!\/)/.test(path) ? TWO_SLASHES : undefined
  return /^(?:[a-z][a-z0-9+.-]+:\/\/|(?:file|sqlite):)/i.test(path) ? AN_ADDRESS : undefined
}

function pathsIn(settings: Paths): (readonly [KeyFault['path'], string, string?])[] {
  const { site, content, feeds, hooks, mail, inbound, backups } = settings
  const { git } = content
  const isAddress = (text: string) => /^https?:\/\//i.test(text)
  // What is no folder at all was said already; one folder is written without a list, mostly.
  const folders = Array.isArray(content.posts) ? content.posts : []
  const isOne = folders.length === 1
  const isPath = (text: string) => !isKeyText(text)
  return [
    [['site', 'style'], site.style],
    ...folders.map((folder: string, index) => [['content', 'posts', ...(isOne ? [] : [index])], folder] as const),
    [['content', 'feed'], isAddress(content.feed) ? '' : content.feed],
    ...(['releases', 'register', 'authors', 'built'] as const).map((key) => [['content', key], content[key]] as const),
    [['content', 'git', 'remote'], /^[~$%]/.test(git.remote) ? git.remote : ''],
    [['content', 'git', 'allowedSigners'], git.allowedSigners],
    [['content', 'git', 'revokedSigners'], git.revokedSigners],
    [['feeds', 'folder'], feeds.folder],
    ...hooks.map(({ secretFile }, index) => [['hooks', index, 'secretFile'], secretFile] as const),
    [['mail', 'templates'], mail.templates],
    [['mail', 'transport'], /^file:/.test(mail.transport) ? mail.transport : '', 'file:'],
    [['mail', 'dkim', 'key'], isPath(mail.dkim.key) ? mail.dkim.key : ''],
    [['mail', 'dkim', 'ed25519', 'key'], isPath(mail.dkim.ed25519.key) ? mail.dkim.ed25519.key : ''],
    [['mail', 'openpgp', 'key'], isPath(mail.openpgp.key) ? mail.openpgp.key : ''],
    ...(['cert', 'key', 'maildir', 'mbox'] as const).map((key) => [['inbound', key], inbound[key]] as const),
    [['backups', 'folder'], backups.folder],
    [['database'], /^sqlite:/.test(settings.database) ? settings.database : '', 'sqlite:'],
    ...(['secrets', 'marks', 'cache', 'kept'] as const).map((key) => [[key], settings[key]] as const),
  ]
}
