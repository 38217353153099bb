/**
 * What weighs how much when an edit is judged: the numbers and words to tune, and why each is what it is. Pure
 * constants; read significance.ts for the order in which they are asked.
 */

/**
 * Words added, taken out or replaced in one place from which on an edit is more than a phrase: about one full sentence.
 */
export const RUN_WORDS = 12

/** The same in a language of which no words of consequence are known: a short sentence, or a clause by the letter. */
export const FEW_WORDS = 5

/** New words from which on a word of consequence among them is looked at: less is a phrase that says the same. */
export const CONSEQUENCE_WORDS = 4

/**
 * Changes with no more than this many unchanged words between them are one: a rewritten sentence keeps its "the" and
 * "of".
 */
export const BRIDGE_WORDS = 2

/**
 * From so many words on, a passage that vanishes here and appears there was moved. Fewer are words that anything could
 * hold.
 */
export const MOVED_WORDS = 5

/** Share of common words from which on two texts are the same one, slightly re-worded. */
export const SAME_TEXT = 0.6

/** Share of common words below which a title has a new meaning: a dropped subtitle passes, another subject does not. */
export const SAME_TITLE = 0.5

/**
 * Share of a text's words that are gone from which on it is another text. Of a long text a passage is asked about
 * before; of one of a sentence or two no run of words is long enough.
 */
export const OTHER_TEXT = 0.5

/** Words that came and went from which on a short text can be another one: fewer are a phrase. */
export const OTHER_TEXT_WORDS = 4

/** Share of a paragraph's words that are new from which on the paragraph is, and joins the update it follows. */
export const NEW_PARAGRAPH = 0.8

/** Share of common words from which on a new post with the title of a told one is that post once more. */
export const DOUBLE_TEXT = 0.9

/** So many posts with the same change in one run have one cause, and it is asked once. */
export const SAME_CAUSE_POSTS = 3

/** So many dated items that stay make a list one that grows by such items. */
export const GROWN_ITEMS = 2

/** More dated items than this are not compared one by one: no list grows so long. Keeps the worst case short. */
export const MOST_ITEMS = 500

/** Unchanged words shown on either side of a change. */
export const SHOWN_WORDS = 8

/** More changed words than this are not aligned one by one: the text was replaced. Keeps the worst case short. */
export const MOST_CHANGES = 1500

/**
 * Part of a code block's lines that read as sentences from which on it is a letter (a bulletin in a fence), not code.
 */
export const LETTER_SHARE = 0.4

/** Words that turn a sentence round. */
export const NEGATIONS: ReadonlySet<string> = new Set(
  [
    "no not never none nor neither without cannot can't don't doesn't didn't won't wouldn't shouldn't",
    "couldn't isn't aren't wasn't weren't hasn't haven't mustn't stop avoid refrain",
    // German, Dutch, Scandinavian.
    'nicht kein keine keinen keinem keiner keines nie niemals ohne weder niet geen nooit zonder inte ikke ikkje aldrig',
    // French, Spanish, Italian, Portuguese, Catalan.
    'pas jamais aucun aucune sans nunca jamás sin ningún ninguna mai senza não sem',
    // Polish, Czech, Russian, Ukrainian, Greek, Turkish, Hebrew, Arabic.
    'nie nigdy bez nikdy не нет нельзя никогда без ні δεν μην χωρίς değil',
    'לא אין אל בלי لا لم ليس غير',
    // Chinese and Japanese, by the letter; without the endings of Japanese verbs.
    '不 勿 未 没 沒 無 无 非 禁',
  ].flatMap((words) => words.split(' ')),
)

/** Prefixes that do the same to one word: supported, unsupported. */
export const REVERSING = /^(?:un|in|im|ir|dis|non|de)/

