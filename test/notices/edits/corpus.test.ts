/**
 * Judges every edit that the public saw in a real archive, and holds the verdicts against a reader's. Prints what it
 * would have done.
 */
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { type Judgement, judgeEdit } from '../../../src/notices/edits/significance.js'
import { parsePost } from '../../../src/posts/parse.js'
import { corpusMissing, corpusPosts, corpusSettings, corpusTable } from '../../support/corpus.js'
import { type ExpectedPost, seenPushes } from '../../support/pushes.js'

interface Judged {
  readonly push: number
  readonly day: string
  readonly path: string
  /** How many posts the push edited. */
  readonly edits: number
  readonly expected: ExpectedPost | undefined
  readonly judgement: Judgement
}

const MASS_EDIT = 10
const DAY_MS = 86_400_000

function textOf(path: string, bytes: Uint8Array): PostText | undefined {
  const { announcement } = parsePost({ path, bytes }, corpusSettings, new Map())
  if (announcement === undefined) return undefined
  const { title, body, severity } = announcement
  return { title, body, severity, withdrawn: false, updates: [] }
}

function judgeAll(clone: string, table: string): Judged[] {
  return seenPushes(clone, table).flatMap(({ push, pushDate, posts, changes }) => {
    const edits = changes.filter((change) => change.before !== undefined && change.after !== undefined)
    return edits.flatMap(({ path, before, after }) => {
      const texts = [before, after].flatMap((bytes) => (bytes && textOf(path, bytes)) || [])
      const [was, is] = texts
      if (was === undefined || is === undefined) return []
      const judgement = judgeEdit(was, is)
      const expected = posts.find((post) => post.post === path)
      return [
        { push, day: new Date(pushDate).toISOString().slice(0, 10), path, edits: edits.length, expected, judgement },
      ]
    })
  })
}

/**
 * What a person is asked in the end: several questions about one post in a day are one, and a mass edit asks nothing.
 */
function questionsIn(judged: readonly Judged[]): Map<string, Judged> {
  const asked = judged.filter(({ judgement, edits }) => judgement.verdict === 'ask' && edits <= MASS_EDIT)
  return new Map(asked.map((row) => [`${row.day} ${row.path}`, row]))
}

function mostInAYear(days: readonly string[]): number {
  const instants = days.map((day) => Date.parse(day))
  const inYearFrom = (from: number) => instants.filter((at) => at >= from && at < from + 365 * DAY_MS).length
  return Math.max(0, ...instants.map(inYearFrom))
}

const clone = corpusPosts()
const table = corpusTable('pushes.jsonl')

describe.skipIf(clone === undefined || table === undefined)(
  `a real archive’s edits (${clone === undefined || table === undefined ? corpusMissing : 'present'})`,
  () => {
    const started = performance.now()
    const judged = clone === undefined || table === undefined ? [] : judgeAll(clone, table)
    const elapsedMs = performance.now() - started
    const questions = questionsIn(judged)
    const expecting = (expect: string) => judged.filter((row) => row.expected?.expect === expect)

    test('the confusion table, and each question and update with its reason', () => {
      const verdicts = ['tell', 'ask', 'silent'] as const
      const counts = ['update', 'either', 'silent', 'announce'].map((expect) => {
        const row = verdicts.map(
          (verdict) => expecting(expect).filter((one) => one.judgement.verdict === verdict).length,
        )
        return `${expect.padEnd(9)}${row.map((count) => String(count).padStart(7)).join('')}`
      })
      const list = judged
        .filter(({ judgement }) => judgement.verdict !== 'silent')
        .map(({ push, day, path, edits, expected, judgement: { verdict, severity, reason } }) =>
          [push, day, verdict, expected?.expect, severity, path, edits > MASS_EDIT ? '(mass edit)' : '', reason].join(
            ' ',
          ),
        )
      console.log(
        [
          `${judged.length} edits judged and read in ${Math.round(elapsedMs)} ms`,
          `         ${verdicts.map((verdict) => verdict.padStart(7)).join('')}`,
          ...counts,
          `questions: ${questions.size}, most in 365 days: ${mostInAYear([...questions.values()].map((row) => row.day))}`,
          ...list,
        ].join('\n'),
      )
      expect(judged.length).toBeGreaterThan(200)
    })

    test('no edit that should be silent is told', () => {
      const told = expecting('silent').filter(({ judgement }) => judgement.verdict === 'tell')
      expect(told.map(({ push, path }) => `${push} ${path}`)).toEqual([])
    })

    test('every update is told or asked', () => {
      const missed = expecting('update').filter(
        ({ judgement, expected }) => judgement.verdict === 'silent' && expected?.coveredBy === undefined,
      )
      expect(missed.map(({ push, path }) => `${push} ${path}`)).toEqual([])
      expect(expecting('update')).toHaveLength(10)
    })

    test('the five that gain a dated block are told without asking', () => {
      const told = judged.filter(({ judgement }) => judgement.verdict === 'tell').map(({ push }) => push)
      expect(told).toEqual(expect.arrayContaining([42, 199, 229, 253, 259]))
    })

    test('a withdrawn download is a recall by its own words', () => {
      const recalled = judged.find(({ push }) => push === 253)?.judgement
      expect(recalled).toMatchObject({ severity: 'recall', severityStated: false, updates: [{ day: '2020-01-08' }] })
    })

    test('every arguable edit ends as its reader accepts', () => {
      const wrong = expecting('either').filter(({ expected, judgement: { verdict } }) => {
        const accepted = expected?.acceptable ?? []
        if (verdict === 'ask') return false
        return !accepted.includes(verdict === 'tell' ? 'update' : 'silent')
      })
      expect(wrong.map(({ push, path }) => `${push} ${path}`)).toEqual([])
    })

    test('a person is asked at most ten times in any year', () => {
      expect(mostInAYear([...questions.values()].map((row) => row.day))).toBeLessThanOrEqual(10)
    })
  },
)
