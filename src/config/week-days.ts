/** Days of the week as people write them. Pure. In: text. Out: days of ISO 8601, where 1 is Monday and 7 is Sunday. */

const NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** `mon-fri`, `fri`, `sat, sun`, `fri-mon` as days of ISO 8601, in order; undefined where it names none. */
export function weekDays(text: string): number[] | undefined {
  const parts = text
    .toLowerCase()
    .replace(/\s*-\s*/g, '-')
    .split(/[\s,]+/)
    .filter((part) => part !== '')
  const found = parts.map(daysOf)
  if (found.length === 0 || found.some((days) => days === undefined)) return undefined
  return [...new Set(found.flatMap((days) => days ?? []))].sort((a, b) => a - b)
}

function daysOf(part: string): number[] | undefined {
  const days = part.split('-').map(dayNamed)
  const [first, last = days.length === 1 ? first : undefined, ...more] = days
  if (first === undefined || last === undefined || more.length > 0) return undefined
  const length = ((last - first + 7) % 7) + 1
  return Array.from({ length }, (_, index) => ((first - 1 + index) % 7) + 1)
}

/** By three letters at least. */
function dayNamed(name: string): number | undefined {
  const index = name.length < 3 ? -1 : NAMES.findIndex((day) => day.startsWith(name))
  return index < 0 ? undefined : index + 1
}
