/**
 * Good documents of every format, and for every rule of feeds/check/rules.ts a change that breaks it and nothing else.
 * In: nothing. Out: texts for document.test.ts.
 */
import type { RuleId } from '../../../src/feeds/check/rules.js'

export const SITE = 'https://lantern.example'

const body =
  '<p>Out. <a href="https://lantern.example/x">x</a></p><img src="https://lantern.example/a.png" srcset="https://lantern.example/a.png 1x, https://lantern.example/b.png 2x" alt="a">'
const escaped = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const atom = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en">
<id>tag:lantern.example,2026:/feeds/all</id>
<title>Lantern</title>
<subtitle>News</subtitle>
<updated>2026-05-02T00:00:00Z</updated>
<generator>Belfry</generator>
<link rel="self" type="application/atom+xml" href="https://lantern.example/atom.xml"/>
<link rel="alternate" type="text/html" href="https://lantern.example/"/>
<link rel="hub" href="https://hub.example/"/>
<link rel="prev-archive" href="https://lantern.example/archive/1.xml"/>
<entry>
<id>tag:lantern.example,2026:one</id>
<title>One &lt; two</title>
<updated>2026-05-02T00:00:00Z</updated>
<published>2026-05-01T00:00:00Z</published>
<author><name>Ada</name></author>
<category term="releases" label="Releases"/>
<link rel="alternate" type="text/html" href="https://lantern.example/one/"/>
<summary>Out.</summary>
<content type="html">${escaped}</content>
</entry>
<entry>
<id>https://lantern.example/two/</id>
<title>Two</title>
<updated>2026-05-01T12:00:00+02:00</updated>
<author><name>Ada</name></author>
<link rel="alternate" type="text/html" href="https://lantern.example/two/"/>
<summary>Short.</summary>
<thr:in-reply-to ref="tag:lantern.example,2026:one" href="https://lantern.example/one/" type="text/html"/>
</entry>
<at:deleted-entry ref="tag:lantern.example,2026:gone" when="2026-05-02T00:00:00Z"><link rel="alternate" href="https://lantern.example/gone/"/></at:deleted-entry>
</feed>`

const rss = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>Lantern</title>
<link>https://lantern.example/</link>
<description>News</description>
<language>pt-BR</language>
<lastBuildDate>Sat, 02 May 2026 00:00:00 GMT</lastBuildDate>
<ttl>60</ttl>
<atom:link rel="self" type="application/rss+xml" href="https://lantern.example/rss.xml"/>
<item>
<title>One &lt; two</title>
<link>https://lantern.example/one/</link>
<guid isPermaLink="false">tag:lantern.example,2026:one</guid>
<pubDate>Fri, 01 May 2026 00:00:00 GMT</pubDate>
<description>Out.</description>
<content:encoded>${escaped}</content:encoded>
<category>releases</category>
<dc:creator>Ada</dc:creator>
<enclosure url="https://lantern.example/a.iso" length="12" type="application/octet-stream"/>
</item>
<item>
<title>Two</title>
<link>https://lantern.example/two/</link>
<guid>https://lantern.example/two/</guid>
<pubDate>Thu, 30 Apr 2026 00:00:00 +0200</pubDate>
<description>Short.</description>
</item>
</channel>
</rss>`

const lastItem = rss.slice(rss.lastIndexOf('<item>'))

const json = `{
"version": "https://jsonfeed.org/version/1.1",
"title": "Lantern",
"home_page_url": "https://lantern.example/",
"feed_url": "https://lantern.example/feed.json",
"next_url": "https://lantern.example/archive/1.json",
"language": "en",
"hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
"_belfry": {"about": "x"},
"items": [
{"id": "tag:lantern.example,2026:one", "url": "https://lantern.example/one/", "title": "One < two", "content_html": ${JSON.stringify(body)}, "summary": "Out.", "date_published": "2026-05-01T00:00:00Z", "date_modified": "2026-05-02T00:00:00Z", "authors": [{"name": "Ada"}], "tags": ["releases"]},
{"id": "https://lantern.example/two/", "url": "https://lantern.example/two/", "title": "Two", "content_text": "Use <b>this</b>.", "attachments": [{"url": "https://lantern.example/a.iso", "mime_type": "application/octet-stream", "size_in_bytes": 12}]}
]}`

