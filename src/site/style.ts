/**
 * The look of all pages. Pure. In: a project's colours and fonts, or none. Out: the text of belfry.css. System fonts,
 * nothing remote, light and dark by the reader's choice, paper too. Contrasts are WCAG AA and more, see
 * test/site/look.test.ts.
 */
import { PAGE_SCHEMES, type Scheme, type Schemes } from '../config/schemes.js'
import type { PageLook } from './site.js'

const SERIF = '"Iowan Old Style", Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", Georgia, serif'

const variables = ({ light, dark }: Schemes, font: string, titleFont: string) => `
:root {
  color-scheme: light dark;
  ${schemeVariables(light)}
  --serif: ${ahead(titleFont)}${SERIF};
  --sans: ${ahead(font)}system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    ${schemeVariables(dark, '    ')}
  }
}`

function schemeVariables(scheme: Scheme, before = '  '): string {
  const { ground, raised, ink, quiet, rule, edge, accent, alarm, alarmGround } = scheme
  const grounds = `--paper: ${ground}; --raised: ${raised};`
  const first = `${grounds} --ink: ${ink}; --quiet: ${quiet}; --rule: ${rule}; --edge: ${edge};`
  return `${first}\n${before}--link: ${accent}; --alarm: ${alarm}; --alarm-paper: ${alarmGround};`
}

const ahead = (families: string) => (families === '' ? '' : `${families}, `)

const frame = `
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: break-word; }
a { color: var(--link); text-underline-offset: 0.18em; text-decoration-thickness: 0.06em; }
a:hover { text-decoration-thickness: 0.12em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 2px; }
h1, h2, h3, h4 { font-family: var(--serif); font-weight: 600; line-height: 1.22; text-wrap: balance; }
.skip { position: absolute; inset-inline-start: -100vw; padding: 0.6rem 1rem; background: var(--paper); }
.skip:focus { inset-inline-start: 0; top: 0; z-index: 1; }
.masthead, main, .colophon { max-width: 68rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
.masthead {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 2rem; padding-top: 1.4rem; padding-bottom: 1rem;
}
.wordmark { font: 600 1.3rem/1.3 var(--serif); color: var(--ink); text-decoration: none; margin-inline-end: auto; }
.wordmark:hover { text-decoration: underline; }
.wordmark img { display: block; max-width: 100%; height: auto; }
.masthead nav { display: flex; flex-wrap: wrap; gap: 0 1.35rem; }
.masthead nav a { padding: 0.3rem 0; text-decoration: none; }
.masthead nav a[href$="#subscribe"] {
  align-self: center; padding: 0.15rem 0.8rem; border: 1px solid; border-radius: 4px; font-weight: 600;
}
.masthead nav a:hover { text-decoration: underline; }
main { padding-top: 1.6rem; padding-bottom: 4rem; position: relative; }
main::before { content: ""; display: block; border-top: 1px solid var(--rule); position: absolute; top: 0;
  inset-inline: clamp(1rem, 4vw, 2.5rem); }
.measure { max-width: 42rem; }
.measure > h1 { font-size: clamp(1.7rem, 1.3rem + 1.8vw, 2.3rem); margin: 1.2rem 0 1.6rem; }
.colophon { font-size: 0.9rem; color: var(--quiet); padding-bottom: 3rem; }
.colophon::before { content: ""; display: block; border-top: 1px solid var(--rule); margin-bottom: 1rem; }
.colophon p { margin: 0.25rem 0; }
.colophon a { margin-inline-end: 1.1rem; }`

const marks = `
.marks { display: inline-flex; flex-wrap: wrap; gap: 0.1rem 0.9rem; font-size: 0.86rem; color: var(--quiet); }
.kind { display: inline-flex; align-items: baseline; gap: 0.5em; white-space: nowrap; }
.kind::before { content: ""; flex: none; width: 0.62em; height: 0.62em; border: 0.13em solid currentColor; }
.stable-release::before { border-radius: 50%; background: currentColor; }
.patch-release::before { border-radius: 50%; background: linear-gradient(90deg, currentColor 50%, transparent 50%); }
.release-candidate::before { border-radius: 50%; }
.security::before { transform: rotate(45deg); background: currentColor; }
.security { color: var(--ink); }
.end-of-life::before { background: linear-gradient(135deg, transparent 42%, currentColor 42% 58%, transparent 58%); }
.general::before { border: 0; background: linear-gradient(currentColor, currentColor) center / 100% 0.14em no-repeat; }
.severity { font-weight: 650; color: var(--alarm); white-space: nowrap; }
.severity.recall { border: 1px solid; border-radius: 2px; padding: 0 0.4em; line-height: 1.35; }`

