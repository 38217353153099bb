/** Workers on several machines wake each other: through the real PostgreSQL, without a look at the clock. */
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/open.js'
import { closing } from '../support/closing.js'
import { freshDatabase } from '../support/databases.js'

/** Calls that were heard, each waited for once. */
function calls() {
  let heard = 0
  let waiting: (() => void) | undefined
  return {
    count: () => heard,
    onMail: () => {
      heard += 1
      waiting?.()
    },
    next: async () => {
      const before = heard
      await new Promise<void>((resolve) => {
        waiting = resolve
        if (heard > before) resolve()
      })
    },
  }
}

test('what another process puts into the ledger is heard of once it is committed, and not before', async () => {
  const database = await freshDatabase('postgres')
  const [one, other] = [closing(await openStore(database)), closing(await openStore(database))]
  const mail = calls()
  const listening = mail.next()
  closing(one.listen(mail.onMail))
  // It looks once when it begins to listen.
  await listening
  const heard = mail.next()
  await other.transaction(async (transaction) => {
    await other.dialect.wakeWorkers()?.execute(transaction)
    await sql`select 1`.execute(transaction)
    expect(mail.count()).toBe(1)
  })
  await heard
  expect(mail.count()).toBe(2)
})

test('a listener whose connection broke listens again, and looks because it may have missed something', async () => {
  const database = await freshDatabase('postgres')
  const store = closing(await openStore(database))
  const mail = calls()
  const listening = mail.next()
  closing(store.listen(mail.onMail))
  await listening
  const again = mail.next()
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %'`.execute(store.db)
  await again
  const heard = mail.next()
  await store.dialect.wakeWorkers()?.execute(store.db)
  await heard
})

test('SQLite cannot say so: its workers look for themselves', async () => {
  const store = closing(await openStore(await freshDatabase('sqlite')))
  const mail = calls()
  await store.listen(mail.onMail).close()
  expect([store.dialect.wakeWorkers(), mail.count()]).toEqual([undefined, 0])
})
