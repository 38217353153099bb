/**
 * The ledger gives texts of few posts, those that are otherwise now: what is decided is the same as where all are at
 * hand. Posts have few different bytes here, so that several have the same.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLedger } from '../delivery/ledger.js'
import { inLedger, inMemory, type Keeper } from './history.js'
import { at, Folder, HOUR } from './situations.js'

const bytes = [
  'The lamp is new.\n',
  'The lamp is new.\n\n**Update (2026-05-02):** The lamp must be returned.\n',
  'The lamp is not new at all, and nobody should light it before the first of June.\n',
  'Wicks and oil, glass and brass.\n',
].map((body, index) => ({ body, digest: `digest-${index}`.padEnd(64, '0') }))

type Step = (folder: Folder) => void
const number = fc.integer({ min: 0, max: 4 })
const slugOf = (post: number) => `lamp-${post}`
const said: fc.Arbitrary<Step> = fc.tuple(number, fc.constantFrom(...bytes)).map(([post, is]) => (folder) => {
  const there = folder.posts.find(({ slug }) => slug === slugOf(post))
  if (there === undefined) folder.add({ title: 'Lamps', slug: slugOf(post), day: '2026-05-01', ...is })
  else folder.posts.splice(folder.posts.indexOf(there), 1, { ...there, ...is })
})
const taken: fc.Arbitrary<Step> = number.map((post) => (folder) => {
  const there = folder.posts.find(({ slug }) => slug === slugOf(post))
  if (there !== undefined && folder.posts.length > 1) folder.remove(there)
})
const renamed: fc.Arbitrary<Step> = fc.tuple(number, number).map(([post, other]) => (folder) => {
  const there = folder.posts.find(({ slug }) => slug === slugOf(post))
  if (there === undefined || folder.posts.some(({ slug }) => slug === slugOf(other))) return
  folder.rename(there, '2026-05-01', slugOf(other))
})
const steps = fc.array(
  fc.array(fc.oneof({ weight: 4, arbitrary: said }, taken, renamed), { minLength: 1, maxLength: 3 }),
  { minLength: 2, maxLength: 6 },
)

async function decided(keeper: Keeper, days: readonly (readonly Step[])[]): Promise<unknown[]> {
  const folder = new Folder(at('2026-05-01T12:00:00Z'))
  folder.add({ title: 'Lamps', slug: slugOf(0), day: '2026-05-01', ...bytes[0] })
  const all: unknown[] = []
  for (const day of [[], ...days]) {
    for (const step of day) step(folder)
    folder.memory = await keeper.load(folder)
    const decision = folder.look(HOUR)
    await keeper.record(decision)
    const told = decision.tell.map(({ key, text }) => `tell ${key}: ${text}`)
    const changed = decision.changed.map(({ key, state, reason }) => `${key} ${state}: ${reason}`)
    all.push([...told, ...changed].sort())
  }
  return all
}

test('what is decided from a ledger is what is decided with all texts at hand', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (days) => {
      const store = await openLedger('sqlite')
      try {
        expect(await decided(inLedger(store), days)).toEqual(await decided(inMemory(), days))
      } finally {
        await store.close()
      }
    }),
    { numRuns: 40 },
  )
})