const news = `
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 3rem; }
@media (min-width: 60rem) { .columns { grid-template-columns: minmax(0, 1fr) 19.5rem; gap: 4rem; } }
h1.quiet { font: 600 1rem/1.4 var(--sans); color: var(--quiet); margin: 0.6rem 0 1.4rem; }
.lead { padding-bottom: 1.2rem; }
.lead h2 { font-size: clamp(1.75rem, 1.3rem + 2vw, 2.5rem); letter-spacing: -0.012em; margin: 0.55rem 0 0.8rem; }
.lead h2 a { color: inherit; text-decoration-color: var(--rule); }
.lead h2 a:hover { text-decoration-color: currentColor; }
.lead h2 + .meta { margin-bottom: 0.9rem; }
.lead > p:last-child { font: 1.13rem/1.6 var(--serif); margin: 0; max-width: 38rem; }
.meta {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1.1rem; margin: 0; font-size: 0.95rem;
  color: var(--quiet);
}
.meta .marks { font-size: inherit; }
.year > h2, .years h2 { font-size: 1.15rem; margin: 2.2rem 0 0.2rem; }
.news { list-style: none; margin: 0; padding: 0; }
.news li {
  display: grid; grid-template-columns: 4.4rem minmax(0, 1fr) 9.3rem; gap: 0 0.6rem; align-items: baseline;
  padding: 0.62rem 0;
  border-top: 1px solid var(--rule); }
.news time { color: var(--quiet); font-size: 0.92rem; font-variant-numeric: tabular-nums; }
.news a { justify-self: start; font: 1.12rem/1.4 var(--serif); color: var(--ink); text-decoration-color: transparent; }
.news a:hover { text-decoration-color: currentColor; }
.news a:visited { color: var(--quiet); }
@media (max-width: 42rem) {
  .news li { grid-template-columns: minmax(0, 1fr); gap: 0.1rem; padding: 0.8rem 0; }
}
.years ul {
  display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; list-style: none; margin: 0; padding: 0.7rem 0 0;
  border-top: 1px solid var(--rule);
}
.years span { color: var(--quiet); font-size: 0.86rem; }
.years [aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }`

const support = `
.support { margin: 2.6rem 0 0; }
.support > h2 { font-size: 1.15rem; margin: 0 0 0.5rem; }
.support table {
  width: 100%; table-layout: fixed; overflow-wrap: anywhere; border-collapse: collapse;
  font-variant-numeric: tabular-nums;
}
.support table + table, .support details + table { margin-top: 1.8rem; }
.support caption { text-align: start; padding: 0 0 0.45rem; font-weight: 600; }
.support caption small { font-weight: 400; }
.support th, .support td {
  text-align: start; vertical-align: top; padding: 0.6rem 0; padding-inline-end: 0.8rem;
  border-top: 1px solid var(--rule); width: 34%;
}
.support th:last-child, .support td:last-child { padding-inline-end: 0; width: 32%; }
.support thead th {
  padding-top: 0.3rem; padding-bottom: 0.3rem; font-size: 0.86rem; font-weight: 400; color: var(--quiet);
}
.support tbody th { font-weight: 600; }
.support .note { font-weight: 400; color: var(--quiet); }
.support td small, .support th small { display: block; font-weight: 400; line-height: 1.45; }
.support tr.ended th, .support tr.ended td { color: var(--quiet); }
.support .small { font-size: 0.9rem; color: var(--quiet); margin: 0.8rem 0 0; }
.support details { border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.support summary { padding: 0.6rem 0; color: var(--link); cursor: pointer; }
.phase { display: inline-flex; align-items: baseline; gap: 0.5em; }
.phase::before {
  content: ""; flex: none; width: 0.68em; height: 0.68em; border: 0.13em solid currentColor; border-radius: 50%;
}
.phase.supported::before { background: currentColor; }
.phase.security::before { background: linear-gradient(90deg, currentColor 50%, transparent 50%); }
.phase.extended::before { background: linear-gradient(90deg, currentColor 25%, transparent 25%); }
.phase.planned::before { border-style: dotted; }
.phase.ended::before {
  border-radius: 0; background: linear-gradient(135deg, transparent 40%, currentColor 40% 60%, transparent 60%);
}
@media (max-width: 30rem) {
  .support th, .support td { padding-inline-end: 0.4rem; font-size: 0.92rem; width: 27%; }
  .support th:nth-child(2) { width: 39%; }
  .support th:last-child { width: 34%; }
  .phase { gap: 0.35em; }
}`

