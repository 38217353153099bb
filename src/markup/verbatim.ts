/**
 * The mark of a line that nobody may wrap, join or trim. Pure. A private-use character (U+E000): no author types it,
 * and what an author's text holds of it is taken out.
 */
export const VERBATIM = '\uE000'
