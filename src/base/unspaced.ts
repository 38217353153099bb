/**
 * Letters of scripts that have no spaces between words, as a class of a pattern (flag u). Pure. The marks of a long
 * vowel are of no script of their own.
 */
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']

export const UNSPACED = `[${SCRIPTS.map((name) => `\\p{Script=${name}}`).join('')}ーｰ]`
