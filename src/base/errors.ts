/**
 * Every failure Belfry knows: a code, a sentence, a remedy. In: what went wrong and where. Out: BelfryError (stops a
 * command) or Problem (one fault in the input; the rest goes on). The registry below is the only list of codes;
 * docs/errors.md explains each, and a test holds the two together.
 */

import { plainLine, withoutControls } from './plain-line.js'
import { withoutSecrets } from './secrets.js'
import { systemWords } from './system-sentence.js'

/** Code → the remedy that is right in most cases. A place that knows better passes its own. */
export const remedies = {
  USAGE: 'Run belfry --help to see the commands and their flags.',
  INIT_EXISTS: 'Go on with belfry check; or remove the file, and run belfry init again.',
  SITE_CONFIG: 'Mend the file for its own program, or give --title and --url.',
  FEED_UNREADABLE: 'Name a whole Atom, RSS or JSON feed, as the site has it now.',
  FEED_IDS: 'Give the entry to a post in the register, under entries:, or leave it: that post gets a new id.',
  FEED_MOVED: 'Where the new address is yours, write it in place of the old one.',
  CONTENT_FEED: 'Mend the feed where it is made, or set content.feed to the one that the site has now.',
  FEED_ENTRY: 'Mend the entry where the feed is made: it needs an id, a date, and an address below site.url.',
  CONFIG_MISSING: 'Run belfry from the folder that holds config/belfry.yaml, or name the file with --config.',
  CONFIG_SYNTAX: 'Mend the YAML at the place named; indentation is two spaces, text with ": " in it needs quotes.',
  CONFIG_KEY_UNKNOWN:
    'Remove the key or correct its spelling; the config/belfry.yaml that comes with Belfry lists every key.',
  CONFIG_VALUE: 'Change the value as the message says, or leave the key out for its default.',
  SITE_STYLE: 'Take out what fetches something; pictures may stand in it as data:image/….',
  CONFIG_INSECURE: 'Links in mail carry a token: set web.url to an https address before mail leaves this machine.',
  POSTS_FOLDER: 'Set content.posts to the folder that holds the posts, relative to the configuration file.',
  AUTHORS_FILE: 'Mend the file, or set content.authors to a file of authors, or leave the key out.',
  POSTS_EMPTY: 'Put at least one post (YYYY-MM-DD-slug.md) into content.posts before the first run.',
  POST_UNREADABLE: 'Give the user that runs Belfry the right to read the file (chmod a+r).',
  POST_ENCODING: 'Save the file as UTF-8.',
  POST_TOO_LARGE: 'Keep a post under 256 KB; put images and logs beside it and link to them.',
  POST_LIMIT: 'Part the post in several, or link to a file that holds the rest.',
  POST_FRONT_MATTER: 'Mend the YAML between the two --- lines at the place named.',
  POST_FRONT_MATTER_MISSING:
    'Begin the file with a line of three dashes, then title and date, then three dashes again.',
  POST_FRONT_MATTER_EXECUTABLE:
    'Write the first line as --- alone; front matter in any language but YAML, TOML (+++) and JSON is never read.',
  POST_FRONT_MATTER_SIZE: 'Keep front matter under 64 KB and without YAML anchors or aliases.',
  POST_FIELD: 'Correct the field named, or remove it.',
  POST_TITLE: 'Add a title: line to the front matter.',
  POST_DATE: 'Write date: as YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS +0000, or begin the file name with the date.',
  POST_EMPTY: 'Write a body below the front matter, or say where the post points to with redirect_to.',
  POST_NUMBER: 'Put quotes around the value: YAML reads an unquoted 4.20 as the number 4.2.',
  POST_CONFLICT: 'Choose one of the two sides, remove the three marker lines, and commit the file again.',
  POST_SWITCH: 'Write true or false (yes and no, on and off, 1 and 0 will do too).',
  POST_DRAFT: 'Write draft: true, or take away what says so; where people shall be told, write draft: false.',
  POST_WITHDRAWN: 'Write true or false, or why it is withdrawn in two words or more.',
  POST_SEVERITY: 'Write info, important or recall, or remove the line.',
  POST_EVERGREEN: 'Write true or false (yes and no, on and off, 1 and 0 will do too).',
  POST_TEMPLATE:
    'Write out what it stands for; where it is to be read as it stands, put it between backquotes or ' +
    '{% raw %} and {% endraw %}.',
  POST_PAGE: 'Publish the page, or correct content.built and content.selector; the next run looks again.',
  POST_FILL: 'Mend the template at the place named, or write out what it stands for.',
  POST_CALLOUT: 'Set content.callouts where your site has them; else it is shown as it stands.',
  POST_LINK: 'Link to the file of a post, or write the address of the page: /docs/lamp/.',
  POST_DROPPED: 'Say it in Markdown, or link to a page that shows it.',
  POST_KEY: 'Correct the spelling of the key, or remove the line.',
  POST_KEY_TWICE: 'Remove one of the two lines.',
  POST_COMMENT: 'Put the value in quotes, or the comment on a line of its own.',
  POST_DATE_READ: 'Write date: as YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS +0000.',
  POST_KIND: 'Correct the word, or remove the line: title and categories say what the post is.',
  POST_VERSION: 'Write the version that the post is about, in quotes, or remove the line.',
  POST_CATEGORY: 'Correct the spelling, or add the category to a list under lists: in the configuration.',
  LIST_CATEGORY:
    'Correct the spelling in the configuration, or leave it where posts of that category are still to come.',
  POST_NEARLY: 'Name the file YYYY-MM-DD-slug.md and begin it with front matter between two lines of ---.',
  POST_PICTURE: 'Put a picture (PNG, JPEG, GIF, WebP, AVIF) of at most 8 MB into the folder of the post.',
  POST_KEPT: 'Mend what is said about the file beside this, or remove the file where the post is to go.',
  CACHE:
    'Give the user that runs Belfry a folder of its own under cache:, and room on the disk; ' +
    'until then each run takes longer.',
  KEPT_FOLDER: 'Give the user that runs Belfry a folder of its own under kept:, and room on the disk.',
  BOUNCE_ACCIDENT:
    'Nobody of them is suppressed; ask the provider, and have failed mail sent again with belfry mailings retry.',
  INBOUND: 'Set inbound.maildir to a Maildir (a folder that holds new, cur and tmp) that Belfry may read and write.',
  POST_RESERVED: 'Give the post another permalink or slug: that address is needed for what stands there.',
  POST_ID_TWICE: 'Give one of the two posts an id: of its own in its front matter.',
  POST_URL_TWICE: 'Give one of the two posts another slug, date or permalink.',
  GIT_MISSING: 'Install git 2.34 or newer and see that it is on the PATH of the user that runs Belfry.',
  GIT_FETCH: 'Check content.git.remote and content.git.branch, and that this user may read them: git ls-remote REMOTE.',
  GIT_SIGNATURE: 'Push a commit that an allowed key signed, or add the key to the file content.git.allowedSigners.',
  GIT_REWOUND:
    'Restore the branch; or, where it is meant, look at what would be read and run belfry source accept COMMIT.',
  GIT_UNVOUCHED:
    'Mend the files of signers, push a commit that an allowed key signed and that comes from the one accepted last, ' +
    'or look at what would be read and run belfry source accept COMMIT.',
  GIT_REVISION: 'Name a branch, tag or commit that this repository has and this branch comes from.',
  GIT_REPOSITORY: 'Check that the path named is a whole git repository; a clone that Belfry made may be removed.',
  RELEASES_TABLE: 'Mend the releases table at the place named.',
  REGISTER_SYNTAX: 'Restore content.register from git: Belfry writes it, nobody needs to edit it.',
  GPG_MISSING: 'Install GnuPG 2.2 or newer (gpg), or leave mail.openpgp.key empty.',
  OPENPGP_KEY:
    'Set mail.openpgp.key to a file with a secret key that may sign and has no passphrase, ' +
    'or to a fingerprint in the keyring of gpg.',
  TEMPLATE: 'Mend the template named, or remove it from mail.templates: then the one that comes with Belfry stands in.',
  TEMPLATE_MISSING: 'Set mail.templates to the folder that holds your templates, or leave it out.',
  LEDGER_BEHIND:
    'The ledger lacks what the register says was told: restore the newest backup, or run belfry notices adopt.',
  LEDGER_MOVED:
    'Where this machine alone is to mail from now on, run belfry ledger claim; where it is a copy, leave it be, ' +
    'or give it a database and a folder marks: of its own.',
  MARKS: 'Give the user that runs Belfry a folder of its own under marks:, on a disk with room that may be written.',
  POSTS_GONE:
    'Bring the posts back, or run belfry source accept --gone where they are to be gone; ' +
    'what was published stays until then.',
  POST_EXPECTED: 'Publish it; or change expected: in the configuration, where it comes at other times or no more.',
  RECALL_UNSAID:
    'Write why as withdrawn: TEXT in the front matter, or tell it with ' +
    'belfry send POST --update TEXT --severity recall.',
  AUDIENCE_SHRUNK: 'See who is missing with belfry subscribers list, and send the post to them when they are back.',
  DATABASE: 'Check that the database named under database: is there and may be written.',
  DATABASE_SETTINGS:
    'Mend the setting of the server or the pooler that the message names; docs/operating.md says what is relied on.',
  DATABASE_SILENT:
    'See whether the server, and what stands before it, lives; what was under way is found again by itself.',
  DATABASE_BUSY:
    'End what holds the database (pg_stat_activity names it; for a file: fuser FILE), or start again when it ended.',
  DATABASE_NEWER: 'This database was written by a newer Belfry: install that version.',
  BACKUP_FILE: 'Name a file that is not there yet, in a folder that this user may write to, with room for it.',
  BACKUP_DAMAGED:
    'Take another copy of it, or the backup before: belfry restore FILE --dry-run says whether one is whole.',
  BACKUP_NEWER: 'Install the Belfry that made it, or a newer one.',
  BACKUP_KEY: 'See with gpg --list-keys whether the key is there, valid, and may encrypt; to restore, its secret half.',
  BACKUP_OTHER: 'Name the configuration of that project with --config; where it is meant, add --other-project.',
  LEDGER_FILLED: 'Name an empty database under database:; where all that it holds is to be gone, add --replace.',
  SECRETS_LOST:
    'Copy the folder secrets: from where it was, or from a backup; where nobody has it, run belfry keys links --new.',
  SECRETS: 'Give the user that runs Belfry a folder of its own under secrets:, readable by nobody else.',
  TRANSPORT: 'Write mail.transport as smtp://user:password@host:587, smtps://host:465, sendmail: or file:FOLDER.',
  DKIM_KEY: 'Name a PEM file under mail.dkim that Belfry may read; belfry keys dkim makes one.',
  DKIM_RECORD: 'Publish the record that belfry keys dkim --check prints; DNS may take a day to show it everywhere.',
  SMTP_UNREACHABLE:
    'Check host, port and password in mail.transport, and mail.tls where the server offers no TLS; ' +
    'belfry run sends what is waiting once it is back.',
  SMTP_REFUSED: 'The server refuses this sender for everybody: mend the account, then run belfry mailings resume.',
  FEED_IDS_CHANGED:
    'Set feeds.ids, authority and since as they were; where it is meant, write the day of today as feeds.changed.',
  FEED_RULE: 'Mend the post or setting that the message names; docs/feed-rules.md says what each rule wants.',
  OUTPUT_FOLDER: 'Give the user that runs Belfry the right to write there.',
  HOOK: 'Write whsec_ and 24 to 64 octets in base64 into secretFile, and an https address into url.',
  HOOK_FAILED: 'See what the service says; the next runs try again, five times in a day. Nothing else waits for it.',
  HUB_PING: 'Check feeds.hubs; the next runs try again, the feeds themselves are published.',
  NOTICE_UNKNOWN: 'Run belfry notices list to see the keys.',
  NOTICE_STATE: 'Run belfry notices show KEY to see what state it is in.',
  NOTICE_REVISION: 'The post changed since you looked: read it again, then approve the revision it has now.',
  NOT_LIVE: 'Publish the page, or set notices.requireLive to false; the next run looks again.',
  POST_UNKNOWN: 'Name the post by its file name or id, as belfry plan prints them.',
  MAILING_UNKNOWN: 'Run belfry mailings list to see the numbers.',
  ADDRESS: 'Write one address, like name@example.org.',
  RELEASE_UNKNOWN: 'Name a release cycle that stands in the releases table, as product/cycle.',
  PERSON_UNKNOWN: 'Run belfry subscribers list to see the addresses, or subscribers add for a new one.',
  PERSON_BUSY: 'Nothing is to be done: the next run, or serve, empties what is left once the server has answered.',
  OPERATOR_UNKNOWN: 'Run belfry operators list to see the addresses, or operators invite for a new one.',
  PASSKEY_UNKNOWN: 'Run belfry operators list to see the names.',
  PASSKEY_REFUSED: 'Load the page anew and try again, or have a link mailed from /console/sign-in.',
  RUNS_UNKNOWN: 'Give the cycle its old name in the table (was:), or run belfry subscribers rename-cycle OLD NEW.',
  DATE_MOVED: 'Approve or dismiss its notice (belfry notices show KEY), or correct the table.',
  CYCLE_GONE: 'Put the cycle back into the table, name it in was:, or run belfry subscribers settle-cycle CYCLE.',
  LIST_UNKNOWN: 'Use one of the list ids under lists: in the configuration.',
  LIST_GONE:
    'Put the list back into the configuration, or run belfry subscribers move-list OLD NEW: ' +
    'people and links go with it.',
  SUPPRESSED:
    'This address bounced or complained, or asked never to be written to again: ' +
    'belfry subscribers unsuppress lifts it.',
  IMPORT_FORMAT: 'Begin the file with a header line: address,lists,format,runs (only address is needed).',
  NOW: 'Write BELFRY_NOW as an ISO 8601 instant, like 2026-05-01T09:00:00Z.',
  LISTEN: 'Stop the program that holds the port, or set web.listen or inbound.listen to another one.',
} as const

