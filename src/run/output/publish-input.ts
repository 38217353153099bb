/**
 * What feeds and pages are planned from. Pure but for the clock that it is given. In: posts, the register, the releases
 * table. Out: what is published. Here, and nowhere else, what the releases table said joins the posts.
 */
import type { Announcement } from '../../posts/announcement.js'
import type { Register } from '../../register/register.js'
import { toldEndOfLife } from '../../register/told-end-of-life.js'
import { withoutWithdrawnUpgrades } from '../../register/withdrawn-now.js'
import type { ReleaseTable } from '../../releases/release.js'
import type { ReadContext } from '../read-context.js'

interface Content {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases: ReleaseTable
}

export function publishInput({ config, clock }: Pick<ReadContext, 'config' | 'clock'>, content: Content) {
  const { announcements: posts, register, releases: table } = content
  const now = clock.now()
  const announcements = [...posts, ...toldEndOfLife(register, config.site, now)]
  const releases = withoutWithdrawnUpgrades(table, { announcements: posts, register })
  return { announcements, register, releases, config, now }
}
