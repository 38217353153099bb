/**
 * What `src/delivery` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const deliveryTexts = {
  wayOut: {
    mailTransportLeadsWeb: (hostname: string, url: string) =>
      `mail.transport leads to ${hostname}, and web.url is ${url}.`,
    mailTransportNoneBelfry: () => 'mail.transport is none that Belfry knows.',
    mailTransportPercentSign: () => 'mail.transport has a % in its name or password that begins no %XX.',
    writePercentSignAs: () => 'Write a % as %25, an @ as %40, a : as %3A and a / as %2F.',
  },
  openConnections: {
    cannotUsed: (name: string, cause: string) => `${name} cannot be used: ${cause}.`,
  },
} as const
