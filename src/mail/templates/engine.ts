/**
 * Liquid as templates of mail are read and filled in. Pure. In: sources by name, the words that tags say. Out: an
 * engine that counts what it does, so that a template without an end stops at the same step on any machine.
 */
import { Liquid } from 'liquidjs'
import type { Words } from '../../words/words.js'
import { linkedLine } from './linked-line.js'
import { registerWords } from './say-tag.js'

const LIMITS = {
  /** Characters of a template. */
  parseLimit: 500_000,
  /** Characters and items that filters and ranges make, and steps. A post is cut before it comes here. */
  memoryLimit: 5_000_000,
}

/** What one piece of a template counts, so that a loop that makes nothing ends as well, at the same step anywhere. */
const STEP = 10

/** Pieces within pieces. A template that calls itself costs its depth for each step: minutes, before it counts out. */
const MOST_DEPTH = 100

export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (sign) => names[sign] ?? sign)
}

function countSteps({ renderer }: Liquid): void {
  const shown = renderer.renderTemplates.bind(renderer)
  // A mail's limit goes with it into all that it calls.
  const depths = new WeakMap<object, number>()
  Object.assign(renderer, {
    *renderTemplates(...given: Parameters<typeof shown>): ReturnType<typeof shown> {
      const [pieces, { memoryLimit }] = given
      memoryLimit.use(STEP * (1 + pieces.length))
      const depth = (depths.get(memoryLimit) ?? 0) + 1
      if (depth > MOST_DEPTH) throw new Error('call stack of templates exceeded')
      depths.set(memoryLimit, depth)
      const made: unknown = yield* shown(...given)
      depths.set(memoryLimit, depth - 1)
      return made
    },
  })
}

export function engine(templates: Record<string, string>, words: Words, outputEscape?: 'escape'): Liquid {
  const liquid = new Liquid({
    templates,
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    cache: true,
    ...LIMITS,
    ...(outputEscape !== undefined && { outputEscape }),
  })
  countSteps(liquid)
  // For HTML: `{{ line | linked | raw }}`.
  liquid.registerFilter('linked', (line: unknown) => linkedLine(String(line)))
  registerWords(liquid, words, outputEscape && escaped)
  return liquid
}
