/** What docs/databases.md tells a DBA to type is typed here, with other names: the server of the tests is shared. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { openStore } from '../../src/store/open.js'
import { closing } from '../support/closing.js'
import { repository } from '../support/project.js'

test("a role, a database, a schema in somebody else's, and what to look at, are made as the docs say", async () => {
  const docs = readFileSync(join(repository, 'docs/databases.md'), 'utf8')
  const id = randomUUID().replaceAll('-', '').slice(0, 12)
  const named = (text: string) => text.replace(/\bbelfry\b(?!')/g, `ada_${id}`).replace(/\bshared\b/g, `shared_${id}`)
  const [own = '', schema = '', held = '', looks = ''] = [...docs.matchAll(/```sql\n([^`]*)```/g)].map(
    ([, text = '']) => named(text),
  )
  const typed = async (url: string, text: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const statement of text.split(';\n').filter(Boolean)) await client.query(statement)
    await client.end()
  }
  const server = inject('postgresUrl')
  await typed(`${server}/postgres`, own)
  const role = server.replace('belfry@', `ada_${id}@`)
  const first = closing(await openStore(`${role}/ada_${id}`))
  expect(await first.db.selectFrom('people').select('id').execute()).toEqual([])
  await typed(`${role}/ada_${id}`, held)
  await typed(`${role}/ada_${id}`, looks)
  await typed(`${server}/postgres`, `create database shared_${id}`)
  await typed(`${server}/shared_${id}`, schema)
  const second = closing(await openStore(`${role}/shared_${id}`))
  const tables = await second.db.introspection.getTables()
  expect(new Set(tables.map((table) => table.schema))).toEqual(new Set([`ada_${id}`]))
})
