/**
 * What is wrong with feeds, as `belfry check` prints it. Pure. In: the files, all paths where there are more, the
 * site's address, the instant. Out: problems that name file, line, entry and rule.
 */
import { type Problem, problem } from '../../base/errors.js'
import type { OutputFile } from '../../files/write-folder.js'
import { type ValidatedSite, validateFeed } from './document.js'
import { HtmlValidator } from './html.js'
import { feedRules } from './rules.js'

export async function feedProblems(
  files: readonly OutputFile[],
  site: Pick<ValidatedSite, 'url' | 'now' | 'inherited' | 'paths'>,
): Promise<Problem[]> {
  const html = new HtmlValidator()
  const paths = site.paths ?? new Set(files.map(({ path }) => path))
  const problems: Problem[] = []
  for (const { path, bytes } of files) {
    for (const { rule, message, line } of validateFeed(
      { path, text: textOf(await bytes()) },
      { ...site, paths, html },
    )) {
      const { severity, sentence, source } = feedRules[rule]
      const place = { file: path, ...(line === undefined ? {} : { line }) }
      problems.push(
        problem('FEED_RULE', `${rule}: ${message}.`, place, { severity, fix: `${sentence} See ${source}.` }),
      )
    }
  }
  return problems
}

function textOf(bytes: string | Uint8Array): string {
  return typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
}
