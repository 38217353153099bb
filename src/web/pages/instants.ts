/** Instants as people read them. Pure. In: milliseconds, a language, a time zone. Out: day and time. */
export function formatInstant(instant: number, language: string, timeZone: string): string {
  // English without a country writes the day first, as everywhere else.
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(instant)
}
