/**
 * Whether a link leads to another host than before. Pure. In: the Markdown before and after. Out: each pair of hosts;
 * a link taken out, a new one, another path, `http` to `https`, `www.` and a copy in an archive are none.
 */

const ADDRESS = /\bhttps?:\/\/([^\s<>"'`)\]/?#:]+)(?::\d+)?([^\s<>"'`)\]]*)/gi
const ARCHIVE = /(?:^|\.)(?:archive\.org|archive\.is|archive\.today|archive\.ph)$/
const PREVIEW = /^(?:localhost|127\..*|0\.0\.0\.0|\[::1|.*\.(?:local|localhost|test))$/

export interface MovedHost {
  readonly from: string
  readonly to: string
}

interface Link {
  readonly host: string
  readonly end: string
}

export function movedHosts(before: string, after: string): MovedHost[] {
  const [old, now] = [linksIn(before), linksIn(after)]
  const keys = { old: new Set(old.map(keyOf)), now: new Set(now.map(keyOf)) }
  // A preview's address was never meant to be read.
  const gone = old.filter((link) => !keys.now.has(keyOf(link)) && !PREVIEW.test(link.host))
  const come = now.filter((link) => !keys.old.has(keyOf(link)) && !ARCHIVE.test(link.host))
  const found = gone.flatMap((link): MovedHost[] => {
    // The same file, elsewhere: what it is called says that it is one link.
    const at = come.findIndex(({ host, end }) => host !== link.host && end !== '' && end === link.end)
    const [other] = at < 0 ? [] : come.splice(at, 1)
    return other === undefined ? [] : [{ from: link.host, to: other.host }]
  })
  return [...new Map(found.map((pair) => [`${pair.from} ${pair.to}`, pair])).values()]
}

function linksIn(markdown: string): Link[] {
  return [...markdown.matchAll(ADDRESS)].map(([, host = '', path = '']) => ({
    host: host
      .toLowerCase()
      .replace(/^www\./, '')
      .replace(/\.$/, ''),
    end:
      path
        .replace(/[.,;:!]+$/, '')
        .replace(/[?#].*$/, '')
        .replace(/\/+$/, '')
        .split('/')
        .at(-1) ?? '',
  }))
}

function keyOf({ host, end }: Link): string {
  return `${host} ${end}`
}
