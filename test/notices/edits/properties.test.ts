/**
 * What must hold for any post: rewriting its form is silent, a dated update block is always told. Over the sample's
 * posts, and over a real archive where it lies beside the checkout.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'
import { corpusMissing, corpusPosts, seedPosts } from '../../support/corpus.js'
import { repository } from '../../support/project.js'

interface Post {
  readonly name: string
  readonly text: PostText
}

function postsIn(folder: string | undefined): Post[] {
  if (folder === undefined) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.md') && /^\d/.test(name))
  return names.map((name) => {
    const [, head = '', body = ''] =
      /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(readFileSync(join(folder, name), 'utf8')) ?? []
    const title = /^title: *"?(.*?)"?$/m.exec(head)?.[1] ?? ''
    return { name, text: textWith(body, title) }
  })
}

function textWith(body: string, title = 'Lamps'): PostText {
  return { title, body, severity: 'info', withdrawn: false, updates: [] }
}

/**
 * Applies a rewrite to stretches of lines that are plain paragraphs: no code, list, table, heading, HTML or definition.
 */
function inParagraphs(body: string, rewrite: (paragraph: string) => string): string {
  let fence = ''
  return body
    .split(/(\n[ \t]*\n)/)
    .map((piece) => {
      const fences = piece.match(/^ {0,3}(?:```+|~~~+)/gm) ?? []
      const wasInside = fence !== ''
      for (const mark of fences) fence = fence === '' ? mark.trim() : mark.trim().startsWith(fence) ? '' : fence
      const isPlain = !/^(?:\s|[-*+#>|=<[{~`]|\d+[.)]|_{3})|^.*\||\n *[-=]{2,} *$|PGP|<!--|\{[%:{]/m.test(piece)
      return wasInside || fences.length > 0 || !isPlain ? piece : rewrite(piece)
    })
    .join('')
}

function rewrapped(body: string, width: number): string {
  return inParagraphs(body, (paragraph) => {
    let column = 0
    return paragraph
      .split(/\s+/)
      .map((word, index) => {
        const breaks =
          index > 0 && column + word.length > width && /^[\p{L}("'[]/u.test(word) && !/^\[[^\]]*\]:/.test(word)
        column = breaks ? word.length : column + word.length + 1
        return `${index === 0 ? '' : breaks ? '\n' : ' '}${word}`
      })
      .join('')
  })
}

function requoted(body: string, dash: string): string {
  let isOpen = false
  return inParagraphs(body, (paragraph) =>
    paragraph
      .split(/(`[^`]*`|\]\([^)]*\)|\]\[[^\]]*\]|<[^>]*>)/)
      .map((piece, index) => {
        if (index % 2 === 1) return piece
        const quoted = piece.replace(/"/g, () => {
          isOpen = !isOpen
          return isOpen ? '“' : '”'
        })
        return quoted.replace(/(?<=\w)'(?=\w)/g, '’').replace(/ (?:-|--|---|–|—) /g, dash)
      })
      .join(''),
  )
}

/** What people get by a link, or check by it: that it leads elsewhere is asked (no-facts.test.ts). */
const TO_GET =
  /\.(?:iso|img|zip|exe|msi|deb|rpm|asc|sig|tgz|torrent|tar\.\w+)\b|sha256|download|install|\bisos?\b|signature|key/i

function retargeted(body: string): string {
  const unless = (to: string) => (whole: string, start: string) => (TO_GET.test(whole) ? whole : `${start}${to}`)
  return body
    .replace(/(\[[^\]\n]*\]\()(?:https?:\/\/|\/)[^\s)]+/g, unless('https://moved.example/there'))
    .replace(/^( {0,3}\[[^\]^]+\]: *)\S+/gm, unless('/elsewhere/'))
    .replace(/()(?<!\]\()https?:\/\/[^\s)>\]"'`]+(?=[\s)>])/g, unless('https://moved.example/again'))
}

function asReferences(body: string): string {
  const definitions: string[] = []
  const text = inParagraphs(body, (paragraph) =>
    paragraph.replace(/(?<!!)\[([^\][]+)\]\(([^\s()]+)\)/g, (_, words: string, target: string) => {
      definitions.push(`[own-${definitions.length}]: ${target}`)
      return `[${words}][own-${definitions.length - 1}]`
    }),
  )
  return `${text.trimEnd()}\n\n${definitions.join('\n')}\n`
}

function restyled(body: string): string {
  let fence = false
  const code: string[] = []
  const lines = body.split('\n').map((line) => {
    const isMark = /^ {0,3}(?:```|~~~)/.test(line)
    if (isMark) fence = !fence
    if (isMark || fence || /^(?: {4}|\t)/.test(line)) return `\0${code.push(line) - 1}`
    return line.replace(/^( *)-(?= +\S)(?!.*- -)/, '$1*').replace(/\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?!\w)/g, '__$1__')
  })
  return lines
    .join('\n')
    .replace(/(?<=\n\n)([^\0\s][^\n]*)\n={3,}\n/g, '# $1\n')
    .replace(/(?<=\n\n)(\w[^\n|]*)\n-{3,}\n/g, '## $1\n')
    .replace(/\0(\d+)/g, (_, at: string) => code[Number(at)] ?? '')
}

const SPELLINGS: readonly ((day: string, text: string) => string)[] = [
  (day, text) => `**Update (${day}):** ${text}`,
  (day, text) => `**Update ${day}:** ${text}`,
  (day, text) => `**UPDATE, ${day}** — ${text}`,
  (day, text) => `*Edit (${day}).* ${text}`,
  (day, text) => `Update (${day})\n-------------------\n\n${text}`,
  (day, text) => `## Update (${day})\n\n${text}`,
  (day, text) => `### ${day} update\n\n${text}`,
  (day, text) => `[${day} update] ${text}`,
  (day, text) => `> **Update (${day}):** ${text}`,
  (day, text) => `- Update ${day}: ${text}`,
  (day, text) => `**Second update (${day} 14:30 UTC):** ${text}`,
  (day, text) => `**Update (${day}):**\n\n${text}`,
  (day, text) => `**Update 2 (${day}):** ${text}\n\n-----`,
]

const DAYS = ['2031-03-04', '4 March 2031', 'March 4th, 2031'] as const
const NEWS = 'The oil of the eastern lamps was found to be watered. Please wait with lighting them.'

const archive = [...postsIn(corpusPosts()), ...postsIn(seedPosts())]

describe.each([
  { name: 'the sample', posts: postsIn(join(repository, 'content', 'posts')) },
  { name: `a real archive (${corpusMissing})`, posts: archive },
])('any post of $name', ({ posts }) => {
  const own = test.skipIf(posts.length === 0)
  const told = (rewrite: (body: string) => string, some = posts) =>
    some.flatMap(({ name, text }) => {
      const { verdict, reason } = judgeEdit(text, { ...text, body: rewrite(text.body) })
      return verdict === 'silent' ? [] : [`${name}: ${verdict}, ${reason}`]
    })
  /** An archive's posts each in one of several ways; in all of them where TEST_POSTS is `all`. */
  const inTurn = <Way>(ways: readonly Way[], rewrite: (way: Way) => (body: string) => string) => {
    const inAll = process.env.TEST_POSTS === 'all' || posts.length < 50
    for (const [at, way] of ways.entries()) {
      const some = posts.filter((_, index) => inAll || index % ways.length === at)
      expect(told(rewrite(way), some)).toEqual([])
    }
  }
  const changed = (rewrite: (body: string) => string) =>
    posts.filter(({ text }) => rewrite(text.body) !== text.body).length

  own('judged against itself is silent', () => {
    expect(told((body) => body)).toEqual([])
  })

  own('is silent when it is wrapped anew', () => {
    inTurn([20, 50, 72, 100, 10_000], (width) => (body) => rewrapped(body, width))
    expect(changed((body) => rewrapped(body, 50))).toBeGreaterThan(posts.length / 2)
  })

  own('is silent when its quotes and dashes are set anew', () => {
    inTurn([' – ', '—', ' -- ', ' --- '], (dash) => (body) => requoted(body, dash))
    expect(changed((body) => requoted(body, '—'))).toBeGreaterThan(0)
  })

  own('is silent when its links go elsewhere or are written as references', () => {
    expect(told(retargeted)).toEqual([])
    expect(told(asReferences)).toEqual([])
    expect(told((body) => retargeted(asReferences(body)))).toEqual([])
    expect(changed(retargeted)).toBeGreaterThan(posts.length / 2)
  })

  own('is silent when headings, bullets and emphasis change their style', () => {
    expect(told(restyled)).toEqual([])
    expect(told((body) => body.replace(/\n/g, '\r\n'))).toEqual([])
    expect(told((body) => `<!-- a note to us -->\n\n${body.trimEnd()}\n\n\n`)).toEqual([])
  })

  own('is silent in every mixture of these', () => {
    const rewrites = [
      retargeted,
      asReferences,
      restyled,
      (body: string) => requoted(body, ' – '),
      (body: string) => rewrapped(body, 40),
    ]
    fc.assert(
      fc.property(fc.constantFrom(...posts), fc.shuffledSubarray(rewrites), ({ text }, chosen) => {
        const body = chosen.reduce((now, rewrite) => rewrite(now), text.body)
        expect(judgeEdit(text, { ...text, body })).toMatchObject({ verdict: 'silent' })
      }),
      { numRuns: 30 },
    )
  })

  own('is told, with that text, when it gains a dated update block at the top or the end', () => {
    const wrong = posts.flatMap(({ name, text }, at) =>
      SPELLINGS.filter((_, index) => posts.length < 50 || (at + index) % 4 === 0).flatMap((spelling, index) => {
        const block = spelling(DAYS[(at + index) % DAYS.length] ?? '', NEWS)
        return [`\n${block}\n\n${text.body}`, `${text.body.trimEnd()}\n\n${block}\n`].flatMap((body, place) => {
          const { verdict, updates } = judgeEdit(text, { ...text, body })
          const isRight =
            verdict === 'tell' && updates.length === 1 && updates[0]?.day === '2031-03-04' && updates[0].text === NEWS
          return isRight
            ? []
            : [`${name} ${place === 0 ? 'top' : 'end'} ${block}: ${verdict} ${JSON.stringify(updates)}`]
        })
      }),
    )
    expect(wrong).toEqual([])
  })

  own('is never told when two words change places', () => {
    fc.assert(
      fc.property(fc.constantFrom(...posts), fc.nat(), fc.nat(), ({ text }, one, other) => {
        const words = text.body.split(/(\s+)/)
        // What is no word makes a paragraph of another kind where it comes to stand: a rule, the sign of a label.
        const places = words.flatMap((word, at) => (/^[\p{L}\p{N}]/u.test(word) ? [at] : []))
        const [a, b] = [one, other].map((place) => places[place % Math.max(1, places.length)])
        const swapped = words.map((word, at) => (at === a ? words[b ?? 0] : at === b ? words[a ?? 0] : word)).join('')
        expect(judgeEdit(text, { ...text, body: swapped }).verdict).not.toBe('tell')
      }),
      { numRuns: 100 },
    )
  })
})

test('any two texts are judged without a throw, and any text is silent against itself', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('```', '---', '**Update:**', '## Update 2', '> ', '- ', '<!--', '| a | b |', '[a]: /b', ''),
  )
  const body = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(body, body, (before, after) => {
      expect(judgeEdit(textWith(before), textWith(before)).verdict).toBe('silent')
      const { verdict, updates } = judgeEdit(textWith(before), textWith(after))
      expect(updates.length > 0).toBe(verdict !== 'silent')
    }),
    { numRuns: 200 },
  )
})
