/**
 * What is withdrawn as the register remembers it. Pure. In: posts, the updates that were told. Out: whether a post is
 * withdrawn; the releases table without ways that lead to one that is.
 */
import type { Announcement } from '../posts/announcement.js'
import type { Release, ReleaseTable } from '../releases/release.js'
import type { Register, ToldUpdate } from './register.js'
import { isWithdrawn, type ToldWord } from './withdrawal.js'

/** What was told of a post after its announcement, oldest first. */
export function registeredWords(post: string, updates: readonly ToldUpdate[]): ToldWord[] {
  return updates.filter((update) => update.post === post).sort((a, b) => a.at - b.at)
}

/** Nobody is sent to what was withdrawn: a release whose `upgrade` is the page of a withdrawn post states none. */
export function withoutWithdrawnUpgrades(
  table: ReleaseTable,
  { announcements, register }: { readonly announcements: readonly Announcement[]; readonly register: Register },
): ReleaseTable {
  const upgrades = new Set(table.products.flatMap(({ releases }) => releases.flatMap(upgradePage)))
  if (upgrades.size === 0) return table
  const pages = new Set(
    announcements
      .filter(({ url }) => upgrades.has(pageOf(url)))
      .filter((post) => isWithdrawn(post, registeredWords(post.id, register.updates)))
      .map(({ url }) => pageOf(url)),
  )
  if (pages.size === 0) return table
  const without = (release: Release): Release => {
    if (release.upgrade === undefined || !pages.has(pageOf(release.upgrade))) return release
    const { upgrade: _withdrawn, ...rest } = release
    return rest
  }
  return {
    ...table,
    products: table.products.map((product) => ({ ...product, releases: product.releases.map(without) })),
  }
}

function upgradePage({ upgrade }: Release): string[] {
  return upgrade === undefined ? [] : [pageOf(upgrade)]
}

/** The page of an address: fragment, query, `index.html` and the last slash lead to the same. */
function pageOf(address: string): string {
  if (!URL.canParse(address)) return address
  const { origin, pathname } = new URL(address)
  return (
    origin +
    pathname
      .replace(/\/index\.html$/, '')
      .replace(/\/$/, '')
      .replace(/\.html$/, '')
  )
}
