/**
 * The sections of the register, in the order in which they are written, and what must stand in each. Pure. Sections of
 * other releases are no fault: parse.ts keeps them.
 */
import * as z from 'zod'
import { severities } from '../posts/announcement.js'

export const loggedKinds = ['announcement', 'update', 'retraction', 'end-of-life', 'manual'] as const

export type LoggedKind = (typeof loggedKinds)[number]

export const HEADER = [
  '# Kept by Belfry: commit it with the posts. It says which ids renamed posts keep and what was told when,',
  ' so that feeds\n# come out the same on another machine and nothing is told twice after a backup is restored.\n',
].join('')

/** To the second, as it is written. */
const instant = z.iso
  .datetime({ error: 'is not an instant' })
  .transform((text) => Math.floor(Date.parse(text) / 1000) * 1000)

const commit = z.string().regex(/^[0-9a-f]{40,64}$/, { error: 'is not a commit' })

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is not a SHA-256 in hexadecimal' })

export const registerSchema = z.strictObject({
  ids: z.record(z.string(), z.string()).default({}),
  urls: z.record(z.string(), z.string()).default({}),
  addresses: z.record(z.string(), z.array(z.string())).optional(),
  entries: z.record(z.string(), z.string()).optional(),
  told: z.record(z.string(), instant).default({}),
  dismissed: z.array(z.string()).optional(),
  updates: z
    .array(
      z.strictObject({
        key: z.string(),
        post: z.string(),
        at: instant,
        severity: z.enum(severities),
        text: z.string(),
        withdraws: z.boolean().optional(),
      }),
    )
    .default([]),
  retractions: z.array(z.strictObject({ post: z.string(), url: z.string(), at: instant })).default([]),
  endOfLife: z
    .array(
      z.strictObject({
        key: z.string(),
        at: instant,
        severity: z.enum(severities),
        title: z.string(),
        text: z.string(),
        standIn: z.string().optional(),
      }),
    )
    .default([]),
  dates: z
    .array(z.strictObject({ name: z.string(), date: z.iso.date(), sequence: z.int().min(0), at: instant }))
    .default([]),
  feeds: z
    .strictObject({
      ids: z.enum(['tag', 'url']),
      authority: z.string().optional(),
      since: z.string().optional(),
      changed: z.iso.date().optional(),
    })
    .optional(),
  ledger: z.strictObject({ id: z.string().min(1), epoch: z.int().min(1), sequence: z.int().min(0) }).optional(),
  audit: z.strictObject({ number: z.int().min(0), hash: z.string().regex(/^([0-9a-f]{64})?$/) }).optional(),
  log: z
    .array(
      z.strictObject({
        key: z.string(),
        kind: z.enum(loggedKinds),
        severity: z.enum(severities),
        at: instant,
        digest: sha256,
        digests: z.record(z.string(), sha256).optional(),
        messageId: z.string(),
        commit: commit.optional(),
        path: z.string().optional(),
        signer: z.string().optional(),
        audit: sha256,
      }),
    )
    .optional(),
  source: z.strictObject({ commit, at: instant, byHand: z.literal(true).optional() }).optional(),
  kept: z.array(z.strictObject({ post: z.string(), commit, path: z.string(), signer: z.string() })).optional(),
})

export type Section = keyof z.input<typeof registerSchema>

/** In the order in which they are written. */
export const SECTIONS = Object.keys(registerSchema.shape) as readonly Section[]
