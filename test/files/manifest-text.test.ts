import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  filesInManifest,
  manifestText,
  namedInManifest,
  otherInManifest,
  type RememberedFile,
  rememberedInManifest,
} from '../../src/files/manifest-text.js'

/** What could be taken for a line of the text, and what JSON writes otherwise than it is. */
const path = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({
    unit: fc.constantFrom('a', '"', '\\', '\n', ' ', ':', '{', '}', ',', 'é', '\u2028', '😀'),
    minLength: 1,
  }),
  fc.constantFrom('\n  "a": {', 'a": {\n   "bytes": 1', '__proto__', 'index.html'),
)
const remembered: fc.Arbitrary<RememberedFile> = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.nat(), fc.option(fc.string()), fc.option(fc.nat())).map(([bytes, inputs, entries]) => ({
    bytes,
    ...(inputs !== null && { inputs }),
    ...(entries !== null && { entries }),
  })),
)
/** A property of that name is none of JSON's object when it is written as one. */
const files = fc
  .uniqueArray(fc.tuple(path, remembered), { selector: ([name]) => name, maxLength: 12 })
  .map((all) => new Map(all.filter(([name]) => name !== '__proto__')))

test('one file is found and changed in the text as if all of it were read and written', () => {
  fc.assert(
    fc.property(files, remembered, fc.nat(), path, (all, other, at, absent) => {
      const text = manifestText(all)
      expect(new Map(filesInManifest(text))).toEqual(all)
      expect(new Map(namedInManifest(text).map((file) => [file.path, file]))).toEqual(
        new Map(
          [...all].map(([name, { bytes, inputs }]) => [
            name,
            { path: name, ...(bytes !== undefined && { bytes }), hasInputs: inputs !== undefined },
          ]),
        ),
      )
      for (const [name, one] of all) expect(rememberedInManifest(text, name)).toEqual(one)
      expect(rememberedInManifest(text, absent)).toEqual(all.get(absent))
      const chosen = [...all.keys()].filter((_, number) => (number + at) % 3 === 0)
      const changes = new Map(chosen.map((name) => [name, other]))
      expect(otherInManifest(text, changes)).toBe(manifestText(new Map([...all, ...changes])))
    }),
    { numRuns: 500 },
  )
})

test('a file that the text does not name cannot be changed in it', () => {
  expect(() => otherInManifest(manifestText(new Map()), new Map([['a', {}]]))).toThrow(RangeError)
})
