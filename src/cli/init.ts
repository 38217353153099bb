/**
 * `belfry init [DIR]`: a configuration for the site that is there, or a folder with one post that works. In: a folder,
 * what its generator says, at most five answers. Out: config/belfry.yaml and, where there is no post, one; nothing that
 * is there is overwritten.
 */

import { basename, dirname, join, resolve } from 'node:path'
import { type Adopted, configText } from '../adoption/config-text.js'
import { type FoundSite, readSite } from '../adoption/read-site.js'
import { isTaken, writeNew } from '../adoption/write-new.js'
import { clockFrom } from '../base/clock.js'
import { dayIn } from '../base/days.js'
import { BelfryError } from '../base/errors.js'
import { makeFolders } from '../files/write-file.js'
import { allProblems } from './check.js'
import { type AddCommand, terminalOf } from './command.js'
import { answersOf, type InitFlags } from './init/answers.js'
import { type FoundFeed, findFeed } from './init/feed.js'
import { adoptedOf, asShown, firstOf, RELEASES, replayed, tableOfTitles } from './init/first-read.js'
import { foundLines, nextLines, sampleOf } from './init/summary.js'
import { cliTexts } from './texts.js'

export const initCommand: AddCommand = (self) => {
  self
    .option('--yes', 'ask nothing, take what was found')
    .option('--title <text>', 'the title of the site')
    .option('--url <address>', 'the address of the site')
    .option('--posts <folder>', 'the folder of the posts, inside the site')
    .option('--feed <feed>', 'a feed that posts come from, a file or an address, in place of a folder')
    .option('--from <mailbox>', 'who mail is from')
    .action(async (folder: string | undefined, flags: InitFlags, command) => {
      const root = resolve(folder ?? '.')
      const file = join(root, 'config/belfry.yaml')
      if (isTaken(file)) throw new BelfryError('INIT_EXISTS', cliTexts.init.isThereAlready(file))
      makeFolders(root)
      const fed = flags.feed === undefined ? undefined : await findFeed(flags.feed, root)
      const site = fed === undefined ? readSite(root) : siteOfFeed(fed)
      const now = clockFrom(process.env.BELFRY_NOW).now()
      const answers = await answersOf(site, root, flags)
      const inRoot = answers.posts.map((one) => join(root, one))
      if (inRoot.some((one) => one === root || `${one}/` === root)) throw besideOnly(root)
      const first = await firstOf(fed, inRoot, answers, site.facts)
      const releases = first === undefined ? undefined : tableOfTitles(first, join(root, RELEASES))
      const year = new Date(now).getUTCFullYear()
      const found = adoptedOf(site, answers, {
        first: first?.read,
        year,
        releases: releases && 'releases.yaml',
        feed: fed?.feed,
        ...first,
      })
      const adopted = await asShown(found, { root, site, inRoot, first, now })
      // As it was found: a time zone that is none, an address that is no address.
      const made = first === undefined ? firstPost(root, adopted, dayIn(now, 'UTC')) : undefined
      writeNew(file, configText(adopted))
      if (releases !== undefined) writeNew(join(root, RELEASES), releases)
      const problems = [...site.facts.problems, ...(await allProblems(file, {}))]
      const past = await replayed(file, root, adopted)
      const summary = {
        ...{ config: file, generator: site.facts.generator ?? null, posts: first?.read.announcements.length ?? 1 },
        ...(releases !== undefined && { releases: join(root, RELEASES) }),
        ...(past !== undefined && { replay: past }),
      }
      const seen = { first: first?.read, made, problems, past, hasReleases: releases !== undefined }
      const lines = () => [
        ...foundLines(site, adopted, seen),
        '',
        ...nextLines(folder, adopted, { feeds: site.feeds, problems, sample: sampleOf(first, now) }),
      ]
      terminalOf(command).print({ ...summary, unreadable: first?.read.unreadable ?? [], problems }, lines)
    })
}

/** What Belfry keeps would lie among the posts. */
function besideOnly(root: string): BelfryError {
  const fix = cliTexts.init.initAbove(dirname(root), basename(root))
  return new BelfryError('USAGE', cliTexts.init.postsLieThere(root), { exitCode: 2, fix })
}

/** A CMS makes the pages. */
function siteOfFeed({ about: { title, link, language } }: FoundFeed): FoundSite {
  const facts = { title, url: link, language, folders: [], problems: [] }
  return { facts, posts: [], feeds: [], others: [] }
}

/** @returns the file, relative to the site */
function firstPost(root: string, { title }: Adopted, day: string): string {
  const path = `content/posts/${day}-hello.md`
  const lines = ['---', `title: ${JSON.stringify(`${title} has news`)}`, `date: ${day}`, '---', '', POST, '']
  writeNew(join(root, path), lines.join('\n'))
  return path
}

const POST = cliTexts.init.firstAnnouncementWriteNext()
