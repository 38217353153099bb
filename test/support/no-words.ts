/** What is no word of a language: addresses, names of formats, `Re:` of a subject, a release that left the table. */
export const NAMES = new RegExp(
  [
    String.raw`https?:\/\/[^\s"<>]+|mailto:\S+|[\w.+-]+@[\w.-]+|\bwww\.\S+`,
    String.raw`\b(?:Atom|RSS|JSON Feed|HTML|LTS)\b|\bRe:|\bc/1\b`,
  ].join('|'),
  'g',
)
