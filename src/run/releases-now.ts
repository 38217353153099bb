/**
 * The releases table as it reads now: how each cycle is supported, and what it will give notice of within a year. In:
 * the app context. Out: a record a product. It reads the ledger.
 */
import { dayIn, yearFrom } from '../base/days.js'
import type { Problem } from '../base/errors.js'
import { occasionIn } from '../register/notice-keys.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import type { Day, Product, Release } from '../releases/release.js'
import { type Support, supportOf } from '../releases/support.js'
import type { AppContext } from './app-context.js'
import { foresee } from './due/decide-now.js'
import { read } from './read-content.js'
import { type AheadFact, yearAhead } from './year-ahead.js'

export interface CycleNow {
  readonly release: Release
  readonly support: Support
  /** What is to be told of it, the nearest first. */
  readonly ahead: readonly AheadFact[]
}

export interface ReleasesNow {
  readonly today: Day
  readonly until: Day
  readonly products: readonly { readonly product: Product; readonly cycles: readonly CycleNow[] }[]
  /** Of the table; those of posts are theirs. */
  readonly faults: readonly Problem[]
}

export async function releasesNow(context: AppContext): Promise<ReleasesNow> {
  const today = dayIn(context.clock.now(), context.config.site.timezone)
  const until = yearFrom(today)
  const content = await read(context)
  const ahead = await yearAhead(context, content, await foresee(context, content), until)
  const about = ahead.map((fact) => ({ fact, occasion: occasionIn(fact.key) }))
  const { products } = withoutWithdrawnUpgrades(content.releases, content)
  const factsOf = ({ id }: Product, { cycle }: Release) =>
    about.filter(({ occasion }) => occasion?.product === id && occasion.cycles.includes(cycle)).map(({ fact }) => fact)
  return {
    today,
    until,
    products: products.map((product) => ({
      product,
      cycles: product.releases.map((release) => ({
        release,
        support: supportOf(release, today),
        ahead: factsOf(product, release),
      })),
    })),
    faults: content.problems.filter(({ code }) => /^(RELEASES|GIT)_/.test(code)),
  }
}
