/**
 * What `src/schedule` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const scheduleTexts = {
  readCron: {
    scheduleCronWhichNot: (cron: string) => `schedule.cron is "${cron}", which is not a cron expression.`,
    writeLike: () => 'Write it like "*/5 * * * *".',
  },
} as const
