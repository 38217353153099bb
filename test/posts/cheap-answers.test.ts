/** What most posts are told at a glance is what a whole look would say. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePost } from '../../src/posts/decode.js'
import { limits, overLimit } from '../../src/posts/limits.js'
import { outsideCode } from '../../src/posts/outside-code.js'
import { plainTitle } from '../../src/posts/plain-title.js'
import { bodyRemarks } from '../../src/posts/remarks/body.js'
import { withoutRendered } from '../../src/posts/remarks/rendered-forms.js'
import { CALLOUTS, formsIn, TEMPLATES } from '../../src/posts/templates.js'

const textOf = (pieces: readonly string[], maxLength = 12) =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(''))

test('a body holds no form that is not looked for', () => {
  const pieces = [
    ...['{{ x }}', '{{', '{%', '%}', '{% raw %}', '{% endraw %}', '{#a#}', '{# a #}', '{++', '++}', '{::x', '{:toc}'],
    ...['[video', '[audio ', '[button=', ' a=b]', '[gallery]', '[[', ']]', '[toc]', '[', ']', '(', ':', '1', '12', 'a'],
    ...['> [!NOTE]', '!!! note', '=== "a"', ':::', '<%', '%>', '%%', '<?php', '<Comp :a=b>', 'import a from "b"'],
    ...['`', '``', '```', '\n', '\n\n', ' ', '    ', '\\', '<code>', '</code>', '<!--', '-->', '__GHOST_URL__', '='],
  ]
  fc.assert(
    fc.property(textOf(pieces), (body) => {
      const shown = withoutRendered(outsideCode(body))
      fc.pre(formsIn(shown, [...TEMPLATES, ...CALLOUTS]).length > 0)
      const frontMatter = { body, bodyLine: 1 } as Parameters<typeof bodyRemarks>[0]
      expect(bodyRemarks(frontMatter, 'a.md')).not.toEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('what needs no parser of a title is what the parser makes of it', () => {
  const pieces = ['[', ']', '!', '(', ')', '^', 'a', 'Lantern', '4.2', ' ', '-', '#', ':', '"', '.', 'é', '+', '|']
  fc.assert(
    fc.property(textOf(pieces, 20), (title) => {
      fc.pre(plainTitle(title) !== '')
      // Whatever has a reference is parsed.
      expect(plainTitle(`${title} &lt;`)).toBe(`${plainTitle(title)} <`)
    }),
    { numRuns: 2000 },
  )
})

test('counted at a glance or sign by sign, a post is over the same limit at the same place', () => {
  /** One word of one line, too long for a glance. */
  const long = `\n${'a'.repeat(2 * limits.words.most)}`
  const some = fc.tuple(
    fc.constantFrom(
      '<',
      '[^',
      '*',
      '`',
      '|',
      'a ',
      '#',
      '\n',
      ' ',
      '\t',
      '> ',
      '- ',
      '1. ',
      '-',
      '灯',
      '㍿',
      'é',
      'ab',
    ),
    fc.oneof(fc.nat(30), fc.constantFrom(198, 201, 499, 501, 2600, 4999, 5001, 9999, 24_998)),
  )
  fc.assert(
    fc.property(fc.array(some, { maxLength: 6 }), (parts) => {
      const text = parts.map(([piece, count]) => piece.repeat(count)).join('')
      const whole = overLimit(text + long)
      // The word and the line behind it count, and a fault there is none of the text's own.
      const isBehind = whole !== undefined && whole.line > text.split('\n').length
      expect(overLimit(text)).toEqual(isBehind ? undefined : whole)
    }),
    { numRuns: 500 },
  )
})

test('bytes are decoded to the same text, whatever they hold, and a mark of the byte order stays', () => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant('\uFEFF---\ntitle: é\n---\n'))
  fc.assert(
    fc.property(text, (written) => {
      const bytes = new TextEncoder().encode(written)
      expect(decodePost(bytes)).toEqual({ text: decoder.decode(bytes) })
    }),
  )
})