/** An update whose words are all of these says of itself that it is no news. */
export const EDITORIAL = new Set(
  [
    'a an and or the of in to some this post article text page few several minor small fix fixed fixes',
    'correct corrected correction corrections edit edited edits editing typo typos spelling grammar',
    'punctuation formatting format wording phrasing link links broken dead url urls layout style cosmetic',
  ].flatMap((words) => words.split(' ')),
)

/** A bracketed word in front of a title says where the story stands, not what it is: [Updated], [Delayed]. */
export const TITLE_TAG = /^\s*(?:\[[^\]\d]{1,30}\]\s*)+/

const OUT = '(?:withdrawn|recalled|retracted|yanked|pulled|revoked|taken down|taken offline|unpublished)'
const GONE = `(?:${OUT}|removed|deleted|disabled|suspended)`
const RELEASED = 'downloads?|images?|isos?|installers?|releases?|packages?|builds?|versions?|updates?'
const THING = `(?:${RELEASED}|binar(?:y|ies)|artifacts?|it|they)`
const BEEN = '(?:has|have|had|is|are|was|were)(?: now)?(?: been)?(?: (?:temporarily|now|therefore|also))*'
const PLACE = '(?:downloads?|mirrors?|repositor(?:y|ies)|servers?|registry|stores?)'
const INSTALL = '(?:install|reinstall|download|upgrade|update to|flash|boot|deploy)'
const OF_SOMEBODY = String.raw`(?<!\b(?:you|who|that|which|users|people|systems|we|they|i) )`
const SHALL_NOT = "should not|shouldn't|must not|mustn't"
const THIS_ONE = String.raw`(?:this|the|these) (?:\S+ ){0,3}(?:release|version|image|iso|installer|build|package)`

/** The download was taken back, or nobody should install it. One sentence at a time, in lower case. */
export const RECALL: readonly RegExp[] = [
  new RegExp(String.raw`\b${THING}\b[^.]{0,60}?\b${BEEN} ${OUT}\b`),
  new RegExp(String.raw`\b(?:downloads?|download links?|images?|isos?|installers?)\b[^.]{0,40}?\b${BEEN} ${GONE}\b`),
  new RegExp(String.raw`\b(?:${GONE}|took|taken)\b[^.]{0,60}?\bfrom (?:the |our |all |its )?(?:\w+ ){0,2}${PLACE}\b`),
  /\bwe(?:'ve| have| are|'re)? (?:\w+ )?(?:withdr[ae]w\w*|recall\w*|retract\w*|yank\w*|pull(?:ed|ing))\b/,
  // "users who do not install …" speaks of a case; "do not install …" speaks to everybody.
  new RegExp(String.raw`${OF_SOMEBODY}\b(?:do not|don't|never|please avoid) (?:yet )?${INSTALL}`),
  new RegExp(String.raw`\b(?:${SHALL_NOT}|not to|against|refrain from|stop|avoid) (?:be )?${INSTALL}(?:ed|ing)?\b`),
  new RegExp(String.raw`\b(?:do not|don't|stop|should not|must not|never) (?:be )?us(?:e|ed|ing) ${THIS_ONE}s?\b`),
  /^\W*(?:withdrawn|recalled|retracted)\b/,
]

/** People should act, or be careful. */
export const IMPORTANT: readonly RegExp[] = [
  /\b(?:urgent|critical|important|immediately|as soon as possible|right away)\b/,
  /\b(?:vulnerab\w+|exploit\w*|compromised|backdoor\w*|malicious|cve-\d{4}-\d+)\b/,
  /\bsecurity (?:update|fix|issue|bug|hole|flaw|problem|patch)/,
  /\b(?:data loss|lose data|los[et] your|corrupt(?:s|ed|ion)?)\b/,
  /\b(?:strongly|highly) (?:recommend|advise|urge|encourage)/,
  /\b(?:must|need to|have to|should) (?:now )?(?:immediately )?(?:upgrade|update|reinstall|revoke|rotate|re-?verify)\b/,
  /\baction (?:is )?required\b/,
]
