/**
 * The configuration: every key, its default and what it must look like; longer sections stand in the wing, a file each.
 * Pure. In: the parsed YAML. Out: a typed Config with durations in milliseconds. Paths stay as written; load.ts makes
 * them absolute.
 */

import * as z from 'zod'
import type { Words } from '../words/words.js'
import { dkimFaults } from './dkim-faults.js'
import { impossibleValues } from './impossible-values.js'
import type { KeyFault } from './key-fault.js'
import { listTextFaults } from './list-texts.js'
import { look, lookFaults } from './look.js'
import { mailboxFaults } from './mailbox-faults.js'
import { pathFaults } from './path-faults.js'
import { contentFaults, contentSection } from './schema/content.js'
import { deliverySection } from './schema/delivery.js'
import { feedFaults, feedsSection } from './schema/feeds.js'
import { hook } from './schema/hooks.js'
import { inboundFaults, inboundSection } from './schema/inbound.js'
import { listIdFaults, listsSection } from './schema/lists.js'
import { mailSection } from './schema/mail.js'
import { expectedPost, noticesSection } from './schema/notices.js'
import { scheduleSection } from './schema/schedule.js'
import { duration, httpUrl, languageTag, optionalSection, section, timeZone } from './schema/values.js'
import { webSection } from './schema/web.js'
import { firstOfEach, textFaults } from './text-faults.js'

/** Each mail is frozen in each of them. */
const MOST_LANGUAGES = 20

/** `marks: none`: a machine without a disk of its own. */
export const NO_MARKS = 'none'

const siteSection = section({
  title: z.string().min(1),
  url: httpUrl,
  description: z.string().default(''),
  language: languageTag.prefault('en'),
  timezone: timeZone('UTC'),
  author: z.string().default(''),
  style: z.string().default(''),
})

const backupsSection = optionalSection({
  folder: z.string().min(1).default('../var/backups'),
  keep: z.int().min(0).max(1000).default(5),
})

const bouncesSection = optionalSection({
  softBounces: z.int().min(2).max(100).default(5),
  days: z.int().min(8).max(365).default(30),
})

const operatorsSection = optionalSection({
  approvals: z.int().min(1).max(2).default(1),
  approvalsAbove: z.int().min(0).default(100),
})

const subscribersSection = optionalSection({
  pendingFor: duration('30d', '0s', '400d'),
  canonical: z.boolean().default(true),
  languages: z.array(languageTag).max(MOST_LANGUAGES).prefault([]),
})

export const schema = section({
  site: siteSection,
  look,
  content: contentSection,
  feeds: feedsSection,
  lists: listsSection,
  expected: z.array(expectedPost).default([]),
  hooks: z.array(hook).max(50).default([]),
  notices: noticesSection,
  mail: mailSection,
  delivery: deliverySection,
  database: z.string().default('sqlite:../var/belfry.db'),
  databaseConnections: z.int().min(3).max(1000).default(11),
  secrets: z.string().default('../var/secrets'),
  marks: z.string().min(1).default('../var/marks'),
  cache: z.string().default('../var/cache'),
  kept: z.string().default('../var/kept'),
  backups: backupsSection,
  bounces: bouncesSection,
  inbound: inboundSection,
  schedule: scheduleSection,
  operators: operatorsSection,
  console: z.boolean().default(false),
  subscribers: subscribersSection,
  web: webSection,
}).superRefine((config, context) => {
  const add = ({ path, message }: KeyFault) => context.addIssue({ code: 'custom', path: [...path], message })
  // Whoever named it wrongly is not told as well that it is missing.
  const isSaid = context.issues.some(({ path }) => path?.[1] === 'posts')
  for (const fault of feedFaults(config.feeds)) add(fault)
  for (const fault of contentFaults(config.content, config.feeds.pages, isSaid)) add(fault)
  const faults = [
    ...[lookFaults(config), dkimFaults(config.mail.dkim, config.mail.from.address), listTextFaults(config)],
    ...[mailboxFaults(config), pathFaults(config), impossibleValues(config), textFaults(config)],
  ].flat()
  for (const fault of firstOfEach(faults)) add(fault)
  for (const fault of [...inboundFaults(config.inbound), ...listIdFaults(config)]) add(fault)
})

export type Settings = z.output<typeof schema>

export type List = Settings['lists'][number]

/**
 * The whole configuration, validated; paths are absolute. `file` is where it was read from; `words` is what is said in
 * the site's language; `spoken` what is said in each other language that subscribers may choose; `otherWords` what
 * posts in the other languages of the configuration hold; `style` is the text of the project's own style sheet.
 */
export type Config = Settings & {
  readonly file: string
  readonly words: Words
  readonly spoken?: readonly Words[]
  readonly otherWords?: readonly Words[]
  readonly style?: string
}

/** Does what comes to the addresses of mail.domain get here? */
export function isMailRead({ pipe, maildir, mbox, imap, listen }: Settings['inbound']): boolean {
  return pipe || maildir !== '' || mbox !== '' || imap !== undefined || listen !== undefined
}
