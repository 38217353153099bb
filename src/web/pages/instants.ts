/** Instants as people read them. Pure. In: milliseconds, a language, a time zone. Out: day and time. */
export function formatInstant(instant: number, language: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(instant)
}
