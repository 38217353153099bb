import { expect, test } from 'vitest'
import { threadsOf, treeLines } from './jwz.js'

const message = (id: string, references = '', inReplyTo = '') => ({ id: `<${id}>`, references, inReplyTo, subject: id })
const tree = (...messages: ReturnType<typeof message>[]) => treeLines(threadsOf(messages))

test('answers stand under what they answer, in whatever order they come', () => {
  const all = [message('a'), message('b', '<a>'), message('c', '<a> <b>'), message('d', '', '<a>'), message('e')]
  expect(tree(...all)).toEqual(['a', '  b', '    c', '  d', 'e'])
  expect(tree(...all.reverse()).sort()).toEqual(['    c', '  b', '  d', 'a', 'e'])
})

test('answers to what is not there stand together, and a lone one by itself', () => {
  expect(tree(message('b', '<lost>'), message('c', '<lost>'))).toEqual(['', '  b', '  c'])
  expect(tree(message('b', '<lost>'))).toEqual(['b'])
})

test('a circle of references hides no message', () => {
  expect(
    tree(message('a', '<b>'), message('b', '<a>'))
      .map((line) => line.trim())
      .sort(),
  ).toEqual(['a', 'b'])
})
