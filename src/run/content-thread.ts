/**
 * A thread of open-content-threads.ts. In: files to read, units to publish, by message. Out: what came of each, by
 * message.
 */
import { answerOrders } from '../base/pool-thread.js'

answerOrders({
  read: async () => (await import('../source/unread/read-unread.js')).readingWork,
  publish: async () => (await import('./output/write-unit.js')).publishingWork,
})
