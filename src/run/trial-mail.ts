/**
 * The mail of one post, of an update or of an end of life, rendered for looking at it. In: the read context, what
 * mailOf or a trial of a cycle made. Out: its parts, and its bytes as nobody gets them: links in it belong to nobody.
 */

import type { List } from '../config/schema.js'
import { composeTest, type FreezeInput } from '../mail/freeze-notice.js'
import { type EndOfLifeContent, renderEndOfLife } from '../mail/render-end-of-life.js'
import {
  NO_LINKS,
  type PersonalLinks,
  type RenderedMail,
  renderAnnouncement,
  renderFooter,
} from '../mail/render-notice.js'
import { renderUpdate, type UpdateContent } from '../mail/render-update.js'
import { openContentSigner } from '../mail/signing/open-openpgp.js'
import { loadTemplates } from '../mail/templates/load.js'
import type { ReadContext } from './read-context.js'

const LINKS = { unsubscribe: 'unsubscribe/preview', preferences: 'preferences/preview' }

export interface TrialMail extends RenderedMail {
  /** As HTML and text. */
  readonly message: Buffer
  /** What stands below what is signed with OpenPGP; absent where nothing is. */
  readonly footer?: string
}

/** What is tried. */
export type Tried = Omit<FreezeInput, 'templates' | 'openpgp'> & (object | UpdateContent | EndOfLifeContent)

/** @throws BelfryError TEMPLATE, OPENPGP_KEY */
export async function trialMail({ config }: ReadContext, tried: Tried, list: List): Promise<TrialMail> {
  const templates = loadTemplates(config.mail.templates, config.words)
  const links = {
    unsubscribeUrl: `${config.web.url}/${LINKS.unsubscribe}`,
    preferencesUrl: `${config.web.url}/${LINKS.preferences}`,
    since: config.feeds.since.slice(0, 4).padEnd(10, '-01-01'),
  }
  const openpgp = await openContentSigner(config.mail.openpgp.key)
  const input = { ...tried, list, templates, openpgp }
  const mail = await rendered({ ...input, links: openpgp === undefined ? links : NO_LINKS })
  const footer = openpgp && (await renderFooter({ list, config, links, templates }))
  const message = await composeTest(input, list, 'html', 'you@example.org')
  return { ...mail, message, ...(footer !== undefined && { footer }) }
}

type Input = Tried & Pick<FreezeInput, 'templates'> & { readonly list: List; readonly links: PersonalLinks }

async function rendered(input: Input): Promise<RenderedMail> {
  if ('endOfLife' in input) return await renderEndOfLife(input)
  return 'update' in input ? await renderUpdate(input) : await renderAnnouncement(input)
}
