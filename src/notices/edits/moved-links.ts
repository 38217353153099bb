/**
 * Whether a link leads elsewhere than before: to another host, to another download, to another address of mail. Pure.
 * In: the Markdown before and after. Out: each pair. A link taken out, a new one, another path, `http` to `https`,
 * `www.` and a copy in an archive are none; a download that is taken out is one.
 */

const ADDRESS = /\bhttps?:\/\/([^\s<>"'`)\]/?#:]+)(?::\d+)?([^\s<>"'`)\]]*)/gi
const MAIL = /\bmailto:([^\s<>"'`)\]?]+)/gi
/** A link's text, where it has one, and its target; by reference, the reference's name. */
const LINK = new RegExp(
  [
    String.raw`\[([^\]\n]{0,500})\]\(\s*<?([^\s)>]+)`,
    String.raw`^ {0,3}\[([^\]\n]{1,500})\]:[ \t]*<?(\S+?)>?[ \t]*$`,
    String.raw`<a\b[^<>]{0,1000}\bhref\s*=\s*["']([^"']{1,2000})["'][^<>]{0,1000}>([^<]*)`,
  ].join('|'),
  'gim',
)
const ARCHIVE = /(?:^|\.)(?:archive\.org|archive\.is|archive\.today|archive\.ph)$/
const PREVIEW = /^(?:localhost|127\..*|0\.0\.0\.0|\[::1|.*\.(?:local|localhost|test))$/
const DOWNLOAD = new RegExp(
  String.raw`\.(?:iso|img|qcow2|ova|raw|exe|msi|dmg|pkg|deb|rpm|apk|appimage|flatpak|snap|zip|7z|jar|whl|gem|crate` +
    String.raw`|torrent|tgz|t[bx]z|tar(?:\.\w+)?|asc|sig|sha\d+(?:sums?)?)$`,
  'i',
)
/** By what people install, and by what they check it. */
const TO_GET = new RegExp(
  String.raw`\b(?:download(?:s|ed|able)?|install(?:er|ers)?|isos?|(?:signing|public|pgp|gpg|release) keys?` +
    String.raw`|checksums?|signatures?|sha256(?:sums)?)\b`,
)

export interface Moved {
  readonly what: 'host' | 'download' | 'mail'
  readonly from: string
  /** Empty for a download that was taken out. */
  readonly to: string
}

interface Link {
  readonly host: string
  readonly path: string
  /** What the path ends in. */
  readonly end: string
}

export function movedLinks(before: string, after: string): Moved[] {
  return [...movedHosts(before, after), ...movedDownloads(before, after), ...movedMail(before, after)]
}

/** Of one address that stands alone, such as that of a download: any other host, any other file. */
export function movedAddress(before: string | undefined, after: string | undefined): Moved[] {
  const [old] = linksIn(before ?? '')
  const [now] = linksIn(after ?? '')
  if (old === undefined || now === undefined) return []
  if (old.host !== now.host) return [{ what: 'host', from: old.host, to: now.host }]
  return old.end === now.end ? [] : [{ what: 'download', from: old.end, to: now.end }]
}

function movedHosts(before: string, after: string): Moved[] {
  const [old, now] = [linksIn(before), linksIn(after)]
  const keys = { old: new Set(old.map(keyOf)), now: new Set(now.map(keyOf)) }
  // A preview's address was never meant to be read.
  const gone = old.filter((link) => !keys.now.has(keyOf(link)) && !PREVIEW.test(link.host))
  const come = now.filter((link) => !keys.old.has(keyOf(link)) && !ARCHIVE.test(link.host))
  const sameFile = gone.flatMap((link): Moved[] => {
    // The same file, elsewhere: what it is called says that it is one link.
    const at = come.findIndex(({ host, end }) => host !== link.host && end !== '' && end === link.end)
    const [other] = at < 0 ? [] : come.splice(at, 1)
    return other === undefined ? [] : [{ what: 'host', from: link.host, to: other.host }]
  })
  const all = [...sameFile, ...hostsOfSameText(before, after)]
  return [...new Map(all.map((pair) => [`${pair.from} ${pair.to}`, pair])).values()]
}

/**
 * What one may click has the same words, and leads to a host that the post did not name before: to the same place
 * there, or, where people get or check something by it, to any.
 */
function hostsOfSameText(before: string, after: string): Moved[] {
  const [old, now] = [targetsByText(before), targetsByText(after)]
  const known = new Set(linksIn(before).map(({ host }) => host))
  return [...old].flatMap(([text, target]): Moved[] => {
    const [from] = linksIn(target)
    const [to] = linksIn(now.get(text) ?? '')
    if (from === undefined || to === undefined || from.host === to.host) return []
    const isMeant = PREVIEW.test(from.host) || ARCHIVE.test(to.host) || known.has(to.host)
    const isOther = from.path !== to.path && !TO_GET.test(text)
    return isMeant || isOther ? [] : [{ what: 'host', from: from.host, to: to.host }]
  })
}

function movedDownloads(before: string, after: string): Moved[] {
  const [old, now] = [downloadsIn(before), downloadsIn(after)]
  const gone = [...old].filter((file) => !now.has(file))
  const come = [...now].filter((file) => !old.has(file))
  return gone.map((from, index) => ({ what: 'download', from, to: come[index] ?? '' }))
}

function movedMail(before: string, after: string): Moved[] {
  const mailsIn = (markdown: string) => [...markdown.matchAll(MAIL)].map(([, address = '']) => address.toLowerCase())
  const [old, now] = [new Set(mailsIn(before)), new Set(mailsIn(after))]
  const gone = [...old].filter((address) => !now.has(address))
  const [come] = [...now].filter((address) => !old.has(address))
  return come === undefined ? [] : gone.map((from) => ({ what: 'mail', from, to: come }))
}

/** The names of the files that links lead to. */
function downloadsIn(markdown: string): Set<string> {
  const targets = [
    ...linkTargets(markdown).map(({ target }) => target),
    ...[...markdown.matchAll(ADDRESS)].map(([address]) => address),
  ]
  return new Set(targets.map((target) => endOf(target)).filter((end) => DOWNLOAD.test(end)))
}

function targetsByText(markdown: string): Map<string, string> {
  return new Map(linkTargets(markdown).flatMap(({ text, target }) => (text === '' ? [] : [[text, target]])))
}

function linkTargets(markdown: string): { text: string; target: string }[] {
  return [...markdown.matchAll(LINK)].map(([, text, target, name, defined, href, inner]) => ({
    text: (text ?? name ?? inner ?? '').trim().toLowerCase(),
    target: target ?? defined ?? href ?? '',
  }))
}

function linksIn(markdown: string): Link[] {
  return [...markdown.matchAll(ADDRESS)].map(([, host = '', path = '']) => ({
    host: host
      .toLowerCase()
      .replace(/^www\./, '')
      .replace(/\.$/, ''),
    path: plainPath(path),
    end: endOf(path),
  }))
}

function endOf(path: string): string {
  return plainPath(path).split('/').at(-1) ?? ''
}

function plainPath(path: string): string {
  return path
    .replace(/[.,;:!]+$/, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
}

function keyOf({ host, end }: Link): string {
  return `${host} ${end}`
}
