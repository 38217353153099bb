/**
 * The counting sink as a process of its own, that no kill and no busy test disturbs. In: questions (IPC). Out: answers,
 * in any order.
 */
import { type Copy, startCountingSink } from '../../support/counting-sink.js'

export type Question =
  | { readonly id: number; readonly ask: 'count' | 'copies' }
  | { readonly id: number; readonly ask: 'reached'; readonly count: number }

export type Answer =
  | { readonly transport: string }
  | { readonly id: number; readonly count: number; readonly copies?: readonly Copy[] }

const sink = await startCountingSink()
const say = (answer: Answer) => process.send?.(answer)

process.on('message', (question: Question) => {
  void answer(question)
})
process.once('disconnect', () => process.exit())
say({ transport: sink.transport })

async function answer(question: Question): Promise<void> {
  if (question.ask === 'reached') await sink.reached(question.count)
  const answer = { id: question.id, count: sink.copies.length }
  say(question.ask === 'copies' ? { ...answer, copies: sink.copies } : answer)
}
