/**
 * What is wrong with YAML, in the words of who writes it. Pure. In: an error of the parser. Out: a sentence without its
 * full stop; the parser's own words where there are none for it.
 */
import type { YAMLError } from 'yaml'

const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'the line is not indented like those around it, or a brace or bracket begins text without quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " stands in the line; text that holds one needs quotes',
  BAD_SCALAR_START: 'text begins with a sign that YAML keeps for itself; it needs quotes',
  DUPLICATE_KEY: 'the same key stands there twice',
  MISSING_CHAR: 'a quote, bracket, comma or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes on in the next line; is a colon or a quote missing?',
  TAB_AS_INDENT: 'the line begins with a tab; YAML is indented with spaces',
  BAD_ALIAS: 'a * begins text without quotes',
  UNEXPECTED_TOKEN: 'something stands behind the end of a value; a quote within quotes is doubled or has a backslash',
  MULTIPLE_DOCS: 'a second document begins at ---, and a file holds one',
  BLOCK_IN_FLOW: 'lines of keys or of a list stand within brackets or braces',
  BAD_DIRECTIVE: 'a line begins with %, which YAML keeps for itself; text needs quotes',
  TAG_RESOLVE_FAILED: 'a ! begins text without quotes',
  BAD_COLLECTION_TYPE: 'a tag (!!) says another kind of value than the one that stands there',
  BAD_PROP_ORDER: 'a tag (!) or an anchor (&) stands where none may',
  MULTIPLE_ANCHORS: 'an & begins text without quotes',
  MULTIPLE_TAGS: 'a ! begins text without quotes',
  ALIAS_PROPS: 'a * begins text without quotes',
  KEY_OVER_1024_CHARS: 'a key is longer than 1,024 characters',
  NON_STRING_KEY: 'a key is no text',
  BAD_DQ_ESCAPE: 'a backslash stands in double quotes; write two, or use single quotes',
}

export function yamlSentence({ code, message }: Pick<YAMLError, 'code' | 'message'>): string {
  // The parser says so of its own stack.
  if (message.startsWith('Maximum call stack')) return 'it is nested too deeply'
  return SENTENCES[code] ?? (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '').replace(/\.$/, '')
}
