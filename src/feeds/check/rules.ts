/**
 * What a published feed has to keep to: the checked list. Pure data. Names are those of the W3C feed validator's
 * messages where it has one for the same fault; `own` marks the others. document.ts applies them, docs/feed-rules.md
 * prints them, and tests hold that each has a document which breaks it and that the page says the same.
 */

export interface FeedRule {
  readonly severity: 'error' | 'warning'
  /** Where it is written down. */
  readonly source: string
  /** What holds of a good feed. */
  readonly sentence: string
  /** Not a message of the W3C feed validator. */
  readonly own?: true
}

const error = (source: string, sentence: string): FeedRule => ({ severity: 'error', source, sentence })
const warning = (source: string, sentence: string): FeedRule => ({ severity: 'warning', source, sentence })
const own = (rule: FeedRule): FeedRule => ({ ...rule, own: true })

const RSS = 'RSS 2.0'
const PROFILE = 'RSS Best Practices Profile'
const JSON_FEED = 'JSON Feed 1.1'
const W3C = 'W3C feed validator'

const documents = {
  SAXError: error(
    'XML 1.0 §2.1, Namespaces in XML §6',
    'A strict parser finds the XML well-formed, every prefix declared.',
  ),
  ContainsSystemEntity: error(
    'XML 1.0 §2.8',
    'There is no document type declaration, so that no parser fetches or expands anything.',
  ),
  EncodingMismatch: error('XML 1.0 §4.3.3', 'The XML declaration says UTF-8, as the file is.'),
  UnknownDocument: own(error('RFC 4287 §2, RSS 2.0, OPML 2.0', 'An XML file among the feeds is Atom, RSS or OPML.')),
  ValidatorLimit: warning(W3C, 'A feed has at most 5,000,000 bytes: the validator and many readers stop there.'),
  BadCharacters: warning(W3C, 'No text holds U+FFFD or a C1 control, which stand where a character was lost.'),
  LinkToNothing: own(
    error('RFC 5005 §3, §4, OPML 2.0', 'A feed that is named as published by this site is among the files published.'),
  ),
} as const satisfies Record<string, FeedRule>

const elements = {
  MissingElement: error('RFC 4287 §4.1, RSS 2.0, OPML 2.0', 'Every element or key that the format requires is there.'),
  DuplicateElement: error('RFC 4287 §4.1, RSS 2.0', 'What may stand once stands once.'),
  UndefinedElement: error(
    'RFC 4287 §6, RSS 2.0',
    'The format has every element or key; others have a namespace, or in JSON an underscore.',
  ),
  MissingAttribute: error(
    'RFC 4287 §4.2.2.1, RFC 4685 §3, RFC 6721 §3',
    'Every attribute that the format requires is there: category/@term, in-reply-to/@ref, deleted-entry/@ref ' +
      'and @when, enclosure/@url.',
  ),
  UnexpectedAttribute: error('RFC 4287 §4.1, RSS 2.0', 'The format has every attribute that has no namespace.'),
  UnexpectedText: error('RFC 4287 §4.1', 'There is no text between elements.'),
  MisplacedMetadata: error(W3C, 'What is said of the feed stands before its entries.'),
  NotBlank: warning('RFC 4287 §3.2.1, RSS 2.0, JSON Feed 1.1', 'No title, name, category, id or link is blank.'),
  AttrNotBlank: warning(W3C, 'No attribute that names something is blank.'),
  UnexpectedWhitespace: error('RFC 4287 §3.3, §4.2.6', 'There is no white space around ids and dates.'),
  InvalidRSSVersion: error(RSS, 'rss/@version is 2.0.'),
  InvalidOPMLVersion: error('OPML 2.0', 'opml/@version is 2.0.'),
  InvalidJsonVersion: own(error(JSON_FEED, '`version` is https://jsonfeed.org/version/1.1.')),
  InvalidJsonValue: own(
    error(JSON_FEED, 'The text is JSON, an object, and every key has a value of the kind the format gives it.'),
  ),
  DeprecatedKey: own(warning(JSON_FEED, 'Authors stand in `authors`; `author` is of version 1.')),
} as const satisfies Record<string, FeedRule>

