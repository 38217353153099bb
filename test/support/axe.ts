/**
 * What axe finds wrong with the page that a browser shows. In: a tab; which part of its rules. Out: for each finding
 * the rule, then the places.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A mail has no landmarks: the program that shows it has them. `colours` are all that a scheme changes. */
const RULES = {
  page: {},
  mail: { rules: { 'landmark-one-main': { enabled: false }, region: { enabled: false } } },
  colours: { runOnly: ['color-contrast', 'link-in-text-block'] },
}

export async function findings(page: Page, rules: keyof typeof RULES): Promise<string[][]> {
  const options = JSON.stringify({ ...RULES[rules], iframes: false, resultTypes: ['violations'] })
  await page.waitForLoadState('load')
  // What a tab was given stays where only its content was set anew.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe)
  return await page.evaluate(
    `(async () => (await axe.run(document, ${options})).violations
      .map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]))()`,
  )
}