const opml = `<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
<head><title>Lantern</title><dateModified>Sat, 02 May 2026 00:00:00 GMT</dateModified></head>
<body>
<outline text="All" title="All" type="rss" version="RSS2" xmlUrl="https://lantern.example/rss.xml" htmlUrl="https://lantern.example/"/>
<outline text="More"><outline text="Atom" title="Atom" type="rss" xmlUrl="https://lantern.example/atom.xml"/></outline>
</body>
</opml>`

export const goodDocuments = { 'atom.xml': atom, 'rss.xml': rss, 'feed.json': json, 'feeds.opml': opml } as const
export type DocumentName = keyof typeof goodDocuments

/** Rule, document, what stands there, what is put in its place. */
export type Breach = readonly [rule: RuleId, document: DocumentName, from: string, to: string]

const A = 'atom.xml'
const R = 'rss.xml'
const J = 'feed.json'
const O = 'feeds.opml'

export const breaches: readonly Breach[] = [
  ['SAXError', A, '</feed>', ''],
  ['SAXError', A, '<thr:in-reply-to', '<thx:in-reply-to'],
  ['SAXError', R, '<category>releases', '<category>]]>'],
  ['SAXError', R, '<category>releases', '<category>\u0001'],
  ['SAXError', R, '<category>releases', '<category>&nbsp;'],
  ['SAXError', O, '"2.0"', '2.0'],
  ['ContainsSystemEntity', A, '<feed', '<!DOCTYPE feed>\n<feed'],
  ['EncodingMismatch', R, 'encoding="utf-8"', 'encoding="iso-8859-1"'],
  ['UnknownDocument', A, 'xmlns="http://www.w3.org/2005/Atom"', 'xmlns="http://purl.org/atom/ns#"'],
  ['ValidatorLimit', R, '</rss>', `</rss>${' '.repeat(5_000_000)}`],
  ['BadCharacters', A, '<title>Two', '<title>Tw\uFFFD'],
  ['BadCharacters', J, '"Two"', '"Tw\u0092"'],
  ['LinkToNothing', A, 'archive/1.xml', 'archive/9.xml'],
  ['LinkToNothing', J, 'archive/1.json', 'archive/9.json'],
  ['LinkToNothing', O, '/atom.xml', '/none.xml'],
  ['MissingElement', A, '<title>Lantern</title>', ''],
  ['MissingElement', A, '<updated>2026-05-01T12:00:00+02:00</updated>', ''],
  ['MissingElement', A, '<title>Two</title>\n', ''],
  ['MissingElement', A, '<author><name>Ada</name></author>\n<link', '<link'],
  ['MissingElement', A, '<author><name>Ada</name></author>', '<author></author>'],
  ['MissingElement', R, '<description>News</description>', ''],
  ['MissingElement', J, '"title": "Lantern",', ''],
  ['MissingElement', J, '{"name": "Ada"}', '{}'],
  ['MissingElement', O, /<head>.*<\/head>/s.exec(opml)?.[0] ?? '', ''],
  ['MissingElement', O, /(?<=<body>).*(?=<\/body>)/s.exec(opml)?.[0] ?? '', ''],
  ['DuplicateElement', A, '<title>Lantern</title>', '<title>Lantern</title><title>Lantern</title>'],
  ['DuplicateElement', R, '<title>Two</title>', '<title>Two</title><title>Two</title>'],
  ['UndefinedElement', A, '<generator>Belfry</generator>', '<language>en</language>'],
  ['UndefinedElement', R, '<ttl>60</ttl>', '<updated>now</updated>'],
  ['UndefinedElement', J, '"_belfry"', '"belfry"'],
  ['MissingAttribute', A, 'term="releases" ', ''],
  ['MissingAttribute', A, 'ref="tag:lantern.example,2026:one" ', ''],
  ['MissingAttribute', A, ' when="2026-05-02T00:00:00Z"', ''],
  ['MissingAttribute', R, ' length="12"', ''],
  ['MissingAttribute', O, 'text="All" ', ''],
  ['UnexpectedAttribute', A, '<entry>', '<entry lang="en">'],
  ['UnexpectedAttribute', R, '<channel>', '<channel about="x">'],
  ['UnexpectedText', A, '<entry>', '<entry>text'],
  ['UnexpectedText', R, '<item>', '<item>text'],
  ['MisplacedMetadata', A, '</feed>', '<rights>None</rights></feed>'],
  ['MisplacedMetadata', R, '</channel>', '<generator>x</generator></channel>'],
  ['NotBlank', A, '<name>Ada</name>', '<name> </name>'],
  ['NotBlank', A, '<title>Two</title>', '<title/>'],
  ['NotBlank', R, '<dc:creator>Ada', '<dc:creator>'],
  ['NotBlank', R, '<category>releases', '<category>'],
  ['NotBlank', J, '["releases"]', '[""]'],
  ['NotBlank', J, '"title": "Two"', '"title": ""'],
  ['AttrNotBlank', A, 'term="releases"', 'term=""'],
  ['AttrNotBlank', A, 'label="Releases"', 'label=" "'],
  ['UnexpectedWhitespace', A, '<id>https://lantern.example/two/', '<id>\nhttps://lantern.example/two/'],
  ['UnexpectedWhitespace', A, '<published>', '<published> '],
  ['InvalidRSSVersion', R, 'rss version="2.0"', 'rss version="0.91"'],
  ['InvalidOPMLVersion', O, 'version="2.0"', 'version="3.0"'],
  ['InvalidJsonVersion', J, 'version/1.1', 'version/1'],
  ['InvalidJsonValue', J, '"title": "Lantern",', '"title": 7,'],
  ['InvalidJsonValue', J, '"id": "tag:lantern.example,2026:one"', '"id": 7'],
  ['InvalidJsonValue', J, ']}', ']'],
  ['DeprecatedKey', J, '"language": "en",', '"language": "en", "author": {"name": "Ada"},'],
  ['DuplicateEntries', A, '<id>tag:lantern.example,2026:one</id>', '<id>https://lantern.example/two/</id>'],
  ['DuplicateValue', R, '<guid>https://lantern.example/two/', '<guid isPermaLink="false">tag:lantern.example,2026:one'],
  ['DuplicateValue', J, '"id": "https://lantern.example/two/"', '"id": "tag:lantern.example,2026:one"'],
  ['DuplicateValue', O, 'https://lantern.example/atom.xml', 'https://lantern.example/rss.xml'],
  ['DuplicateUpdated', A, '2026-05-01T12:00:00+02:00', '2026-05-02T02:00:00+02:00'],
  ['MissingGuid', R, '<guid>https://lantern.example/two/</guid>', ''],
  ['InvalidHttpGUID', R, ' isPermaLink="false"', ''],
  ['InvalidBooleanAttribute', R, 'isPermaLink="false"', 'isPermaLink="no"'],
  ['NotSufficientlyUnique', R, 'tag:lantern.example,2026:one', '12345'],
  ['InvalidTAG', A, 'tag:lantern.example,2026:/feeds/all', 'tag:lantern.example:/feeds/all'],
  ['InvalidTAG', A, 'tag:lantern.example,2026:/feeds/all', 'tag:Lantern.example,2026:/feeds/all'],
  ['InvalidFullLink', A, '<id>https://lantern.example/two/', '<id>two'],
  ['InvalidFullLink', R, '<link>https://lantern.example/two/', '<link>https:///two/'],
  ['InvalidUriChar', A, '<id>https://lantern.example/two/', '<id>https://lantern.example/a b/'],
  ['InvalidUriChar', J, '"url": "https://lantern.example/two/"', '"url": "https://lantern.example/%zz/"'],
  ['NonCanonicalURI', A, '<id>https://lantern.example/two/', '<id>https://Lantern.example/two/'],
  ['ReplyToItself', A, 'ref="tag:lantern.example,2026:one" href', 'ref="https://lantern.example/two/" href'],
  ['TombstoneOfEntry', A, 'ref="tag:lantern.example,2026:gone"', 'ref="tag:lantern.example,2026:one"'],
  ['InvalidRFC3339Date', A, '<published>2026-05-01T00:00:00Z', '<published>2026-02-30T00:00:00Z'],
  ['InvalidRFC3339Date', A, '<published>2026-05-01T00:00:00Z', '<published>2026-05-01 00:00:00Z'],
  ['InvalidRFC3339Date', J, '"date_published": "2026-05-01T00:00:00Z"', '"date_published": "1 May 2026"'],
  ['InvalidRFC2822Date', R, 'Fri, 01 May 2026', 'Fri, 31 Jun 2026'],
  ['InvalidRFC2822Date', R, 'Fri, 01 May 2026 00:00:00 GMT', 'Invalid Date'],
  ['InvalidRFC2822Date', O, 'Sat, 02 May 2026 00:00:00 GMT', '2026-05-02T00:00:00Z'],
  ['IncorrectDOW', R, 'Fri, 01 May 2026', 'Mon, 01 May 2026'],
  ['ProblematicalRFC822Date', R, 'Fri, 01 May 2026', 'Fri, 01 May 26'],
  ['ProblematicalRFC822Date', R, 'Fri, 01 May 2026 00:00:00 GMT', 'Fri, 01 May 2026 00:00:00 EST'],
  ['ImplausibleDate', A, '<published>2026-05-01', '<published>1970-01-01'],
  ['ImplausibleDate', R, 'Sat, 02 May 2026', 'Sun, 02 May 2027'],
  ['PublishedAfterUpdated', A, '<published>2026-05-01', '<published>2026-05-03'],
  ['PublishedAfterUpdated', J, '"date_published": "2026-05-01', '"date_published": "2026-05-03'],
  [
    'FeedOlderThanEntry',
    A,
    '<updated>2026-05-02T00:00:00Z</updated>\n<gen',
    '<updated>2026-05-01T23:00:00Z</updated>\n<gen',
  ],
  ['FeedOlderThanEntry', R, 'Sat, 02 May 2026', 'Thu, 30 Apr 2026'],
  ['MissingSelf', A, '<link rel="self"', '<link rel="related"'],
  ['MissingAtomSelfLink', R, /<atom:link.*>/.exec(rss)?.[0] ?? '', ''],
  ['MissingAtomSelfLink', J, '"feed_url": "https://lantern.example/feed.json",', ''],
  ['SelfDoesntMatchLocation', A, 'href="https://lantern.example/atom.xml"', 'href="https://lantern.example/rss.xml"'],
  ['SelfDoesntMatchLocation', R, 'href="https://lantern.example/rss.xml"', 'href="https://lantern.example/atom.xml"'],
  ['SelfDoesntMatchLocation', J, 'lantern.example/feed.json', 'www.lantern.example/feed.json'],
  ['SelfNotAtom', A, 'type="application/atom+xml"', 'type="application/xml"'],
  ['SelfNotAtom', R, 'type="application/rss+xml"', 'type="application/atom+xml"'],
  ['MissingHref', A, ' href="https://hub.example/"', ''],
  ['ContainsRelRef', A, 'href="https://lantern.example/two/"', 'href="/two/"'],
  ['ContainsRelRef', A, 'href="https://lantern.example/x"', 'href="#x"'],
  ['ContainsRelRef', R, 'src="https://lantern.example/a.png"', 'src="//lantern.example/a.png"'],
  ['ContainsRelRef', R, 'https://lantern.example/b.png 2x', 'b.png 2x'],
  ['ContainsRelRef', J, '"url": "https://lantern.example/two/"', '"url": "/two/"'],
  [
    'DuplicateAtomLink',
    A,
    '<link rel="hub" href="https://hub.example/"/>',
    '<link rel="alternate" type="text/html" href="https://lantern.example/x"/>',
  ],
  ['MissingContentOrAlternate', A, '<link rel="alternate" type="text/html" href="https://lantern.example/two/"/>', ''],
  ['UnregisteredAtomLinkRel', A, 'rel="hub"', 'rel="wheel"'],
  [
    'InvalidMIMEType',
    A,
    'href="https://lantern.example/one/" type="text/html"',
    'href="https://lantern.example/one/" type="html"',
  ],
  ['InvalidMIMEType', R, 'application/octet-stream', 'iso'],
  ['InvalidMIMEType', J, 'application/octet-stream', 'iso'],
  ['FeedHistoryRelInEntry', A, '<summary>Short.', '<link rel="next" href="https://lantern.example/x"/><summary>Short.'],
  ['FeedRelInCompleteFeed', A, '<generator>', '<fh:complete/><generator>'],
  ['MissingCurrentInArchive', A, '<generator>', '<fh:archive/><generator>'],
  ['PageLinksToItself', A, 'archive/1.xml', 'atom.xml'],
  ['PageLinksToItself', J, 'archive/1.json', 'feed.json'],
  [
    'DuplicateHub',
    A,
    '<link rel="hub" href="https://hub.example/"/>',
    '<link rel="hub" href="https://hub.example/"/><link rel="hub" href="https://hub.example/"/>',
  ],
  ['DuplicateHub', J, '"hubs": [', '"hubs": [{"type": "WebSub", "url": "https://hub.example/"}, '],
  ['ContainsHTML', R, '<title>Two</title>', '<title>&lt;i&gt;Two&lt;/i&gt;</title>'],
  ['ContainsHTML', R, '<dc:creator>Ada', '<dc:creator>A &amp;amp; B'],
  ['ContainsHTML', J, '"summary": "Out."', '"summary": "<b>Out</b>"'],
  ['ContainsHTML', A, '<name>Ada', '<name>&lt;b&gt;Ada&lt;/b&gt;'],
  ['ContainsHTML', O, 'text="All"', 'text="&lt;b&gt;All&lt;/b&gt;"'],
  ['ContainsUndeclaredHTML', A, '<title>Two', '<title>&lt;em&gt;Two&lt;/em&gt;'],
  ['ContainsUndeclaredHTML', A, '<summary>Short.', '<summary>Short &amp;nbsp;'],
  ['InvalidTextType', A, '<summary>', '<summary type="markdown">'],
  ['MissingXhtmlDiv', A, '<summary>', '<summary type="xhtml">'],
  ['MissingTextualContent', A, '<summary>Short.</summary>', ''],
  ['ItemMustContainTitleOrDescription', R, lastItem, lastItem.replace(/<(title|description)>.*/g, '')],
  ['ItemMustContainTitleOrDescription', J, '"content_text": "Use <b>this</b>.", ', ''],
  ['NeedDescriptionBeforeContent', R, '<description>Out.</description>', ''],
  ['DuplicateItemSemantics', R, '<category>releases', '<author>ada@lantern.example (Ada)</author><category>releases'],
  ['InvalidContact', R, '<description>Short.', '<author>Ada</author><description>Short.'],
  ['InvalidContact', A, '<name>Ada</name>', '<name>Ada</name><email>ada</email>'],
  ['InvalidLanguage', A, 'xml:lang="en"', 'xml:lang="en_US"'],
  ['InvalidLanguage', R, 'pt-BR', 'xx'],
  ['InvalidLanguage', J, '"language": "en"', '"language": "english"'],
  ['InvalidIntegerAttribute', R, '<ttl>60', '<ttl>an hour'],
  ['InvalidIntegerAttribute', R, 'length="12"', 'length="-1"'],
  ['InvalidIntegerAttribute', J, '"size_in_bytes": 12', '"size_in_bytes": -1'],
  ['NotHtml', A, '&lt;p&gt;Out.', '&lt;p&gt;&lt;b&gt;Out.'],
  ['NotHtml', R, '&lt;p&gt;Out.', '&lt;p&gt;&lt;blick&gt;Out.&lt;/blick&gt;'],
  ['NotHtml', R, '&lt;p&gt;Out.', '&lt;p&gt;a &lt;3 b.'],
  ['SecurityRisk', A, '&lt;p&gt;Out.', '&lt;p&gt;&lt;script&gt;&lt;/script&gt;'],
  ['SecurityRisk', R, 'href="https://lantern.example/x"', 'href="javascript:x"'],
  ['SecurityRisk', R, '<description>Short.', '<description>&lt;iframe src="https://x.example/"&gt;&lt;/iframe&gt;'],
  ['SecurityRiskAttr', J, '<p>Out.', "<p onclick='x'>Out."],
  ['SecurityRiskAttr', A, '&lt;p&gt;Out.', '&lt;p style="color:red"&gt;Out.'],
  ['MissingOutlineType', O, 'title="All" type="rss"', 'title="All"'],
  ['MissingXmlURL', O, ' xmlUrl="https://lantern.example/atom.xml"', ''],
  ['MissingTitleAttr', O, ' title="All"', ''],
]
