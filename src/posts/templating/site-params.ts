/** `params` of a Hugo site. Pure. In: its files, or front matter. Out: a value by its name, in any letter case. */

import { parse as parseToml, TomlError } from 'smol-toml'
import { postsTexts } from '../texts.js'
import { readData } from './data-files.js'
import type { SiteFiles } from './site-files.js'
import { TemplateFault } from './template-fault.js'

/** @param name with dots between tables; @returns undefined where nothing or no plain value is there */
export type Params = (name: string) => string | undefined

const FILES = ['hugo.toml', 'hugo.yaml', 'hugo.yml', 'hugo.json', 'config.toml', 'config.yaml', 'config.yml']

/** Read when the first is asked for. */
export function paramsOf(files: SiteFiles): Params {
  let known: Params | undefined
  return (name) => {
    known ??= paramsIn(memberOf(configOf(files), 'params'))
    return known(name)
  }
}

export function paramsIn(values: unknown): Params {
  return (name) => {
    const value = name.split('.').reduce(memberOf, values)
    return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const wanted = name.toLowerCase()
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

function configOf(files: SiteFiles): unknown {
  for (const path of FILES) {
    const file = files.read(path)
    if (file === undefined) continue
    if ('refused' in file) throw new TemplateFault(`${path} ${file.refused}.`)
    return path.endsWith('.toml') ? tomlOf(path, file.text) : readData(path, file.text)
  }
  return undefined
}

function tomlOf(path: string, text: string): unknown {
  try {
    return parseToml(text, { maxDepth: 50 })
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown
    const [sentence = ''] = thrown.message.split('\n')
    throw new TemplateFault(postsTexts.siteParams.cannotReadLine(path, thrown.line, sentence), `Mend ${path}.`)
  }
}
