/**
 * How a feed looks to somebody who opens it in a browser: CSS alone, for browsers run XSLT no more. Pure. In: where a
 * feed stands, its text, the project's look. Out: the text of feed.css, the way to it, the feed with the instruction
 * that names it. Colours are those of belfry.css; a test holds the two together.
 */
import { fontFamilies, type Look } from '../config/look.js'
import { PAGE_SCHEMES, type Scheme, type Schemes, schemesOf } from '../config/schemes.js'
import { say, type Words } from '../words/words.js'
import { FEED_STYLE_FILE } from './names.js'
import { escapeAttribute } from './xml.js'

/** The way from a feed to its style: a relative one works under any mount point, on localhost and from a disk. */
export function styleFrom(folder: string): string {
  return '../'.repeat(folder.split('/').length - 1) + FEED_STYLE_FILE
}

/** With the processing instruction of xml-stylesheet (W3C, second edition), which stands before the root. */
export function withStyle(frame: string, style: string): string {
  return frame.replace('?>\n', () => `?>\n<?xml-stylesheet type="text/css" href="${escapeAttribute(style)}"?>\n`)
}

const colours = ({ light, dark }: Schemes) => `
:root {
  color-scheme: light dark;
  ${variables(light)}
}
@media (prefers-color-scheme: dark) {
  :root { ${variables(dark)} }
}`

function variables({ ground, raised, ink, quiet, rule, accent }: Scheme): string {
  const first = `--paper: ${ground}; --raised: ${raised}; --ink: ${ink}; --quiet: ${quiet};`
  return `${first} --rule: ${rule}; --link: ${accent};`
}

/** A page without a viewport is laid out 980 px wide on a phone and made smaller: its letters must be larger there. */
const page = (how: string, font: string) => `
* { box-sizing: border-box; }
:root {
  display: flex; flex-direction: column; max-width: 46rem; margin: 0 auto; padding: 1.2rem clamp(1rem, 4vw, 2rem) 4rem;
  background: var(--paper); color: var(--ink); overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
  font: 100%/1.55 ${ahead(font)}system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, sans-serif;
}
@media (max-device-width: 40rem) { :root { font-size: max(100%, 4.3vw); } }
:root::before {
  content: "${how}";
  padding: 0.9rem 1.1rem; background: var(--raised); border-inline-start: 0.25rem solid var(--link); border-radius: 3px;
}`

/** What a program alone wants is not shown: ids, links without words, HTML that would stand there as tags. */
const feed = `
a|feed > *, a|entry > *, |channel > *, |item > * { display: none; }
|channel { display: flex; flex-direction: column; }
a|feed > a|title, |channel > |title, a|feed > a|subtitle, |channel > |description, a|feed > a|link[rel="alternate"],
|channel > |link {
  display: block;
}
a|feed > a|title, |channel > |title { margin-top: 2.2rem; font: 600 2rem/1.2 var(--serif); }
a|feed > a|subtitle, |channel > |description { margin-top: 0.4rem; }
a|feed > a|link, |channel > |link { order: 1; margin: 0.3rem 0 1.8rem; }
a|link::after { content: attr(href); }
a|link, |link { color: var(--quiet); font: 0.86rem/1.5 var(--mono); }`

const entries = `
a|entry, |item {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.2rem; order: 2; padding: 1.1rem 0 1.2rem;
  border-top: 1px solid var(--rule);
}
a|entry > a|title, |item > |title {
  display: block; flex: 1 0 100%; order: 2; font: 600 1.3rem/1.3 var(--serif); margin: 0.15rem 0 0.3rem;
}
a|entry > a|published, |item > |pubDate, a|entry > a|author, |item > d|creator {
  display: block; order: 1; color: var(--quiet); font-size: 0.9rem;
}
/* As many letters as the day has, and not those of the hour. */
a|entry > a|published { order: 0; width: 10ch; }
|item > |pubDate { width: 16ch; }
a|entry > a|published, |item > |pubDate { flex: none; overflow: hidden; white-space: nowrap; font-family: var(--mono); }
a|entry > a|summary, |item > |description { display: block; flex: 1 0 100%; order: 3; }
a|entry > a|link[rel="alternate"], |item > |link { display: block; flex: 1 0 100%; order: 4; margin: 0.4rem 0 0; }
@media print { :root::before { border: 1px solid; } a|entry, |item { break-inside: avoid; } }`

const SERIF = '"Iowan Old Style", Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", Georgia, serif'

const fonts = (titleFont: string) => `
:root {
  --serif: ${ahead(titleFont)}${SERIF};
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}`

const namespaces = `
@namespace a "http://www.w3.org/2005/Atom";
@namespace d "http://purl.org/dc/elements/1.1/";`

const ahead = (families: string) => (families === '' ? '' : `${families}, `)

/**
 * The text of the file, with the sentence that says how to subscribe.
 * @param look what a project says of it; what it leaves out is Belfry's
 */
export function feedStylesheet(words: Words, look: Look): string {
  const how = cssString(say(words, 'feeds.inBrowser'))
  const [font, titleFont] = [fontFamilies(look.font), fontFamilies(look.titleFont)]
  const parts = [namespaces, colours(schemesOf(look, PAGE_SCHEMES)), fonts(titleFont), page(how, font), feed, entries]
  return `${parts.map((part) => part.trim()).join('\n')}\n`
}

/** What would end a string of CSS, by its number. */
function cssString(text: string): string {
  return text.replace(/["\\\n\r\f]/g, (character) => `\\${character.codePointAt(0)?.toString(16)} `)
}
