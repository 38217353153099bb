/**
 * How deep blocks stand in each other. Pure. In: a template. Out: where there are more than may be, which is counted
 * before anything reads it: by itself the reader ends where the stack does, which differs by machine.
 */
import { postsTexts } from '../texts.js'
import { liquidLimits } from './liquid-host.js'
import { SHORTER, TemplateFault } from './template-fault.js'

const TAG = /\{%-?\s*(\w+)/g
const BLOCKS = new Set(['if', 'unless', 'for', 'tablerow', 'case', 'capture', 'comment', 'raw', 'highlight'])

/** @returns the place of the first tag that is too deep, from 0 */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0
  for (const { 1: name = '', index } of text.matchAll(TAG)) {
    if (BLOCKS.has(name)) depth += 1
    else if (name.startsWith('end')) depth = Math.max(0, depth - 1)
    if (depth > liquidLimits.blocks) return index
  }
  return undefined
}

export function tooDeep(): TemplateFault {
  return new TemplateFault(postsTexts.blockDepth.blocksStandMoreThan(liquidLimits.blocks), SHORTER)
}
