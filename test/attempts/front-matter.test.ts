/**
 * Attempts by front matter: values of other kinds than are asked for, YAML that is more than data, text that shows
 * something else than it holds, addresses that lead elsewhere. In: lines of front matter, or a whole file. Out: what is
 * read of it, and the codes of its problems.
 */
import { expect, test } from 'vitest'
import type { Announcement } from '../../src/posts/announcement.js'
import { parse, post } from '../posts/parsing.js'

const THE_PAGE = 'https://lantern.example/news/2026/03/01/lamps/'

/** Name, lines below a title (or the file), what is read of it (undefined: nobody reads it), codes. */
type Attempt = readonly [
  string,
  string | { readonly file: string | Uint8Array },
  Partial<Announcement> | undefined,
  ...string[],
]

const attempts: readonly Attempt[] = [
  // Is it withdrawn?
  ['withdrawn by a date', 'withdrawn: 2026-05-01', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a list', 'withdrawn: [it, burns]', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a map', 'withdrawn: {reason: it burns}', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a number that is no switch', 'withdrawn: 2', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn in one word', 'withdrawn: broken', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a yes in quotes', 'withdrawn: "yes"', { withdrawn: true, severity: 'recall' }],
  [
    'withdrawn by words that begin with no',
    'withdrawn: no longer safe',
    { withdrawn: true, withdrawnBecause: 'no longer safe' },
  ],
  ['withdrawn by words that begin with false', 'withdrawn: false alarm of the sensor', { withdrawn: true }],
  ['withdrawn by two words that nobody sees', 'withdrawn: "\\u200B \\u200B"', { withdrawn: false }, 'POST_WITHDRAWN'],
  [
    'withdrawn over several lines',
    'withdrawn: |\n  It burns.\n\n  Put it out.',
    { withdrawn: true, withdrawnBecause: 'It burns. Put it out.' },
  ],
  [
    'withdrawn and taken back',
    'withdrawn: it burns now\nwithdrawn: false',
    { withdrawn: false, reinstated: true },
    'POST_KEY_TWICE',
  ],
  ['withdrawn in another letter case', 'Withdrawn: it burns now', { withdrawn: false }, 'POST_KEY'],
  [
    'withdrawn in CRLF',
    { file: '---\r\ntitle: A\r\nwithdrawn: it burns now\r\n---\r\nx\r\n' },
    { withdrawn: true, withdrawnBecause: 'it burns now' },
  ],
  [
    'withdrawn behind a byte order mark',
    { file: '\uFEFF---\ntitle: A\nwithdrawn: it burns now\n---\nx\n' },
    { withdrawn: true },
  ],
  ['withdrawn by a day and a time', 'withdrawn: 2026-05-01 10:00', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a day in words', 'withdrawn: 1 May 2026', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by two signs', 'withdrawn: "? ?"', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a no that explains itself', 'withdrawn: no, it was fine', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn not yet', 'withdrawn: not yet', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn no longer', 'withdrawn: It is no longer withdrawn.', { withdrawn: false }, 'POST_WITHDRAWN'],
  ['withdrawn by a yes that gives a reason', 'withdrawn: yes, it burns', { withdrawnBecause: 'it burns' }],
  ['withdrawn by a yes with a comment in the quotes', 'withdrawn: "true # Ada"', { withdrawn: true }],
  [
    'withdrawn in words that have no blanks between them',
    'withdrawn: 破損したため使わないでください',
    { withdrawnBecause: '破損したため使わないでください' },
  ],
  ['withdrawn by what a template would say', 'withdrawn: "{{ why }} it burns"', { withdrawn: true }, 'POST_TEMPLATE'],
  ['a recall inside of an update', 'updates: [{date: 2026-05-01, text: b, severity: recall}]', {}, 'POST_KEY'],
  ['a recall in a table of the site', 'params:\n  severity: recall', { severity: 'info' }, 'POST_KEY'],
  ['a severity that is no text', 'severity: [recall]', undefined, 'POST_FIELD'],
  ['a severity that is a switch', 'severity: true', { severity: 'info' }, 'POST_SEVERITY'],
  // Is it meant to be told?
  ...[
    'status: pending',
    'post_status: trash',
    'publish: no',
    'Private: true',
    'password: wick',
    'visibility: members',
  ].map((line): Attempt => [`a draft by ${line}`, line, undefined]),
  ...['hidden: true', 'listed: false', 'eleventyExcludeFromCollections: [posts]', 'visibility: hidden'].map(
    (line): Attempt => [`in no list by ${line}`, line, { unlisted: true }],
  ),
  ['hidden from a front page, and listed', 'hidden: true\nunlisted: false', { title: 'A' }],
  ['told of what is in progress', 'status: in progress', { title: 'A' }],
  ...['state: draft', 'embargo: 2027-01-01', 'embargoed: yes', 'publish_on: 2026-03-02', 'tags: [drafts]'].map(
    (line): Attempt => [`held by ${line}`, line, { title: 'A' }, 'POST_DRAFT'],
  ),
  ['held by a switch in a table', 'extra: {draft: true}', { title: 'A' }, 'POST_DRAFT'],
  ['told by a switch that says so', 'state: draft\ndraft: false', { title: 'A' }],
  ['an embargo that was over before it', 'embargo: 2026-02-28', { title: 'A' }],
  ...[
    ...[
      '"[Draft] Lamps"',
      '"WIP: Lamps"',
      'Lamps (draft)',
      '"[Postponed] Lamps"',
      '"(TBD) Lamps"',
      '"[on hold] Lamps"',
    ],
    ...['"Entwurf: Lampen"', '"[черновик] Lamps"', '"【草稿】Lamps"', '"Lamps [do not send]"'],
  ].map((title): Attempt => [`held by the title ${title}`, { file: post(`title: ${title}`) }, {}, 'POST_DRAFT']),
  ...['"Postponed: Lamps"', '"[Postponed to June] Lamps"', '"[Hold the date] Lamps"', 'Lamps (postponed)'].map(
    (title): Attempt => [`told with the title ${title}`, { file: post(`title: ${title}`) }, {}],
  ),
  ['told of drafts', { file: post('title: Draft of the rules, and what drafts are') }, {}],
  ['published on a later day', 'published: 2027-01-01', { day: '2027-01-01' }],
  ['published on an earlier day', 'published: 2025-01-01', { day: '2026-03-01' }],
  ['over on a day in the words of Hugo', 'unpublishdate: 2027-01-01', { expires: Date.parse('2027-01-01') }],
  [
    'front matter a second time',
    { file: post('title: A', '---\ndraft: true\n---\nx\n') },
    { title: 'A' },
    'POST_TEMPLATE',
  ],
  ['a comment of a reviewer', { file: post('title: A', 'It is {>>sure?<<} safe.\n') }, {}, 'POST_TEMPLATE'],
  ['a comment of Obsidian', { file: post('title: A', 'It is %%not%% safe.\n') }, {}, 'POST_TEMPLATE'],
  ...[
    '[gallery ids="1,2"]',
    '[caption id="a"]x[/caption]',
    '[vc_row][vc_column]x[/vc_column][/vc_row]',
    '[more](__GHOST_URL__/more/)',
    '{#if lit}It burns.{/if}',
    'It is <?php echo $version ?> now.',
    '<Lamp :lit="true" @click="x">x</Lamp>',
  ].map(
    (body): Attempt => [`shown as it stands: ${body}`, { file: post('title: A', `${body}\n`) }, {}, 'POST_TEMPLATE'],
  ),
  ...['[video]', '[gallery](/gallery/) and [caption][1]\n\n[1]: /x/', '# Lamps {#lamp}', '100%% of 50%%'].map(
    (body): Attempt => [`no template: ${body}`, { file: post('title: A', `${body}\n`) }, {}],
  ),
  ['a link of a wiki', { file: post('title: A', 'See [[Wicks]] and [[1]](/a/).\n') }, {}, 'POST_CALLOUT'],
  ['a table of contents', { file: post('title: A', '[TOC]\n\nText.\n') }, {}, 'POST_CALLOUT'],
  ...['\u200B\u00A0', '&nbsp;\n\n&nbsp;', '<p>&nbsp;</p>', '***'].map(
    (body): Attempt => [`nothing to read: ${body}`, { file: post('title: A', `${body}\n`) }, undefined, 'POST_EMPTY'],
  ),
  ['a picture and nothing else', { file: post('title: A', '<img src="https://lantern.example/a.png" alt="">\n') }, {}],
  // YAML that is more than data.
  ['an alias for the reason', 'a: &a it burns now\nwithdrawn: *a', undefined, 'POST_FRONT_MATTER_SIZE'],
  ['a merge key', 'a: &a {withdrawn: it burns now}\n<<: *a', undefined, 'POST_FRONT_MATTER_SIZE'],
  ['bytes', 'description: !!binary aGVsbG8=', undefined, 'POST_FRONT_MATTER'],
  ['a set', 'categories: !!set {a, b}', undefined, 'POST_FRONT_MATTER'],
  ['an ordered map', 'updates: !!omap [a: 1]', undefined, 'POST_FRONT_MATTER'],
  ['a pattern', 'description: !!js/regexp /(a+)+b/', undefined, 'POST_FRONT_MATTER'],
  ['a tag that nobody knows', 'description: !foo bar', undefined, 'POST_FRONT_MATTER'],
  ['keys that are lists, numbers, nothing', '? [a, b]\n: c\n1: c\n~: c', { title: 'A' }],
  ['a directive', { file: '---\n%YAML 1.1\n---\ntitle: A\n---\nx\n' }, undefined, 'POST_FRONT_MATTER'],
  [
    'an engine behind next-line characters',
    { file: '---\u0085title: A\u0085---\u0085x' },
    undefined,
    'POST_FRONT_MATTER_EXECUTABLE',
  ],
  [
    'a prototype',
    'updates: [{date: 2026-05-01, text: b, __proto__: {x: 1}}]\n__proto__: {y: 1}\nconstructor: x',
    { title: 'A' },
  ],
  ['updates in updates', 'updates: [[{date: 2026-05-01, text: b}]]', undefined, 'POST_FIELD'],
  ['updates of nobody', 'updates: [null]', undefined, 'POST_FIELD'],
  ['a date of no calendar', 'date: 0000-00-00', { url: THE_PAGE }, 'POST_DATE_READ'],
  ['a date beyond years', 'date: 253402300800', { url: THE_PAGE }, 'POST_DATE_READ'],
  ['a date before years', 'date: -1', { url: THE_PAGE }, 'POST_DATE_READ'],
  // Text that shows something else than it holds.
  ['a title of zero-width spaces', { file: post('title: "\\u200B\\u200B\\u2060"') }, undefined, 'POST_TITLE'],
  [
    'a title of letters that are drawn as nothing',
    { file: post('title: "\\u3164\\u115F\\u2800"') },
    undefined,
    'POST_TITLE',
  ],
  [
    'a title that turns the reading direction',
    { file: post('title: "Safe \\u202Egpj.exe\\u202C update"') },
    { title: 'Safe gpj.exe update' },
  ],
  [
    'a title with a header field',
    { file: post('title: "A\\r\\nBcc: eve@evil.example"') },
    { title: 'A Bcc: eve@evil.example' },
  ],
  ['a title that colours a terminal', { file: post('title: "A\\e[31mred\\x9b31m"') }, { title: 'A[31mred31m' }],
  ['a title beyond numbers', { file: post('title: 1e400') }, { title: '1e400' }, 'POST_NUMBER'],
  ['a title that is no number', { file: post('title: .nan') }, { title: '.nan' }, 'POST_NUMBER'],
  ['an id on two lines', 'id: "a\\nb"', undefined, 'POST_FIELD'],
  ['an id that nobody sees', 'id: "\\u200B"', { id: '2026-03-01-lamps' }],
  ['an id that is a path', 'id: ../../etc/passwd', { id: '../../etc/passwd', url: THE_PAGE }],
  ['an author with a header field', 'author: "Eve\\r\\nBcc: x@evil.example"', { authors: ['Eve Bcc: x@evil.example'] }],
  ['a category that nobody sees', 'categories: ["\\u200B", releases]', { categories: ['releases'] }],
  // Addresses.
  ['a permalink above the site', 'permalink: /../../x/', { url: 'https://lantern.example/x/' }],
  ['a permalink to another host', 'permalink: //evil.example/x/', undefined, 'POST_FIELD'],
  ['a permalink above it, in hexadecimal', 'permalink: /%2e%2e/%2e%2e/x/', { url: 'https://lantern.example/x/' }],
  ['a permalink with backslashes', 'permalink: "/x\\\\..\\\\..\\\\y/"', { url: 'https://lantern.example/x/y/' }],
  ['a slug that is a path', 'slug: ../../x', { url: 'https://lantern.example/news/2026/03/01/..-..-x/' }],
  ['a picture that runs', 'image: "javascript:alert(1)"', undefined, 'POST_FIELD'],
  ['a picture that is data', 'image: {path: "data:image/png;base64,AA"}', undefined, 'POST_FIELD'],
  ['a download that runs', 'download_url: "jAvAsCrIpT:alert(1)"', undefined, 'POST_FIELD'],
  ['a way that runs', 'redirect_to: "vbscript:x"', undefined, 'POST_FIELD'],
  ['an end of life of lists in lists', 'endOfLife: [[[[]]]]', undefined, 'POST_FIELD'],
]

for (const [name, given, read, ...codes] of attempts)
  test(name, () => {
    const { announcement, problems } = parse(typeof given === 'string' ? post(`title: A\n${given}`) : given.file)
    expect(problems.map(({ code }) => code)).toEqual(codes)
    if (read === undefined) expect(announcement).toBeUndefined()
    else expect(announcement).toMatchObject(read)
    for (const key of ['x', 'y']) expect(Object.prototype).not.toHaveProperty(key)
  })
