/**
 * What stands before the items of a list, as a page numbers them. Pure. In: the attributes of the items and of the
 * list. Out: one mark an item, `- `, ` 3. `, ` c. `, ` iv. `.
 */

type Attributes = Readonly<Record<string, unknown>>

export function itemMarks(items: readonly Attributes[], list: string, attributes: Attributes): string[] {
  if (list !== 'ol') return items.map(() => '- ')
  const isReversed = attributes.reversed !== undefined
  const type = typeof attributes.type === 'string' ? attributes.type : '1'
  let next = numberIn(attributes.start) ?? (isReversed ? items.length : 1)
  return items.map(({ value }) => {
    const number = numberIn(value) ?? next
    next = number + (isReversed ? -1 : 1)
    return ` ${written(number, type)}. `
  })
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : undefined
}

function written(number: number, type: string): string {
  if (number < 1) return String(number)
  switch (type) {
    case 'a':
      return letters(number)
    case 'A':
      return letters(number).toUpperCase()
    case 'i':
      return roman(number).toLowerCase()
    case 'I':
      return roman(number)
    default:
      return String(number)
  }
}

/** a, b … z, aa, ab … */
function letters(number: number): string {
  const rest = number - 1
  return (rest < 26 ? '' : letters(Math.floor(rest / 26))) + String.fromCodePoint(97 + (rest % 26))
}

const NUMERALS = Object.entries({
  M: 1000,
  CM: 900,
  D: 500,
  CD: 400,
  C: 100,
  XC: 90,
  L: 50,
  XL: 40,
  X: 10,
  IX: 9,
  V: 5,
  IV: 4,
  I: 1,
})

/** As browsers do, plain digits where there is no numeral. */
function roman(number: number): string {
  if (number > 3999) return String(number)
  let left = number
  return NUMERALS.map(([numeral, value]) => {
    const times = Math.floor(left / value)
    left -= times * value
    return numeral.repeat(times)
  }).join('')
}
