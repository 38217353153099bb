/**
 * What programs give to Belfry and get from it: shapes of their own, which stay as they are while those behind them
 * move. Pure types, and no imports: they are published as they stand. Days and instants are text, so that each shape
 * can be written as JSON.
 */

/** A project, by its configuration. */
export interface Project {
  /** The configuration file (config/belfry.yaml); a path that is relative begins at the working directory. */
  readonly config: string
  /** The instant to read and decide at; that of the call where it is left out. */
  readonly now?: Date
  /** Variables `BELFRY_…` over keys of the file; none where it is left out: the process's own are not looked at. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** How urgent it is: `recall` says that what was announced must not be used any more. */
export type Severity = 'info' | 'important' | 'recall'

/** A post that was read, checked and understood. */
export interface Announcement {
  /** Stable name; entries of feeds and notices are known by it. */
  readonly id: string
  /** Below content.posts, with forward slashes. */
  readonly path: string
  /** Plain text on one line. */
  readonly title: string
  /** When it was published: UTC, ISO 8601. */
  readonly at: string
  /** The same as a day in site.timezone: `YYYY-MM-DD`. */
  readonly day: string
  /** Absolute address of its page. */
  readonly url: string
  /** docs/posts.md says what makes a post one of them. */
  readonly kind: 'stable-release' | 'patch-release' | 'release-candidate' | 'security' | 'end-of-life' | 'general'
  /** As the post states it; `info` where it states none. */
  readonly severity: Severity
  /** As the post writes it, like `4.0.2-rc1`; absent where it names none. */
  readonly version?: string
  /** Never empty: the site's author stands in. */
  readonly authors: readonly string[]
  /** As they are written, without doubles. */
  readonly categories: readonly string[]
  /** A language tag (RFC 5646), where the configuration names languages. */
  readonly language?: string
  /** What the post offers must not be used any more. */
  readonly withdrawn: boolean
  /** It has a page, and stands in no index, feed or mail. */
  readonly unlisted: boolean
  /** Markdown below the front matter, as it is written. */
  readonly body: string
}

/** One fault of the input. What has it is left out; the rest goes on. */
export interface Problem {
  /** A warning is no reason to stop. */
  readonly severity: 'error' | 'warning'
  /** docs/errors.md explains each. */
  readonly code: string
  /** The path that it stands at. */
  readonly file: string
  /** From 1; absent where the whole file is meant. */
  readonly line?: number
  /** From 1. */
  readonly column?: number
  /** What is wrong. */
  readonly message: string
  /** What to do about it. */
  readonly fix: string
}

/** What stands in the folder of posts. */
export interface Content {
  /** Newest first. */
  readonly announcements: readonly Announcement[]
  /** Of single posts, tables and words; none of them stopped the others. */
  readonly problems: readonly Problem[]
}

/** What is decided, and by whose memory. */
export interface DecideOptions extends Project {
  /** The register to go by; `content.register` where it is left out. */
  readonly register?: string
  /**
   * A branch, tag or commit: what the working tree's commit brings beside it is decided, edits of posts too. Left out,
   * it is decided by the register alone, which knows nothing of the texts of posts: no edit is seen.
   */
  readonly against?: string
  /**
   * Posts dated later are news where the register does not know them, and so is what came due since by the releases
   * table. Left out: notices.baseline where it is an instant, else the instant of the first notice that the register
   * knows, else now.
   */
  readonly since?: Date
}

/** What would be told, or wait for an operator. */
export interface Notice {
  /** Unique: `announcement:ID`, `update:ID:DAY`, `end-of-life:PRODUCT/CYCLE:FIELD:DATE:STAGE` and others. */
  readonly key: string
  /** `manual` is a repetition by hand. */
  readonly kind: 'announcement' | 'update' | 'retraction' | 'end-of-life' | 'manual'
  /** `ask` is a question to an operator, `hold` waits for their word. */
  readonly decision: 'tell' | 'ask' | 'hold'
  /** Of the post, or what the update says. */
  readonly severity: Severity
  /** Id of the post that it is about; absent where it is about none. */
  readonly post?: string
  /** Of the post, or what is said of the end of life. */
  readonly title: string
  /** Of an update or an end of life: what would be said, Markdown. Absent otherwise. */
  readonly text?: string
  /** Ids of the lists that it would go to; empty where it is told on pages and in feeds alone. */
  readonly lists: readonly string[]
  /** A sentence for people, which may be worded otherwise in the next release. */
  readonly reason: string
}

/** What a run would make of it. */
export interface Decided {
  /** The most urgent first, then what is asked and held. */
  readonly notices: readonly Notice[]
  /** Posts that changed, and of which nobody hears. */
  readonly silent: readonly { readonly path: string; readonly reason: string }[]
  /** How many posts vanish at once, where so many do that it is not believed; nothing is told then. 0 otherwise. */
  readonly gone: number
  /** As `read` gives them; against a revision those that are new. */
  readonly problems: readonly Problem[]
}

/** What is built, and where. */
export interface BuildOptions extends Project {
  /** Where feeds and pages go; `feeds.folder` where it is left out. */
  readonly folder?: string
}

/** What stands in the folder now. */
export interface Built {
  /** Absolute. */
  readonly folder: string
  /** All that Belfry made, in no order that is kept. */
  readonly files: readonly {
    /** Below the folder, with forward slashes. */
    readonly path: string
    /** Its size. */
    readonly bytes: number
    /** False where it stood there with the same bytes. */
    readonly changed: boolean
  }[]
  /** Feeds among them, with how many entries each has. */
  readonly feeds: readonly { readonly path: string; readonly entries: number; readonly changed: boolean }[]
  /** As `read` gives them. */
  readonly problems: readonly Problem[]
}

/** Whose mail is made, and with which words. */
export interface RenderOptions extends Project {
  /** Id, path or file name of a post. */
  readonly post: string
  /** Markdown: the mail of an update of the post in these words, in place of its announcement. */
  readonly update?: string
  /** In place of what the post states, or, of an update, of `info`. */
  readonly severity?: Severity
  /** Id of the list whose mail it is; the first that takes the post where it is left out. */
  readonly list?: string
}

/** A mail as one person would get it, with links that belong to nobody. */
export interface Mail {
  /** As people get it; the message has the word that marks a test. */
  readonly subject: string
  /** What programs show beside the subject. */
  readonly preview: string
  /** A whole document. */
  readonly html: string
  /** format=flowed (RFC 3676). */
  readonly text: string
  /** All of it (RFC 5322), as HTML and text, marked as a test. */
  readonly message: Uint8Array
}

/** What is in hand, and what it is held against. */
export interface VerifyOptions extends Project {
  /** A file that holds a mail, or the address (https) of a page. */
  readonly source: string
  /** `told.json` as a file or an address; the one in feeds.folder where it is left out. */
  readonly told?: string
}

/** Whether it says what everybody was told. */
export interface Verdict {
  /** No check failed. */
  readonly ok: boolean
  /** Of the notice, where it was found in told.json. */
  readonly key?: string
  /** When it was told: UTC, ISO 8601. */
  readonly at?: string
  /** What it was told from, of posts in a git repository. */
  readonly commit?: string
  /** Who signed that commit, as told.json says; the check `signer` is whether it holds. */
  readonly signer?: string
  /** In the order in which they were made; what follows a failed one may be missing. */
  readonly checks: readonly {
    /** `log`: told.json is one whole chain. `entry`: it stands there. `text`: the words are those of all. */
    readonly name: 'read' | 'log' | 'entry' | 'text' | 'signer' | 'commit'
    /** Null where it could not be looked at: that is no difference. */
    readonly ok: boolean | null
    /** A sentence for people. */
    readonly says: string
  }[]
}