const follow = `
.follow h2 { font-size: 1.3rem; margin: 0 0 0.5rem; }
.follow p { margin: 0 0 1rem; }
.follow section { scroll-margin-top: 1rem; }
.follow section + section { margin-top: 2.6rem; }
@media (min-width: 60rem) {
  .follow { border-inline-start: 1px solid var(--rule); padding-inline-start: 2rem; padding-top: 0.6rem; }
}
.feeds { list-style: none; margin: 0; padding: 0; border-bottom: 1px solid var(--rule); }
.feeds li { border-top: 1px solid var(--rule); padding: 0.5rem 0; }
.feeds a { font-weight: 600; margin-inline-end: 0.4rem; }
.follow .more { margin: 0.9rem 0 0; }
.feeds span, small { color: var(--quiet); font-size: 0.9rem; }
form p, fieldset { margin: 0 0 1.1rem; padding: 0; border: 0; }
form label { display: block; }
legend, form p > label { padding: 0; margin-bottom: 0.3rem; font-weight: 600; }
fieldset label { display: flex; gap: 0.6rem; align-items: baseline; padding: 0.22rem 0; }
fieldset small { display: block; line-height: 1.4; }
input[type="checkbox"], input[type="radio"] {
  flex: none; width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--link); position: relative; top: 0.15rem;
}
input[type="email"], input[type="text"] {
  width: 100%; padding: 0.55rem 0.7rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--edge); border-radius: 4px; }
select {
  padding: 0.45rem 0.6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge);
  border-radius: 4px; max-width: 100%; }
button, .button {
  display: inline-block; padding: 0.6rem 1.25rem; font: 600 1rem/1.4 var(--sans); color: var(--paper);
  background: var(--link);
  border: 1px solid var(--link); border-radius: 4px; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--ink); border-color: var(--ink); }
.trap { position: absolute; inset-inline-start: -100vw; width: 1px; height: 1px; overflow: hidden; }`

const feeds = `
.feeds-page > h2, .feeds-page section > h2 { font-size: 1.3rem; margin: 2.4rem 0 0.5rem; }
.feeds-page p, .feeds-page ol, .feeds-page ul { margin: 0 0 0.8rem; }
.feeds-page section > p, .feeds-page .small { color: var(--quiet); font-size: 0.95rem; }
.feeds-page > p, .feeds-page ol { max-width: 36rem; }
.feeds-page ol, .feeds-page ul:not(.feed-rows) { padding-inline-start: 1.5rem; }
.feed-address { display: block; margin: 0.5rem 0 0.6rem; }
.feed-address code {
  display: inline-block; padding: 0.5rem 0.8rem; background: var(--raised); border-radius: 4px;
  font: 0.95rem/1.5 var(--mono);
  overflow-wrap: anywhere; user-select: all; }
.feed-rows { list-style: none; padding: 0; border-bottom: 1px solid var(--rule); }
.feed-rows li {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.1rem 1.5rem;
  padding: 0.6rem 0;
  border-top: 1px solid var(--rule); }
.feed-rows div { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.feed-rows strong { font-weight: 600; }
.feed-rows small { display: block; line-height: 1.45; }
.formats { display: flex; gap: 0 1.2rem; }
.formats a { padding: 0.15rem 0; }
.feeds-page summary { padding: 0.4rem 0; color: var(--link); cursor: pointer; }`

