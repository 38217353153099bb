/**
 * The mistakes that designers and translators make: a file of a project each, and what `check` says of it. Data for
 * mistakes.test.ts.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/project.js'

const emails = join(repository, 'emails')
export const shipped = (name: string) => readFileSync(join(emails, name), 'utf8')

/** A shipped file in which something else stands in the place of something. */
export function edited(name: string, from: string, to: string): string {
  const text = shipped(name)
  if (!text.includes(from)) throw new Error(`${name} holds no ${from}`)
  return text.replace(from, to)
}

export interface Mistake {
  readonly of: string
  /** The file, and all that stands in it. */
  readonly file: string
  readonly text: string | Buffer
  /** The words at which it is found; absent where something is missing, which stands nowhere. */
  readonly at?: string
  readonly says: RegExp
  /** Nothing is mailed by samples. */
  readonly mailed?: true
}

const confirm = (from: string, to: string) => ({ file: 'confirm.mjml', text: edited('confirm.mjml', from, to) })
const button = '<mj-button css-class="button" padding="8px 20px 24px" href="{{ confirm_url }}">'
export const inText = "<h1>{% say 'mail.confirm.title' %}</h1>"
const plain = (name: string, from: string, to: string) => ({ file: name, text: edited(name, from, to) })
const words = (text: string) => ({ file: 'words/de.yaml', text: `endOfLife:\n${text.replace(/^(?=.)/gm, '  ')}` })
const inPages = (text: string) => ({ file: 'words/de.yaml', text: `pages:\n  support:\n    ${text}` })
const inForms = (text: string) => ({ file: 'words/de.yaml', text: `forms:\n  ${text}\n` })
const inMail = (text: string) => ({ file: 'words/de.yaml', text: `mail:\n  ${text}\n` })
const inPosts = (text: string) => ({ file: 'words/de.yaml', text: `posts:\n  ${text}\n` })
const sample = (text: string) => ({ file: 'samples/confirm-own.json', text, mailed: true as const })
export const confirmSample = shipped('samples/confirm.json')

