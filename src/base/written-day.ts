/**
 * Days as people write them in English prose. Pure. In: `2020-01-15`, `2020/01/15`, `15.01.2020`, `15 January 2020`,
 * `January 15th, 2020`. Out: YYYY-MM-DD, or undefined for a day that no
 * calendar has. `01/15/2020` is anybody's guess and no day here.
 */
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const NAMES_OF_MONTHS = [
  ...['jan(?:uary)?', 'feb(?:ruary)?', 'mar(?:ch)?', 'apr(?:il)?', 'may', 'june?'],
  ...['july?', 'aug(?:ust)?', 'sept?(?:ember)?', 'oct(?:ober)?', 'nov(?:ember)?', 'dec(?:ember)?'],
]
/** A month's English name or its abbreviation. */
export const MONTH = String.raw`(?:${NAMES_OF_MONTHS.join('|')})\b\.?`
const NUMBER = String.raw`\d{1,2}(?:st|nd|rd|th)?`
const GAP = String.raw`,?[ \t]+`

const IN_DIGITS = String.raw`\d{4}-\d\d-\d\d|\d{4}/\d\d/\d\d|\d{1,2}\.\d{1,2}\.\d{4}`
const DAY_FIRST = String.raw`${NUMBER}[ \t]+(?:of[ \t]+)?${MONTH}${GAP}\d{4}`
const MONTH_FIRST = String.raw`${MONTH}[ \t]+${NUMBER}${GAP}\d{4}`
/** For building larger expressions, case-insensitive; has no groups. */
export const WRITTEN_DAY = String.raw`(?:${IN_DIGITS}|(?:[a-z]{3,6}day${GAP})?(?:${DAY_FIRST}|${MONTH_FIRST}))(?!\d)`

const MONTH_NAMED = new RegExp(String.raw`\b${MONTH}`, 'i')

/** @param text what WRITTEN_DAY matched, or any word: most have no figure, and are no day */
export function writtenDay(text: string): string | undefined {
  if (!/\d/.test(text)) return undefined
  const yearFirst = /^(\d{4})[-/](\d\d)[-/](\d\d)$/.exec(text)
  if (yearFirst !== null) return isoDay(yearFirst[1], yearFirst[2], yearFirst[3])
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)
  if (dotted !== null) return isoDay(dotted[3], dotted[2], dotted[1])
  const month = MONTH_NAMED.exec(text)?.[0].slice(0, 3).toLowerCase()
  const number = MONTHS.indexOf(month ?? '') + 1
  const day = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0]
  return number === 0 ? undefined : isoDay(/\d{4}/.exec(text)?.[0], String(number), day)
}

/** @returns undefined where it is no day */
export function isoDay(year?: string, month?: string, day?: string): string | undefined {
  if (year === undefined || month === undefined || day === undefined) return undefined
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const instant = Date.parse(`${iso}T00:00Z`)
  // The 30th of February is read as a day of March.
  return !Number.isNaN(instant) && new Date(instant).getUTCDate() === Number(day) ? iso : undefined
}
