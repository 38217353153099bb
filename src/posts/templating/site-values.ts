/**
 * What templates of a Jekyll site call `site`. Pure. In: the site's files, the address of the site. Out: the keys of
 * `_config.yml`, the data of `_data`, read when a template asks for them. What would make a post say something else on
 * another day, or when another post is written, is refused: its mail was sent long ago.
 */
import { postsTexts } from '../texts.js'
import { dataName, readData } from './data-files.js'
import type { SiteFiles } from './site-files.js'
import { TemplateFault } from './template-fault.js'

type Values = Record<string, unknown>

export interface SiteValues {
  readonly values: Values
  /** Without a slash at the end. */
  readonly url: string
  /** '' or a path that begins with a slash. */
  readonly baseurl: string
  /** Without a slash at the end. */
  readonly includes: string
  readonly config: Values
  /** `_data` as Eleventy has it, where there is no `_config.yml`: each file under its own name. */
  readonly globals: Values
  /** Is there a `_config.yml`? */
  readonly isJekyll: boolean
}

export const CONFIG_FILES: readonly string[] = ['_config.yml', '_config.yaml']

const CLOCK = postsTexts.siteValues.changesClockMailSent()
const OTHERS = postsTexts.siteValues.changesEveryOtherPost()
const REFUSED: readonly (readonly [names: string, why: string])[] = [
  ['time', CLOCK],
  ['posts related_posts pages html_pages html_files static_files documents collections', OTHERS],
  ['categories tags', OTHERS],
]
const WRITE_OUT = postsTexts.siteValues.writeOutWhatRead()

/** @param url of the site, from Belfry's configuration; without a slash at the end */
export function siteValues(files: SiteFiles, url: string): SiteValues {
  const config = configOf(files)
  const own = new URL(url)
  const isWhole = typeof config.url === 'string' && config.url !== ''
  const siteUrl = isWhole ? String(config.url).replace(/\/+$/, '') : own.origin
  const base = config.baseurl ?? (isWhole ? '' : own.pathname)
  const baseurl = typeof base === 'string' ? base.replace(/\/+$/, '').replace(/^(?=[^/])/, '/') : ''
  const data = dataOf(files, `${folderOf(config.data_dir, '_data')}/`)
  const values: Values = { ...config, url: siteUrl, baseurl: config.baseurl ?? baseurl }
  Object.defineProperty(values, 'data', { enumerable: true, value: data })
  for (const [names, why] of REFUSED) for (const name of names.split(' ')) refuse(values, name, `site.${name}`, why)
  const isJekyll = CONFIG_FILES.some((name) => files.read(name) !== undefined)
  const includes = folderOf(config.includes_dir, '_includes')
  return { values, config, url: siteUrl, baseurl, includes, globals: isJekyll ? {} : data, isJekyll }
}

/** A folder of the site, as a key of `_config.yml` names it. */
function folderOf(value: unknown, usual: string): string {
  if (typeof value !== 'string' || value.split('/').includes('..')) return usual
  return value.replace(/^(?:\.?\/)+|\/+$/g, '') || usual
}

/** @throws TemplateFault when it is asked for */
export function refuse(values: Values, name: string, shown: string, why: string): void {
  Object.defineProperty(values, name, {
    configurable: true,
    enumerable: false,
    get: () => {
      throw new TemplateFault(`${shown} ${why}.`, WRITE_OUT)
    },
  })
}

function configOf(files: SiteFiles): Values {
  for (const name of CONFIG_FILES) {
    const file = files.read(name)
    if (file === undefined) continue
    if ('refused' in file) throw new TemplateFault(`${name} ${file.refused}.`)
    const value = readData(name, file.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {}
  }
  return {}
}

/** `_data/a/b.yml` is `a.b`; read when it is asked for. */
function dataOf(files: SiteFiles, folder: string): Values {
  const data: Values = {}
  for (const path of files.list(folder)) {
    const name = dataName(path)
    if (name === undefined) continue
    const parents = path.slice(folder.length).split('/').slice(0, -1)
    const place = parents.reduce((at: Values, part) => {
      const inner: unknown = Object.getOwnPropertyDescriptor(at, part)?.value
      if (typeof inner === 'object' && inner !== null) return inner as Values
      const made: Values = {}
      Object.defineProperty(at, part, { configurable: true, enumerable: true, value: made })
      return made
    }, data)
    if (!Object.hasOwn(place, name)) defineLazily(place, name, () => dataValue(files, path))
  }
  return data
}

function dataValue(files: SiteFiles, path: string): unknown {
  const file = files.read(path)
  if (file === undefined || 'refused' in file) throw new TemplateFault(`${path} ${file?.refused ?? 'is gone'}.`)
  return readData(path, file.text)
}

function defineLazily(values: Values, name: string, read: () => unknown): void {
  let known: { readonly value: unknown } | undefined
  Object.defineProperty(values, name, {
    configurable: true,
    enumerable: true,
    get: () => {
      known ??= { value: read() }
      return known.value
    },
  })
}