export type Code = keyof typeof remedies

/** A place in a file. `line` and `column` count from 1; absent when the whole file is meant. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** One fault in the input, as `check` prints it and as `--json` gives it. */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning'
  readonly code: Code
  readonly message: string
  readonly fix: string
}

/** Builds a Problem; `fix` defaults to the registry's remedy. */
export function problem(
  code: Code,
  message: string,
  place: Place,
  more: { severity?: 'error' | 'warning'; fix?: string } = {},
): Problem {
  // What a file holds may stand in it, and it is shown on terminals and written to logs.
  const said = plainLine(withoutSecrets(message))
  return { ...place, severity: more.severity ?? 'error', code, message: said, fix: more.fix ?? remedies[code] }
}

/** `file:line:column: message (fix)`, the form that editors and terminals turn into a link. */
export function formatProblem(p: Problem): string {
  const place = [p.file, p.line, p.column].filter((part) => part !== undefined).join(':')
  return `${place}: ${p.severity === 'warning' ? 'warning: ' : ''}${p.message} (${p.fix})`
}

/** Process exit codes of the command line: 1 the input is wrong, 2 usage, 3 a dependency is not there. */
export type ExitCode = 1 | 2 | 3

/** A failure that ends a command. `problems` carries the single faults where there are several. */
export class BelfryError extends Error {
  override readonly name = 'BelfryError'
  readonly fix: string
  readonly exitCode: ExitCode
  readonly problems: readonly Problem[]

  constructor(
    readonly code: Code,
    message: string,
    more: { fix?: string; cause?: unknown; exitCode?: ExitCode; problems?: readonly Problem[] } = {},
  ) {
    super(withoutControls(withoutSecrets(message)), more.cause === undefined ? undefined : { cause: more.cause })
    this.fix = more.fix ?? remedies[code]
    this.exitCode = more.exitCode ?? 1
    this.problems = more.problems ?? []
  }
}

/** The sentence of whatever was thrown: the system's in plain words, the message of an error, else it as text. */
export function messageOf(thrown: unknown): string {
  return withoutSecrets(systemWords(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown)))
}

/** The `code` that Node's system errors carry (ENOENT, EACCES …), or undefined. */
export function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
}