const article = `
.announcement h1 {
  font-size: clamp(1.8rem, 1.3rem + 2.3vw, 2.7rem); letter-spacing: -0.014em; margin: 0.5rem 0 1.2rem;
}
.facts { margin-bottom: 1.8rem; }
.facts dl { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 0.15rem 0; margin: 0; }
.facts dt { grid-column: 1; color: var(--quiet); font-size: 0.9rem; line-height: 1.72; }
.facts dd { grid-column: 2; margin: 0; }
.facts .told-from { overflow-wrap: anywhere; }
.facts .marks { font-size: inherit; color: inherit; }
.facts .button { margin-top: 1.1rem; }
@media (min-width: 60rem) {
  .announcement { display: grid; grid-template: auto 1fr / 13.5rem minmax(0, 42rem); column-gap: 4.5rem; }
  .announcement > * { grid-column: 2; }
  .announcement > .facts { grid-column: 1; grid-row: 1 / span 2; padding-top: 1.1rem; margin: 0; }
  .facts dl { display: block; }
  .facts dd + dt { margin-top: 0.8rem; }
  .onward { margin-inline-start: 18rem; }
}
.notice {
  padding: 0.8rem 1rem; border: 1px solid var(--alarm); border-inline-start-width: 6px; background: var(--alarm-paper);
  border-radius: 3px;
}
.announcement > header .notice { margin: 0 0 1.6rem; }
.prose, .outward { font: 1.125rem/1.65 var(--serif); }
.prose > :first-child { margin-top: 0; }
.update {
  margin: 0 0 2rem; padding-inline-start: 1.2rem; border-inline-start: 3px solid var(--edge); scroll-margin-top: 1rem;
}
.prose.update h2 { font-size: 1.15rem; margin-bottom: 0.5rem; }
.update div > :last-child { margin-bottom: 0; }
.prose h1, .prose h2 { font-size: 1.5rem; margin: 2.3rem 0 0.7rem; }
.prose h3 { font-size: 1.25rem; margin: 1.9rem 0 0.5rem; }
.prose h4, .prose h5, .prose h6 { font-size: 1.1rem; margin: 1.6rem 0 0.4rem; }
.prose p, .prose ul, .prose ol, .prose blockquote, .prose pre, .prose .scroll { margin: 0 0 1.15rem; }
.prose ul, .prose ol { padding-inline-start: 1.5rem; }
.prose li { margin-bottom: 0.35rem; }
.prose li::marker { color: var(--quiet); }
.prose blockquote {
  margin-inline-start: 0; padding: 0.1rem 0; padding-inline-start: 1.2rem; border-inline-start: 3px solid var(--rule);
  color: var(--quiet);
}
.prose blockquote > :last-child, .prose li > :last-child { margin-bottom: 0; }
.prose :is(code, pre, kbd, samp) {
  font-family: var(--mono); font-size: 0.86em; direction: ltr; unicode-bidi: isolate;
}
.prose pre { text-align: start; }
.prose code { background: var(--raised); padding: 0.12em 0.3em; border-radius: 3px; }
.prose pre {
  font-size: 0.82rem; line-height: 1.5; padding: 0.9rem 1rem; background: var(--raised); border-radius: 4px;
  overflow-x: auto; overflow-wrap: normal; tab-size: 4;
}
/* A shadow where a line goes on: code runs from left to right on every page. */
@media screen {
  .prose pre {
    --shade: color-mix(in srgb, var(--ink) 32%, transparent);
    background:
      linear-gradient(90deg, var(--raised) 40%, transparent) 0 0 / 2.4rem 100% no-repeat local,
      linear-gradient(270deg, var(--raised) 40%, transparent) 100% 0 / 2.4rem 100% no-repeat local,
      linear-gradient(90deg, var(--shade), transparent) 0 0 / 0.6rem 100% no-repeat,
      linear-gradient(270deg, var(--shade), transparent) 100% 0 / 0.6rem 100% no-repeat, var(--raised);
  }
}
.prose pre code { font-size: inherit; padding: 0; background: none; }
.prose .scroll { overflow-x: auto; }
.prose table { border-collapse: collapse; font: 0.95rem/1.45 var(--sans); min-width: 60%; }
.prose :is(th, td):not([align]) { text-align: start; }
.prose th, .prose td {
  vertical-align: top; padding: 0.5rem 0; padding-inline-end: 1.1rem;
  border-bottom: 1px solid var(--rule); overflow-wrap: normal;
}
.prose thead th { border-bottom: 2px solid var(--edge); }
.prose img { max-width: 100%; height: auto; }
.prose hr { border: 0; border-top: 1px solid var(--rule); margin: 2rem 0; }
.footnotes { font-size: 0.95rem; }
.onward { max-width: 42rem; margin-top: 2.6rem; padding-top: 1.1rem; border-top: 1px solid var(--rule); }
.onward p { margin: 0 0 1.4rem; }
.neighbours { display: grid; gap: 0.9rem 2rem; }
@media (min-width: 36rem) { .neighbours { grid-template-columns: 1fr 1fr; } }
.neighbours a { font-family: var(--serif); line-height: 1.4; }
.neighbours a[rel="next"]:not(:only-child) { grid-column: -2 / -1; }
.neighbours small { display: inline-block; width: 100%; font-family: var(--sans); }`

const paper = `
@media print {
  :root {
    --paper: #fff; --raised: #fff; --ink: #000; --quiet: #333; --rule: #999; --link: #000; --alarm: #000;
    --alarm-paper: #fff; color-scheme: light;
  }
  body { font-size: 11pt; }
  .masthead nav, .skip, .follow, .years, .onward, .button, .colophon { display: none; }
  .columns { display: block; }
  .prose pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--rule); }
  .prose a[href^="http"]::after { content: " (" attr(href) ")"; font-size: 0.85em; overflow-wrap: anywhere; }
  .support details:not([open]) { display: none; }
  .news li, .prose pre, tr, img { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}`

const parts = [frame, marks, news, support, follow, feeds, article, paper]

/** @param look what a project says of it; what it leaves out is Belfry's */
export function stylesheet(look?: PageLook): string {
  const { schemes = PAGE_SCHEMES, font = '', titleFont = '' } = look ?? {}
  const all = [variables(schemes, font, titleFont), ...parts]
  return `${all.map((part) => part.trim()).join('\n')}\n`
}
