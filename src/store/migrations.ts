/**
 * How the tables came to be, step by step. In: a database at any older step. Out: the tables of tables.ts. Steps stand
 * in the wing by what they are about, and here where they are about several things. A step that was released is never
 * edited; the next one changes what it made.
 */
import type { Kysely, Migration } from 'kysely'
import type { DialectName } from './dialect.js'
import { addLarge } from './large-tables.js'
import { required } from './migration-columns.js'
import { addBounceSources, addBounces, addWebhookEvents } from './migrations/bounces.js'
import {
  addBecause,
  addDeliveryHistory,
  addLookups,
  addPaces,
  addRetries,
  addShares,
  addTokenForms,
  addUnwritten,
  checkStates,
  markMailToOne,
} from './migrations/deliveries.js'
import { chainEvents } from './migrations/events.js'
import { addFirstTables } from './migrations/first-tables.js'
import { addHooks, addPings } from './migrations/hubs-and-hooks.js'
import { addMachines } from './migrations/machines.js'
import {
  addAskedWith,
  addEndOfLife,
  addNotBefore,
  addNoticeFacts,
  addReinstates,
  addSigners,
  addStandIns,
  addWasOpen,
  indexStamped,
} from './migrations/notices.js'
import { agreedWords, operatorTables, passkeyTables, requestTables } from './migrations/operators.js'
import {
  addAddressChanges,
  addAddressParts,
  addConsents,
  addEvents,
  addFormRequests,
  addLimits,
  addMovedLists,
  addRenamedCycles,
} from './migrations/people.js'

/** Every step by name, in the order of the names. */
export function migrationsFor(dialect: DialectName): Record<string, Migration> {
  return {
    '0001-first-tables': { up: async (db) => await addFirstTables(db, dialect) },
    '0002-end-of-life': { up: addEndOfLife },
    '0003-pings': { up: addPings },
    '0004-shares': { up: async (db) => await addShares(db, dialect) },
    '0005-retries': { up: addRetries },
    '0006-notice-facts': { up: addNoticeFacts },
    '0007-mail-to-one': { up: markMailToOne },
    '0008-moved-lists': { up: addMovedLists },
    '0009-people': { up: async (db) => await addEvents(db, dialect) },
    '0010-asked-with': { up: addAskedWith },
    '0011-reinstates': { up: addReinstates },
    '0012-masked-tokens': { up: addTokenForms },
    '0013-paces': { up: addPaces },
    '0014-signers': { up: addSigners },
    '0015-marks': { up: addMachines },
    '0016-renamed-cycles': { up: addRenamedCycles },
    '0017-bounces': { up: async (db) => await addBounces(db, dialect) },
    '0018-because': { up: async (db) => await addBecause(db, dialect) },
    '0019-stand-ins': { up: addStandIns },
    '0020-bounce-sources': { up: addBounceSources },
    '0021-limits': { up: addLimits },
    '0023-consents': { up: addConsents },
    '0024-address-changes': { up: addAddressChanges },
    '0025-form-requests': { up: async (db) => await addFormRequests(db, dialect) },
    '0028-webhook-events': { up: addWebhookEvents },
    '0029-states': { up: async (db) => await checkStates(db, dialect) },
    '0030-history': { up: async (db) => await addDeliveryHistory(db, dialect) },
    '0031-audit': { up: async (db) => await chainEvents(db, dialect) },
    '0032-not-before': { up: addNotBefore },
    '0033-hooks': { up: addHooks },
    '0034-operators': { up: async (db) => await operatorTables(db, dialect) },
    '0035-requests': { up: requestTables },
    '0036-languages': { up: async (db) => await addLanguages(db, dialect) },
    '0037-passkeys': { up: passkeyTables },
    '0039-agreed-words': { up: agreedWords },
    '0040-address-parts': { up: async (db) => await addAddressParts(db, dialect) },
    '0041-lookups': { up: addLookups },
    '0042-unwritten': { up: addUnwritten },
    '0043-stamped-posts': { up: async (db) => await indexStamped(db, dialect) },
    '0044-was-open': { up: addWasOpen },
  }
}

/** In which language people are spoken to; the same mail in another language than the site's; what is looked for. */
async function addLanguages(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  for (const table of ['people', 'deliveries'])
    await db.schema
      .alterTable(table)
      .addColumn('language', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
  await db.schema
    .createTable('language_variants')
    .addColumn('mailing_id', 'bigint', (column) => column.notNull().references('mailings.id').onDelete('cascade'))
    .addColumn('list', 'text', required)
    .addColumn('format', 'text', required)
    .addColumn('because', 'text', required)
    .addColumn('language', 'text', required)
    .addColumn('message', dialect === 'sqlite' ? 'blob' : 'bytea', required)
    .addColumn('slots', 'text', required)
    .addPrimaryKeyConstraint('language_variants_key', ['mailing_id', 'list', 'format', 'because', 'language'])
    .execute()
  await addLarge(db, dialect, '0036-languages')
}