const identity = {
  DuplicateEntries: error('RFC 4287 §4.1.1', 'No two entries of an Atom feed have one id.'),
  DuplicateValue: error(
    'RSS 2.0 (guid), JSON Feed 1.1 (id)',
    'No two items have one guid or id, no two outlines one feed.',
  ),
  DuplicateUpdated: warning(
    'RFC 4287 §4.1.1, §4.2.15',
    'No two entries have one `updated`, so that they have one order.',
  ),
  MissingGuid: warning(PROFILE, 'Every item has a guid.'),
  InvalidHttpGUID: error('RSS 2.0 (guid)', 'A guid is a URL, unless isPermaLink is false.'),
  InvalidBooleanAttribute: error('RSS 2.0 (guid)', 'isPermaLink is true or false.'),
  NotSufficientlyUnique: warning(W3C, 'A guid is more than a short number.'),
  InvalidTAG: error('RFC 4151 §2.1', 'A tag: URI names an authority in lower case, a date and something specific.'),
  InvalidFullLink: error('RFC 4287 §4.2.6, RSS 2.0, JSON Feed 1.1, OPML 2.0', 'An id or address is an absolute URI.'),
  InvalidUriChar: error('RFC 3986 §2', 'A URI holds only the characters it may, and whole percent escapes.'),
  NonCanonicalURI: warning(
    'RFC 4287 §4.2.6.1',
    'An id is in canonical form: scheme and host in lower case, no default port, no dots in the path.',
  ),
  ReplyToItself: own(error('RFC 4685 §3', 'An entry does not answer itself.')),
  TombstoneOfEntry: own(
    error('RFC 6721 §3', 'No entry stands in the feed that says it was deleted after its last update.'),
  ),
} as const satisfies Record<string, FeedRule>

const dates = {
  InvalidRFC3339Date: error(
    'RFC 4287 §3.3, JSON Feed 1.1',
    'A date is one by RFC 3339, with capital T and Z, and that day exists.',
  ),
  InvalidRFC2822Date: error('RSS 2.0, OPML 2.0', 'A date is one by RFC 822, and that day exists.'),
  IncorrectDOW: error('RFC 822 §5.2', 'The day of the week is the right one.'),
  ProblematicalRFC822Date: warning(
    PROFILE,
    'A year has four digits, months and days are capitalised, the zone is GMT or a number.',
  ),
  ImplausibleDate: warning(W3C, 'No date is before 1990 or later than now.'),
  PublishedAfterUpdated: own(error('RFC 4287 §4.2.9, §4.2.15', 'An entry is updated when it is published or later.')),
  FeedOlderThanEntry: own(error('RFC 4287 §4.2.15, RSS 2.0', 'A feed was updated when its newest entry was or later.')),
} as const satisfies Record<string, FeedRule>