export const mistakes: readonly Mistake[] = [
  // Tags
  {
    of: 'a tag of MJML closed by another name',
    ...confirm('</mj-text>\n        <mj-button', '</mj-txt>\n        <mj-button'),
    at: '</mj-txt>',
    says: /<\/mj-txt> closes a tag that was not opened .*</s,
  },
  {
    of: 'a tag of MJML that is not closed',
    ...confirm('</mj-text>\n        <mj-button', '\n        <mj-button'),
    at: '<mj-text css-class="ink">',
    says: /<mj-text> is not closed/,
  },
  {
    of: 'an unknown tag of MJML',
    file: 'confirm.mjml',
    text: edited('confirm.mjml', button, '<mj-buton href="{{ confirm_url }}">').replace('</mj-button>', '</mj-buton>'),
    at: '<mj-buton',
    says: /<mj-buton> is no element of MJML/,
  },
  {
    of: 'bold that goes on',
    ...confirm(inText, '<h1>Confirm <b>your subscription</h1>'),
    at: '<b>',
    says: /<b> is not closed/,
  },
  { of: 'a heading closed by another', ...confirm(inText, '<h1>Confirm</h2>'), at: '</h2>', says: /<\/h2> closes/ },
  { of: 'a tag without an end', ...confirm(inText, '<h1>Confirm</h1 \n<p>x</p>'), at: '</h1 ', says: /has no end/ },
  {
    of: 'quotes that are not closed',
    ...confirm(inText, '<h1 class="big>Confirm</h1>'),
    at: '<h1 class',
    says: /has no end/,
  },
  {
    of: 'words between columns',
    ...confirm('<mj-column>', '<mj-column>\nHello!'),
    at: 'Hello!',
    says: /words stand in <mj-column>/,
  },
  {
    of: 'HTML between columns',
    ...confirm('<mj-column>', '<mj-column>\n<p><br></p>'),
    at: '<p><br></p>',
    says: /<p> is no element/,
  },
  {
    of: 'an unknown attribute',
    ...confirm('<mj-text css-class="ink">', '<mj-text colour="red">'),
    at: 'colour',
    says: /no attribute colour/,
  },
  {
    of: 'a size without unit',
    ...confirm('<mj-text css-class="ink">', '<mj-text font-size="big">'),
    at: 'font-size="big"',
    says: /font-size/,
  },
  // What has no place in a mail
  {
    of: 'a script',
    ...confirm(inText, `${inText}\n<script>alert(1)</script>`),
    at: '<script>',
    says: /<script> has no place/,
  },
  {
    of: 'a form',
    ...confirm(inText, `${inText}\n<form action="https://x.example"></form>`),
    at: '<form',
    says: /<form> has no place/,
  },
  { of: 'a field', ...confirm(inText, `${inText}\n<input name="q">`), at: '<input', says: /<input> has no place/ },
  {
    of: 'a frame',
    ...confirm(inText, `${inText}\n<iframe src="https://x.example"></iframe>`),
    at: '<iframe',
    says: /<iframe>/,
  },
  {
    of: 'a handler',
    ...confirm(inText, '<h1 onclick="go()">Confirm</h1>'),
    at: 'onclick',
    says: /onclick would run a program/,
  },
  {
    of: 'a link that runs a program',
    ...confirm(inText, `${inText}<a href="javascript:go()">x</a>`),
    at: 'javascript',
    says: /run a program/,
  },
  {
    of: 'a remote picture',
    ...confirm(inText, `${inText}\n<img src="https://x.example/a.png" alt="a" width="90">`),
    at: 'a.png',
    says: /would fetch https:\/\/x\.example\/a\.png/,
  },
  {
    of: 'a picture of MJML',
    ...confirm(button, `<mj-image src="https://x.example/b.png" alt="b" />\n${button}`),
    at: 'b.png',
    says: /would fetch/,
  },
  {
    of: 'a remote ground',
    ...confirm('<mj-section padding="24px 0 0">', '<mj-section background-url="https://x.example/c.png">'),
    at: 'c.png',
    says: /would fetch/,
  },
  {
    of: 'a picture of one pixel',
    ...confirm(inText, `${inText}\n<img src="https://x.example/d.gif" width="1" height="1" alt="">`),
    at: 'd.gif',
    says: /one pixel/,
  },
  {
    of: 'a font of the net',
    ...confirm(inText, `${inText}\n<link rel="stylesheet" href="https://x.example/f.css">`),
    at: 'f.css',
    says: /<link> has no place/,
  },
  {
    of: 'an include of MJML',
    ...confirm(button, `<mj-include path="./a.mjml" />\n${button}`),
    at: 'mj-include',
    says: /mj-include is not allowed/,
  },
  // What must be shown
  {
    of: 'no link to confirm as HTML',
    file: 'confirm.mjml',
    text: shipped('confirm.mjml').replaceAll('{{ confirm_url }}', 'https://x.example/'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'no link to confirm as text',
    ...plain('confirm.txt', '{{ confirm_url }}', ''),
    says: /confirm_url is not shown/,
  },
  {
    of: 'a link to confirm that a comment hides',
    ...plain('confirm.txt', '{{ confirm_url }}', '{% comment %}{{ confirm_url }}{% endcomment %}'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'a link that holds no words',
    file: 'membership.mjml',
    text: shipped('membership.mjml').replace(">{% say 'mail.unsubscribe' %}<", '><'),
    says: /unsubscribe_url is not shown/,
  },
  {
    of: 'no way out as text',
    ...plain('membership.txt', "{% say 'mail.unsubscribe' %}:\n{{ unsubscribe_url }}", ''),
    says: /unsubscribe_url is not shown/,
  },
  {
    of: 'no link to choose',
    file: 'preferences.txt',
    text: shipped('preferences.txt')
      .replace("{% say 'mail.preferences.howText' %}\n\n{{ preferences_url }}", '')
      .replace(/\{%- block footer[\s\S]*/, '{%- block footer -%}x{%- endblock -%}'),
    says: /_url is not shown/,
  },
  {
    of: 'no address of the post',
    file: 'end-of-life.txt',
    text: shipped('end-of-life.txt').replaceAll('{{ url }}', ''),
    says: /url is not shown/,
  },
  {
    of: 'a frame without its main part',
    file: 'layout.txt',
    text: edited('layout.txt', '{%- block main %}{% endblock %}', ''),
    says: /lose what they must show/,
  },
  {
    of: 'a frame without a postal address',
    file: 'layout.txt',
    text: shipped('layout.txt').replaceAll('{{ line }}', ''),
    says: /postal_address is not shown/,
  },
  {
    of: 'news that say nothing',
    file: 'update.mjml',
    text: edited('update.mjml', '{{ news | raw }}', ''),
    says: /news is not shown/,
  },
  {
    of: 'tags of the post as words',
    file: 'announcement.mjml',
    text: edited('announcement.mjml', '{{ content | raw }}', '{{ content }}'),
    says: /content is HTML/,
  },
  {
    of: 'text that is not escaped',
    file: 'confirm.mjml',
    text: edited('layout.mjml', '/">{{ site.title }}</a>', '/">{{ site.title | raw }}</a>'),
    at: 'site.title | raw',
    says: /site\.title is text/,
  },
  // Styles
  ...['BODY', 'a', 'table a', '.button, .note', 'html td.button, p.note.breaks'].map((selector) => ({
    of: `a style that hides ${selector}`,
    ...confirm(
      '<mj-button',
      `<mj-raw><style>/* { */${selector}, p.no { color: red; opacity: 0 }</style></mj-raw><mj-button`,
    ),
    says: /confirm_url is not shown/,
  })),
  // Lines
  { of: 'an empty subject', file: 'confirm.subject.txt', text: '\n', says: /the subject is empty/ },
  { of: 'a subject that nobody sees', file: 'confirm.subject.txt', text: '\u200b\u3164', says: /the subject is empty/ },
  {
    of: 'a subject of two lines',
    file: 'confirm.subject.txt',
    text: 'Confirm\nyour subscription',
    says: /the subject has several lines/,
  },
  {
    of: 'a subject whose values are all hidden',
    file: 'welcome.subject.txt',
    text: '{% if lists.size == 0 %}Welcome{% endif %}',
    says: /the subject is empty/,
  },
  { of: 'an empty text part', file: 'operators.txt', text: '', says: /occasions is not shown/ },
  { of: 'a test that is not marked', file: 'test.subject.txt', text: '', says: /no word would be read/ },
  { of: 'a picture without its words', file: 'image.txt', text: '[image]', says: /alt is not shown/ },
  // Liquid
  {
    of: 'a value misspelt',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_ulr }}'),
    at: '{{ confirm_ulr',
    says: /there is no value confirm_ulr here.*Did you mean confirm_url\?/,
  },
  {
    of: 'a value of another template',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}\n{{ unsubscribe_url }}'),
    at: '{{ unsubscribe_url',
    says: /there is no value unsubscribe_url/,
  },
  {
    of: 'a filter misspelt',
    ...plain('confirm.txt', '{{ list.title }}', '{{ list.title | upcas }}'),
    at: 'upcas',
    says: /there is no filter upcas here.*Did you mean upcase\?/,
  },
  {
    of: 'a tag of Liquid misspelt',
    ...plain('confirm.txt', '{% for list', '{% fro list'),
    at: '{% fro',
    says: /there is no tag fro here.*Did you mean for\?/,
  },
  {
    of: 'an if without an end',
    file: 'kind.txt',
    text: '{% if kind %}\nNews',
    at: '{% if',
    says: /\{% if kind %\} is not closed.*\{% endif %\}/,
  },
  {
    of: 'an end without an if',
    file: 'kind.txt',
    text: 'News\n{% endif %}',
    at: '{% endif',
    says: /\{% endif %\} belongs to no tag/,
  },
  {
    of: 'an output without an end',
    file: 'kind.txt',
    text: 'News {{ version',
    at: '{{ version',
    says: /\{\{ version is not closed/,
  },
  { of: 'one = for two', file: 'kind.txt', text: "{% if kind = 'news' %}x{% endif %}", at: '{% if', says: /==/ },
  {
    of: 'a partial that is not there',
    file: 'kind.txt',
    text: "News {% render 'knid.txt' %}",
    at: 'knid',
    says: /there is no template knid\.txt here.*Did you mean kind\.txt\?/,
  },
  {
    of: 'a partial outside of the folder',
    file: 'kind.txt',
    text: "News {% render '../../etc/passwd' %}",
    at: '../../etc',
    says: /there is no template/,
  },
  // Files
  {
    of: 'Latin-1',
    file: 'kind.txt',
    text: Buffer.from('Nachricht\nf\u00fcr alle', 'latin1'),
    at: 'f',
    says: /not UTF-8.*Save the file as UTF-8/,
  },
  {
    of: 'UTF-16',
    file: 'kind.txt',
    text: Buffer.from('Nachricht', 'utf16le'),
    at: 'N',
    says: /Save the file as UTF-8/,
  },
  // Samples
  {
    of: 'a sample that is no JSON',
    ...sample(confirmSample.replace('"ltr",', '"ltr"')),
    at: '"direction"',
    says: /no JSON from here on/,
  },
  { of: 'a sample that is cut off', ...sample('{'), at: '{', says: /no JSON from here on/ },
  { of: 'a sample that is a list', ...sample('[]'), says: /one JSON object/ },
  {
    of: 'a sample that lacks a value',
    ...sample(confirmSample.replace(/,\s*"confirm_url": "[^"]*"/, '')),
    says: /confirm_url is missing.*Add it/,
  },
  {
    of: 'a sample with a slip',
    ...sample(confirmSample.replace('confirm_url', 'confirm_ulr')),
    at: 'confirm_ulr',
    says: /confirm_ulr is no value.*Did you mean confirm_url\?/,
  },
  {
    of: 'a sample with text for a list',
    ...sample(confirmSample.replace(/"lists": \[[\s\S]*?\n {2}\]/, '"lists": "Releases"')),
    at: '"lists"',
    says: /lists is no list/,
  },
  // Words
  { of: 'a sentence that lacks a name', ...words('act:\n  now: "Jetzt!"\n'), at: 'now', says: /lacks \{name\}/ },
  { of: 'an unknown name', ...words('act:\n  now: "Jetzt {nmae}!"\n'), at: 'now', says: /\{nmae\} is not known/ },
  { of: 'an unknown key', ...words('act:\n  nwo: "Jetzt {name}!"\n'), at: 'nwo', says: /Did you mean now/ },
  { of: 'a brace without quotes', ...words('act:\n  now: {name} jetzt!\n'), at: 'now', says: /quotes/ },
  { of: 'a tab', ...words('act:\n\tnow: "Jetzt {name}!"\n'), at: 'now', says: /[Tt]ab/ },
  {
    of: 'words in Latin-1',
    file: 'words/de.yaml',
    text: Buffer.from('endOfLife:\n  act:\n    now: "F\u00fcr {name}"\n', 'latin1'),
    at: 'now',
    says: /UTF-8/,
  },
  {
    of: 'one key twice',
    ...words('act:\n  now: "{name}!"\n  now: "{name}"\n'),
    at: '    now: "{name}"\n',
    says: /twice/,
  },
  // More of each kind
  { of: 'an object', ...confirm('<h1>', '<object data="x"></object><h1>'), at: '<object', says: /no place in a mail/ },
  { of: 'a film', ...confirm('<h1>', '<video src="x"></video><h1>'), at: '<video', says: /<video> has no place/ },
  { of: 'a drawing', ...confirm('<h1>', '<svg onload="x()"></svg><h1>'), at: '<svg', says: /<svg> has no place/ },
  {
    of: 'a page that leads on by itself',
    ...confirm('<h1>', '<meta http-equiv="refresh" content="0;url=https://e.example/"><h1>'),
    at: '<meta',
    says: /<meta http-equiv> has no place/,
  },
  {
    of: 'a style sheet of the net',
    ...confirm('<h1>', '<style>@import url(https://e.example/x.css);</style><h1>'),
    at: '@import',
    says: /the mail would fetch/,
  },
  {
    of: 'a link that is a page',
    ...confirm('<h1>', '<a href="data:text/html,x">x</a><h1>'),
    at: 'data:',
    says: /would run a program/,
  },
  {
    of: 'HTML in place of MJML',
    file: 'confirm.mjml',
    text: '<html><body><a href="{{ confirm_url }}">x</a></body></html>',
    at: '<html>',
    says: /<html> is no element of MJML/,
  },
  { of: 'an empty file', file: 'confirm.mjml', text: ' ', says: /holds no MJML.*belfry templates copy/ },
  {
    of: 'a sentence that is none',
    ...confirm('mail.confirm.title', 'mail.confirm.titel'),
    at: 'titel',
    says: /there is no sentence mail\.confirm\.titel .*Name a key/,
  },
  {
    of: 'a sentence without quotes',
    ...confirm("{% say 'mail.confirm.title' %}", '{% say mail.confirm.title %}'),
    at: '{% say mail.confirm.title',
    says: /there is no sentence without a key .*in quotes/,
  },
  {
    of: 'a sentence without its value',
    file: 'confirm.subject.txt',
    text: "{% say 'mail.confirm.subject' %}",
    at: '{% say',
    says: /needs \{site\}, and is given none.*site: VALUE/,
  },
  {
    of: 'an if that asks nothing',
    file: 'confirm.preview.txt',
    text: '{% if %}x{% endif %}',
    at: '{% if',
    says: /holds no value that Liquid knows/,
  },
  {
    of: 'a for without an end',
    file: 'confirm.txt',
    text: '{% for list in lists %}{{ confirm_url }}',
    at: '{% for',
    says: /is not closed.*endfor/,
  },
  {
    of: 'a template that calls itself',
    file: 'kind.txt',
    text: "{% render 'kind.txt' %}",
    at: '{% render',
    says: /makes too much.*leads back to it/,
  },
  { of: 'a subject file of nothing', file: 'confirm.subject.txt', text: '', says: /the subject is empty.*one line/ },
  { of: 'octets that are no text', file: 'kind.txt', text: 'a\u0000b', at: 'a', says: /no text.*UTF-8/ },
  { of: 'a plural left out', ...inPages('left:\n      other: "{days} Tage"\n'), at: 'other:', says: /Add a line one/ },
  {
    of: 'a plural that is none',
    ...inPages('left:\n      one: "{days}"\n      viele: "{days}"\n      other: "{days} Tage"\n'),
    at: 'viele',
    says: /viele: is no plural/,
  },
  {
    of: 'a tag that a sentence lacks',
    ...inPages('ofTheirOwn: "Ein Feed"\n'),
    at: 'ofTheirOwn',
    says: /<link>…<\/link>/,
  },
  { of: 'a tag too many', ...inPages('release: "<b>Version</b>"\n'), at: 'release', says: /It holds no tags/ },
  { of: 'a brace that stays open', ...inPages('due: "am {day"\n'), at: 'due', says: /lacks \{day\}/ },
  { of: 'a sentence where a group is', file: 'words/de.yaml', text: 'mail: "x"\n', at: 'mail', says: /key: value/ },
  // Links
  {
    of: 'a link without an address',
    ...confirm(inText, `${inText}\n<a>x</a>`),
    at: '<a>',
    says: /<a> has no address.*https/,
  },
  {
    of: 'a link to nothing',
    ...confirm(inText, `${inText}\n<a href="">x</a>`),
    at: '<a href',
    says: /<a> has no address/,
  },
  {
    of: 'a link within the site',
    ...confirm(inText, `${inText}\n<a href="/news">x</a>`),
    at: '/news',
    says: /\/news leads nowhere/,
  },
  {
    of: 'a link without https',
    ...confirm(inText, `${inText}\n<a href="www.a.example">x</a>`),
    at: 'www.',
    says: /www\.a\.example leads nowhere/,
  },
  { of: 'a link to a bare #', ...confirm(inText, `${inText}\n<a href="#">x</a>`), at: '"#"', says: /# leads nowhere/ },
  {
    of: 'a link in typographic quotes',
    ...confirm(inText, `${inText}\n<a href=“https://a.example”>x</a>`),
    at: '“https',
    says: /leads nowhere/,
  },
  {
    of: 'a link that stops behind https://',
    ...confirm(inText, `${inText}\n<a href="https://">x</a>`),
    at: '"https://"',
    says: /leads nowhere/,
  },
  {
    of: 'a button that leads nowhere',
    ...confirm(' href="{{ confirm_url }}"', ''),
    at: '<mj-button',
    says: /<mj-button> has no address/,
  },
  {
    of: 'a picture without words',
    ...confirm(inText, `${inText}\n<img src="data:image/png;base64,AA==">`),
    at: '<img',
    says: /no words.*alt/,
  },
  // What other programs fill in
  {
    of: 'a value in single braces',
    ...confirm(inText, `${inText}\n{confirm_url}`),
    at: '{confirm_url}\n',
    says: /\{confirm_url\} as it stands.*\{\{ name \}\}/,
  },
  {
    of: 'a tag of Mailchimp',
    ...confirm(inText, `${inText}\n*|FNAME|*`),
    at: '*|',
    says: /\*\|FNAME\|\* as it stands/,
  },
  { of: 'a tag of ERB', ...confirm(inText, `${inText}\n<%= site.title %>`), at: '<%', says: /<% as it stands/ },
  { of: 'a tag of PHP', ...confirm(inText, `${inText}\n<?php echo 1 ?>`), at: '<?php', says: /<\? as it stands/ },
  {
    of: 'a value between percents',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}\n%FIRST_NAME%'),
    at: '%FIRST',
    says: /%FIRST_NAME% as it stands/,
  },
  {
    of: 'a value of a shell',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}\n\u0024{name}'),
    at: '\u0024{name',
    says: /as it stands/,
  },
  // Text that is none
  {
    of: 'tags in a subject',
    file: 'welcome.subject.txt',
    text: '<b>{{ site.title }}</b>',
    at: '<b>',
    says: /<b> as it stands.*Remove the tag/,
  },
  {
    of: 'an entity that no mail program knows',
    ...confirm(inText, `${inText}&nosuch; &copy; &eacute;`),
    at: '&nosuch;',
    says: /&nosuch; as it stands/,
  },
  {
    of: 'an address in small letters',
    ...confirm('href="{{ confirm_url }}"', 'href="{{ confirm_url | downcase }}"'),
    at: '{{ confirm_url | downcase }}',
    says: /downcase makes another address of confirm_url/,
  },
  {
    of: 'an address with a scheme before it',
    file: 'confirm.mjml',
    text: shipped('confirm.mjml').replaceAll('{{ confirm_url }}', 'https://{{ confirm_url }}'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'something behind an address of a text',
    file: 'confirm.txt',
    text: shipped('confirm.txt').replaceAll('{{ confirm_url }}', '{{ confirm_url }}?from=mail'),
    says: /confirm_url is not shown/,
  },
  {
    of: 'words that are turned round',
    ...confirm(inText, `${inText}\u202elive`),
    at: '\u202e',
    says: /nobody sees/,
  },
  {
    of: 'an entity in a subject',
    file: 'welcome.subject.txt',
    text: 'News &amp; {{ site.title }}',
    at: '&amp;',
    says: /&amp; as it stands/,
  },
  {
    of: 'a thousand characters in a subject',
    file: 'welcome.subject.txt',
    text: 'x'.repeat(1000),
    at: 'x',
    says: /has 1000 characters.*below 200/,
  },
  {
    of: 'text that is turned round',
    file: 'welcome.subject.txt',
    text: '\u202e{{ site.title }}',
    at: '\u202e',
    says: /nobody sees \(U\+202E\)/,
  },
  { of: 'tags in a preview', file: 'welcome.preview.txt', text: '<i>Hello</i>', at: '<i>', says: /<i> as it stands/ },
  {
    of: 'tags in what marks a test',
    file: 'test.subject.txt',
    text: '<b>{{ subject }}</b>',
    at: '<b>',
    says: /<b> as it stands/,
  },
  {
    of: 'a line break of HTML in text',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}<br>'),
    at: '<br>',
    says: /<br> as it stands/,
  },
  {
    of: 'a blank of HTML in text',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}&nbsp;'),
    at: '&nbsp;',
    says: /&nbsp; as it stands/,
  },
  {
    of: 'a bell',
    ...plain('confirm.txt', '{{ confirm_url }}', '{{ confirm_url }}\u0007'),
    at: '\u0007',
    says: /nobody sees \(U\+0007\)/,
  },
  {
    of: 'a frame of HTML around text',
    ...plain('confirm.txt', "layout 'layout.txt'", "layout 'layout.mjml'"),
    at: 'layout.mjml',
    says: /takes up a template of HTML/,
  },
  // Words
  { of: 'a number for a sentence', ...inForms('subscribe: 7'), at: 'subscribe', says: /is a number to YAML.*quotes/ },
  { of: 'true for a sentence', ...inForms('subscribe: true'), at: 'subscribe', says: /is true or false to YAML/ },
  { of: 'nothing for a sentence', ...inForms('subscribe:'), at: 'subscribe', says: /says nothing.*leave the key out/ },
  { of: 'a dash for a sentence', ...inForms('subscribe: "-"'), at: 'subscribe', says: /holds no word/ },
  {
    of: 'a sentence still to be written',
    ...inForms('subscribe: "TODO: translate"'),
    at: 'subscribe',
    says: /still to be written/,
  },
  {
    of: 'a comment in a sentence',
    ...inForms('subscribe: Abonnieren # hier'),
    at: 'subscribe',
    says: /ends before the #.*quotes/,
  },
  { of: 'typographic quotes', ...inForms('subscribe: “Abonnieren”'), at: 'subscribe', says: /no quotes to YAML/ },
  {
    of: 'a quote that is not doubled',
    ...inForms("subscribe: 'Geht's los'"),
    at: 'subscribe',
    says: /a quote within quotes is doubled/,
  },
  {
    of: 'a line break in a sentence',
    ...inForms('subscribe: "Jetzt\\nabonnieren"'),
    at: 'subscribe',
    says: /several lines.*one line/,
  },
  {
    of: 'a sign that nobody sees',
    ...inForms('subscribe: "Jetzt\\u202e abonnieren"'),
    at: 'subscribe',
    says: /nobody sees/,
  },
  { of: 'half of an umlaut', ...inForms('subscribe: "Best\ufffdtigen"'), at: 'subscribe', says: /nobody sees/ },
  {
    of: 'a tag with an attribute',
    ...inForms('subscribe: "<a href=x>Ja</a>"'),
    at: 'subscribe',
    says: /other tags.*no tags/,
  },
  { of: 'a comment of HTML', ...inForms('subscribe: "Ja <!-- x -->"'), at: 'subscribe', says: /other tags/ },
  {
    of: 'a button of 300 characters',
    ...inForms(`subscribe: "${'x'.repeat(300)}"`),
    at: 'subscribe',
    says: /longer than 200 characters/,
  },
  {
    of: 'a percent before a name',
    ...inMail('provenance: "Aus %{commit}, {path}."'),
    at: 'provenance',
    says: /% or \$ before a name/,
  },
  {
    of: 'tags in the subject of words',
    ...inMail('confirm:\n    subject: "<b>Bestätigen</b> {site}"'),
    at: 'subject',
    says: /It holds no tags/,
  },
  {
    of: 'a plural that German lacks',
    ...inPages('left:\n      one: "{days}"\n      few: "{days}"\n      other: "{days}"\n'),
    at: 'few',
    says: /de counts with no such plural.*one, other/,
  },
  {
    of: 'days that are lost',
    ...inPages('left:\n      one: "Ein Tag"\n      other: "Tage"\n'),
    at: 'other',
    says: /lacks \{days\}/,
  },
  { of: 'two months of one name', ...inPosts('month:\n    january: "Mai"'), at: 'january', says: /"Mai" is may too/ },
  {
    of: 'a comma too many',
    ...inPosts('month:\n    january: "Jänner,,"'),
    at: 'january',
    says: /comma without a word/,
  },
  { of: 'a label with its colon', ...inPosts('update: "Neu:"'), at: 'update', says: /holds :.*commas alone/ },
  {
    of: 'a tag in capitals',
    file: 'words/DE.yaml',
    text: 'forms:\n',
    says: /nothing reads a file of this name.*de\.yaml/,
  },
  { of: 'the other ending of YAML', file: 'words/de.yml', text: 'forms:\n', says: /Name it de\.yaml/ },
  { of: 'a tag of three letters', file: 'words/deu.yaml', text: 'forms:\n', says: /Name it de\.yaml/ },
  { of: 'words as JSON', file: 'words/de.json', text: '{}', says: /Name it de\.yaml/ },
]
