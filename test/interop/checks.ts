/**
 * What each program must see, by itself. In: the scene, the program. Out: a line for each, `good`, `BAD` or `skipped`.
 * Run by `npm run interop:readers`, with a program's name that one alone; it needs Debian's packages, names each that
 * is absent, and ends with 1 where a program sees anything else.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { dkimRecord, recordName } from '../../src/mail/signing/dkim-key.js'
import { ed25519Key, rsaKey } from '../mail/signing/dkim-keys.js'
import { composeSamples } from './compose-samples.js'
import { hasProgram, openScene, type Scene, TITLE } from './open-scene.js'

interface Said {
  readonly code: number | null
  readonly out: string
}

/** Not at once: the scene's own server answers what is asked of it. */
async function said(command: string, args: readonly string[], input = '', cwd = '/'): Promise<Said> {
  const child = spawn(command, args, { cwd, env: { ...process.env, HOME: cwd, LC_ALL: 'C.UTF-8', TZ: 'UTC' } })
  let out = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (out += chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out }
}

interface Check {
  /** Or modules of Python, where the package says so. */
  readonly program: string
  readonly debian: string
  readonly what: string
  /** @returns what is wrong, or '' */
  see(scene: Scene, folder: string): Promise<string>
}

/** Of npm, where its maker publishes it: Debian has none. */
const NU_HTML_CHECKER = '26.9.27'
const FEEDS = ['atom.xml', 'rss.xml'] as const
const mustHold = (out: string, ...texts: readonly string[]) => {
  const missing = texts.filter((text) => !out.includes(text))
  return missing.length === 0 ? '' : `lacks ${missing.join(', ')} in: ${out.slice(0, 400)}`
}
/** Debian's own, which has Debian's modules. */
const PYTHON = '/usr/bin/python3'
const python = async (text: string, ...args: readonly string[]) => await said(PYTHON, ['-c', text, ...args])

const FEEDPARSER = `
import feedparser, json, sys
for url in sys.argv[1:]:
    feed = feedparser.parse(url)
    print(json.dumps([feed.bozo, feed.version, [entry.title for entry in feed.entries], len({entry.id for entry in feed.entries}) == len(feed.entries)], ensure_ascii=False))
`

const DKIMPY = `
import dkim, json, sys
records = json.loads(sys.argv[1])
for path in sys.argv[2:]:
    verifier = dkim.DKIM(open(path, 'rb').read())
    count = sum(1 for name, value in verifier.headers if name.lower() == b'dkim-signature')
    print([verifier.verify(index, dnsfunc=lambda name, timeout=5: records[name.decode().rstrip('.')].encode()) for index in range(count)])
`