const links = {
  MissingSelf: warning('RFC 4287 §4.1.1', 'An Atom feed has a link rel="self".'),
  MissingAtomSelfLink: warning(PROFILE, 'An RSS feed has an atom:link rel="self"; a JSON Feed has feed_url.'),
  SelfDoesntMatchLocation: error('RFC 4287 §4.2.7.2', 'The feed names itself by the address at which it is published.'),
  SelfNotAtom: warning(W3C, 'The link rel="self" has the media type of the format.'),
  MissingHref: error('RFC 4287 §4.2.7.1', 'A link has an href.'),
  ContainsRelRef: error(
    'RFC 4287 §4.2.7.1, RSS Best Practices Profile',
    'No address is relative, neither in elements nor in content (href, src, srcset, poster, cite, data, longdesc).',
  ),
  DuplicateAtomLink: error('RFC 4287 §4.1.1, §4.1.2', 'There is one alternate link for each media type and language.'),
  MissingContentOrAlternate: error('RFC 4287 §4.1.2', 'An entry without content has an alternate link.'),
  UnregisteredAtomLinkRel: warning('RFC 4287 §4.2.7.2', 'A link relation is a registered name or a URI.'),
  InvalidMIMEType: error('RFC 4287 §4.2.7.3', 'A media type has the form type/subtype.'),
  FeedHistoryRelInEntry: warning('RFC 5005 §3', 'Links between pages and archives stand in the feed, not in entries.'),
  FeedRelInCompleteFeed: error('RFC 5005 §2', 'A complete feed has no further pages or archives.'),
  MissingCurrentInArchive: warning('RFC 5005 §4', 'An archive has a link to the current feed.'),
  PageLinksToItself: own(
    error('RFC 5005 §3, JSON Feed 1.1 (next_url)', 'The page before or after a feed is another one.'),
  ),
  DuplicateHub: own(warning('WebSub §4, JSON Feed 1.1 (hubs)', 'No hub is named twice.')),
} as const satisfies Record<string, FeedRule>

const texts = {
  ContainsHTML: warning(
    'RSS 2.0, RSS Best Practices Profile, JSON Feed 1.1',
    'No title, name or other plain text holds tags or character references.',
  ),
  ContainsUndeclaredHTML: warning(
    'RFC 4287 §3.1.1.1',
    'No text that is declared as text holds tags or character references.',
  ),
  InvalidTextType: error('RFC 4287 §3.1.1', 'The type of a text is text, html or xhtml.'),
  MissingXhtmlDiv: error('RFC 4287 §3.1.1.3', 'XHTML stands in one div.'),
  MissingTextualContent: warning('RFC 4287 §4.1.3.3', 'An entry has a summary or content that is text.'),
  ItemMustContainTitleOrDescription: error(
    RSS,
    'An item has a title or a description; a JSON item has content_html or content_text.',
  ),
  NeedDescriptionBeforeContent: warning(PROFILE, 'An item with content:encoded has a description before it.'),
  DuplicateItemSemantics: warning(
    W3C,
    'An item says a thing once: not author and dc:creator, not pubDate and dc:date.',
  ),
  InvalidContact: error(
    'RSS 2.0, RFC 4287 §3.2.3',
    'author, managingEditor, webMaster and email hold an email address.',
  ),
  InvalidLanguage: error('RFC 5646 §2.1, RSS 2.0', 'A language is a tag whose first part is a known code.'),
  InvalidIntegerAttribute: error(RSS, 'ttl and enclosure/@length are whole numbers, JSON sizes too.'),
  NotHtml: warning(
    'HTML, §13.2 parse errors',
    'Content is HTML without parse errors: known elements, every one closed.',
  ),
  SecurityRisk: warning(W3C, 'Content holds no element or address that runs, frames or restyles anything.'),
  SecurityRiskAttr: warning(W3C, 'Content holds no event handler or style attribute.'),
  MissingOutlineType: warning('OPML 2.0', 'An outline with more than a text says its type.'),
  MissingXmlURL: error('OPML 2.0', 'An outline of type rss has an xmlUrl.'),
  MissingTitleAttr: warning(W3C, 'An outline of type rss has a title.'),
} as const satisfies Record<string, FeedRule>

const groups = { documents, elements, identity, dates, links, texts }

export type RuleId = keyof (typeof documents &
  typeof elements &
  typeof identity &
  typeof dates &
  typeof links &
  typeof texts)

export const feedRules: Readonly<Record<RuleId, FeedRule>> = {
  ...documents,
  ...elements,
  ...identity,
  ...dates,
  ...links,
  ...texts,
}

/** Heading → rules, as the documentation shows them. */
export const ruleGroups: Readonly<Record<string, Readonly<Record<string, FeedRule>>>> = groups
