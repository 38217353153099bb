/**
 * What `src/inbound` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const inboundTexts = {
  openImap: {
    checkInboundImapHost: () =>
      'Check inbound.imap: host, user, password (% and @ in them are written %25 and %40) and ' +
      'folder. The next look tries again.',
    mailboxAtCannotRead: (folder: string, host: string, port: number, why: string) =>
      `The mailbox ${folder} at ${host}:${port} cannot be read: ${why}.`,
  },
  openMailServer: {
    cannotListenForMail: (host: string, port: number, why: string) =>
      `Cannot listen for mail on ${host}:${port}: ${why}.`,
  },
  openMaildir: {
    maildirCannotReadWritten: (folder: string, why: string) =>
      `The Maildir ${folder} cannot be read and written: ${why}.`,
  },
  openMbox: {
    setInboundMboxFile: () =>
      'Set inbound.mbox to a file that a mail server appends to, in a folder where Belfry may make ' +
      'and rename files.',
    mboxCannotReadSet: (path: string, why: string) => `The mbox ${path} cannot be read and set aside: ${why}.`,
  },
} as const