const checks: readonly Check[] = [
  {
    program: 'feedparser',
    debian: 'python3-feedparser',
    what: 'feedparser reads Atom and RSS as well-formed, with every title and an id each',
    see: async ({ url }) => {
      const { out } = await python(FEEDPARSER, ...FEEDS.map((name) => `${url}/${name}`))
      const rows = out.trim().split('\n')
      const wrong = rows.filter((row) => !/^\[(false|0),/.test(row) || !row.endsWith('true]'))
      return wrong.length > 0 ? wrong.join(' ') : mustHold(out, 'Lantern OS 3.1.0', 'größer', 'Hello')
    },
  },
  {
    program: 'newsboat',
    debian: 'newsboat',
    what: 'newsboat reads both feeds, and counts what is new',
    see: async ({ url }, folder) => {
      writeFileSync(join(folder, 'urls'), `${FEEDS.map((name) => `${url}/${name}`).join('\n')}\n`)
      const files = ['-u', join(folder, 'urls'), '-c', join(folder, 'cache.db'), '-C', '/dev/null']
      const { out } = await said('newsboat', [...files, '-x', 'reload', 'print-unread'], '', folder)
      return /^[1-9]\d* unread/m.test(out) ? '' : out
    },
  },
  {
    program: 'sfeed',
    debian: 'sfeed',
    what: 'sfeed makes lines of both feeds, an id and an address each',
    see: async (scene) => {
      const each = FEEDS.map(
        async (name) => (await said('sfeed', [], readFileSync(join(scene.public, name), 'utf8'))).out,
      )
      const outs = await Promise.all(each)
      const bad = outs
        .flatMap((out) => out.trim().split('\n'))
        .filter((line) => !/^\d+\t[^\t]+\thttps?:\/\/\S+\t/.test(line))
      return bad.length > 0 ? bad.join('\n') : outs.map((out) => mustHold(out, 'größer', 'Hello')).join('')
    },
  },
  {
    program: 'r2e',
    debian: 'rss2email',
    what: 'rss2email makes a mail of each entry',
    see: async ({ url }, folder) => {
      const config = join(folder, 'r2e.cfg')
      writeFileSync(
        config,
        `[DEFAULT]\nfrom = a@example.org\nto = ada@example.org\nemail-protocol = maildir\nmaildir-path = ${folder}\nmaildir-mailbox = mail\nhtml-mail = True\n`,
      )
      const r2e = async (...args: readonly string[]) =>
        (await said('r2e', ['-c', config, '-d', join(folder, 'r2e.json'), ...args], '', folder)).out
      const out = (await r2e('add', 'atom', `${url}/atom.xml`)) + (await r2e('run'))
      const mails = readdirSync(join(folder, 'mail', 'new')).map((name) =>
        readFileSync(join(folder, 'mail', 'new', name), 'utf8'),
      )
      return mails.length > 1 && mails.every((mail) => /^Subject: ./m.test(mail)) ? '' : `${mails.length} mails: ${out}`
    },
  },
  {
    program: 'dkim, nacl',
    debian: 'python3-dkim, python3-nacl',
    what: 'dkimpy finds both signatures of each mail good, RSA and Ed25519',
    see: async ({ mails }) => {
      const records = Object.fromEntries([rsaKey, ed25519Key].map((key) => [recordName(key), dkimRecord(key).value]))
      const { out } = await python(DKIMPY, JSON.stringify(records), ...mails)
      const good = out.split('\n').filter((line) => line === '[True, True]').length
      return good === mails.length && good > 1 ? '' : out
    },
  },
  {
    program: 'opendkim',
    debian: 'opendkim',
    what: 'opendkim, as a mail server asks it, finds the RSA signature of each mail good',
    see: async ({ mails }, folder) => {
      const keys = join(folder, 'keys')
      const config = join(folder, 'opendkim.conf')
      writeFileSync(keys, `${recordName(rsaKey)} ${dkimRecord(rsaKey).value}\n`)
      writeFileSync(config, `Mode v\nSyslog no\nTestPublicKeys ${keys}\n`)
      const outs = await Promise.all(
        mails.map(async (path) => (await said('opendkim', ['-x', config, '-vv', '-t', path], '', folder)).out),
      )
      const wrong = outs.filter((out) => !/dkim=pass[^\n]*header\.a=rsa-sha256/.test(out.replace(/\s*\n\s+/g, ' ')))
      return mails.length > 1 ? wrong.join('\n') : 'there are no mails'
    },
  },
  {
    program: 'notmuch',
    debian: 'notmuch',
    what: 'notmuch shows announcement and update as one thread',
    see: async ({ mails }, folder) => {
      const mail = join(folder, 'mail')
      for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(mail, name), { recursive: true })
      for (const path of mails) writeFileSync(join(mail, 'cur', `${basename(path)}:2,S`), readFileSync(path))
      const config = join(folder, '.notmuch-config')
      writeFileSync(config, `[database]\npath=${mail}\n[user]\nname=A\nprimary_email=ada@example.org\n`)
      await said('notmuch', ['new'], '', folder)
      const { out } = await said('notmuch', ['search', '--output=threads', '*'], '', folder)
      const count = (await said('notmuch', ['count', '*'], '', folder)).out.trim()
      const threads = out.trim().split('\n').length
      return count === String(mails.length) && threads < mails.length ? '' : `${count} mails in ${threads} threads`
    },
  },
  {
    program: 'mutt',
    debian: 'mutt',
    what: 'mutt reads subject and sender as they were written',
    see: async ({ mails }, folder) => {
      const mbox = join(folder, 'mbox')
      writeFileSync(
        mbox,
        Buffer.concat(
          mails.flatMap((path) => [
            Buffer.from('From a@b Sat May  2 10:31:00 2026\n'),
            Buffer.from(readFileSync(path, 'latin1').replaceAll('\r\n', '\n'), 'latin1'),
            Buffer.from('\n'),
          ]),
        ),
      )
      const keys = `set index_format="%s|%a"; set charset=utf-8; set sort=threads; push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat > ${join(folder, 'all')}<enter><exit>"`
      const { out } = await said(
        'script',
        ['-qfec', `stty cols 200 rows 50; TERM=vt100 mutt -n -F /dev/null -f ${mbox} -e '${keys}'`, '/dev/null'],
        '',
        folder,
      )
      return mustHold(out, 'größer', 'announce@lantern.example')
    },
  },
  {
    program: 'spamassassin',
    debian: 'spamassassin',
    what: 'SpamAssassin, by its local rules, gives every template with every sample less than 1',
    see: async (_scene, folder) => {
      const samples = await composeSamples()
      const mbox = samples.map(
        ({ bytes }) => `From a@b Sat May  2 10:31:00 2026\n${bytes.toString('latin1').replaceAll('\r\n', '\n')}\n`,
      )
      const { out } = await said('spamassassin', ['-L', '-t', '--mbox'], mbox.join(''), folder)
      const found = [...out.matchAll(/^X-Spam-Status: .*?score=(-?[\d.]+)[\s\S]*?tests=([\s\S]*?)\s*autolearn/gm)]
      if (found.length !== samples.length) return `it scored ${found.length} of ${samples.length}: ${out.slice(0, 500)}`
      const scores = found.flatMap(([, score, rules = ''], index) =>
        Number(score) < 1 ? [] : [`${samples[index]?.name} ${score} ${rules.replace(/\s+/g, '')}`],
      )
      return scores.join('; ')
    },
  },
  {
    program: 'tidy',
    debian: 'tidy',
    what: 'tidy finds no error in any page',
    see: async (scene) => {
      const pages = readdirSync(scene.public, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.html'),
      )
      const faults: string[] = []
      for (const page of pages) {
        const { out } = await said('tidy', ['-errors', '-quiet', '-utf8', join(scene.public, page)])
        const errors = out.split('\n').filter((line) => / - Error: /.test(line))
        faults.push(...errors.map((line) => `${page}: ${line}`))
      }
      return pages.length > 1 ? faults.join('\n') : 'there are no pages'
    },
  },
  {
    program: 'java',
    debian: 'default-jre-headless',
    what: `the Nu Html Checker ${NU_HTML_CHECKER} finds no error in any page`,
    see: async (scene, folder) => {
      const from = ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `vnu-jar@${NU_HTML_CHECKER}`]
      const brought = await said('npm', from, '', folder)
      if (brought.code !== 0) return brought.out
      const pages = readdirSync(scene.public, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.html'))
        .map((name) => join(scene.public, name))
      const jar = join(folder, 'node_modules', 'vnu-jar', 'build', 'dist', 'vnu.jar')
      return pages.length > 1
        ? (await said('java', ['-jar', jar, '--errors-only', ...pages])).out
        : 'there are no pages'
    },
  },
  {
    program: 'khal',
    debian: 'khal',
    what: 'khal shows an end of life on its day, and on the new one when the date moved: once',
    see: async ({ calendars }, folder) => {
      const config = join(folder, 'khal.conf')
      const days = join(folder, 'days')
      mkdirSync(days, { recursive: true })
      writeFileSync(
        config,
        `[calendars]\n[[ends]]\npath = ${days}\n[locale]\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\nlocal_timezone = UTC\ndefault_timezone = UTC\n[sqlite]\npath = ${join(folder, 'khal.db')}\n`,
      )
      const seen: string[] = []
      for (const [index, text] of calendars.entries()) {
        const file = join(folder, `${index}.ics`)
        writeFileSync(file, text)
        const brought = await said('khal', ['-c', config, 'import', '--batch', '-a', 'ends', file], '', folder)
        if (brought.code !== 0) return brought.out
        seen.push(
          (
            await said(
              'khal',
              ['-c', config, 'list', '--format', '{start-date} {title}', '2027-01-01', '365d'],
              '',
              folder,
            )
          ).out,
        )
      }
      const [before = '', after = ''] = seen
      const isMoved = after.includes('2027-06-01') && !after.includes('2027-03-01 L')
      return before.includes('2027-03-01') && isMoved ? '' : `before: ${before}\nafter: ${after}`
    },
  },
]

const [only] = process.argv.slice(2)
const scene = await openScene()
let bad = 0
try {
  for (const [index, { program, debian, what, see }] of checks.entries()) {
    if (only !== undefined && program !== only) continue
    const isModule = debian.startsWith('python3-')
    const isThere = isModule ? (await python(`import ${program}`)).code === 0 : hasProgram(program)
    if (!isThere) {
      console.log(`skipped: ${what} (Debian's ${debian} is not installed).`)
      continue
    }
    const folder = join(scene.folder, `check-${index}`)
    mkdirSync(folder)
    const fault = await see(scene, folder)
    if (fault !== '') bad += 1
    console.log(fault === '' ? `good     ${what}.` : `BAD      ${what}: ${fault.slice(0, 1_500)}`)
  }
} finally {
  scene.close()
}
console.log(`${TITLE}: ${bad === 0 ? 'all programs see it' : `${bad} see something else`}.`)
process.exitCode = bad === 0 ? 0 : 1
