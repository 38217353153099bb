/**
 * Written attempts to have a post mailed that nobody of today's signers vouches for: unsigned, stolen, replayed,
 * rewound, signed by another or for something else; by objects and references beside the branch, by settings and
 * variables of git, and while the file of signers is not what it should be. Whoever tries holds the git host, and in
 * some of them more. Nothing of it is mailed, and no program of theirs runs.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled, makeRepository, temporaryFolder } from '../support/git-repository.js'
import { sshSigner, type TestSigner } from '../support/signers.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { keyOf, OLD, release, SETTLED, SignedScene } from './signed-scene.js'

const ssh = isInstalled('ssh-keygen', '-?')
const NOTHING = { told: [], waits: [], toPeople: [] }
const EVIL = release('6.6', 'Get it from evil.example.')

/** Of all attempts: none of them may change what the next one meets. */
let sink: Sink
let scene: SignedScene
beforeAll(async () => {
  sink = await startSink()
})
afterAll(async () => await sink.close())

/** A program that leaves a trace; whether it ran. */
function trap() {
  const folder = temporaryFolder('trap')
  const program = join(folder, 'program')
  writeFileSync(program, `#!/bin/sh\ntouch ${folder}/ran\necho '[GNUPG:] GOODSIG 1 Ada'\nexit 0\n`)
  chmodSync(program, 0o755)
  return { program, ran: () => existsSync(join(folder, 'ran')) }
}

/** A commit that is written by hand. */
function write(commit: string): string {
  return scene.remote.pipe(commit, 'hash-object', '-t', 'commit', '-w', '--literally', '--stdin')
}

function pointMain(commit: string): string {
  scene.remote.git('update-ref', 'refs/heads/main', commit)
  return commit
}

/** A branch without a past. */
function startAnew(): void {
  scene.remote.git('checkout', '-q', '--orphan', 'other')
}

const signatureIn = (signed: string) => /^gpgsig [\s\S]*?-----END SSH SIGNATURE-----\n/m.exec(signed)?.[0] ?? ''
const objectOf = (commit: string) => `${scene.remote.git('cat-file', 'commit', commit)}\n`

/** As git would, for another purpose. */
function signFor(namespace: string, commit: string, { settings }: TestSigner): string {
  const file = join(temporaryFolder('payload'), 'payload')
  writeFileSync(file, commit)
  const key = settings.find((one) => one.startsWith('user.signingKey='))?.slice('user.signingKey='.length) ?? ''
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', key.replace(/\.pub$/, ''), file], {
    stdio: 'ignore',
  })
  const lines = readFileSync(`${file}.sig`, 'utf8').trim().split('\n')
  return commit.replace('\n\n', `\ngpgsig ${lines.join('\n ')}\n\n`)
}

describe.skipIf(!ssh)(`attempts${ssh ? '' : ' (passed over: ssh-keygen is not installed)'}`, () => {
  const ada = ssh ? sshSigner('ada@lantern.example') : { allowed: '', key: '', settings: [] }
  const bob = ssh ? sshSigner('bob@lantern.example') : ada
  const mallory = ssh ? sshSigner('ada@lantern.example') : ada
  let first: string
  let last: string

  /** Two tips of Ada's were accepted, and the release of the second was told. */
  beforeAll(async () => {
    scene = await SignedScene.begin('sqlite', sink)
    scene.allow(ada)
    first = scene.push(OLD, ada)
    await scene.run()
    last = scene.push(release('3.1'), ada)
    expect(await scene.settle()).toMatchObject({ code: 0, told: [keyOf('3.1')] })
  })

  afterEach(() => {
    rmSync(scene.signers, { recursive: true, force: true })
    scene.allow(ada)
    for (const folder of [join(scene.remote.folder, '.git'), scene.clone])
      for (const path of ['shallow', 'info/grafts', 'refs/replace', 'refs/tags', 'hooks'])
        rmSync(join(folder, path), { recursive: true, force: true })
    writeFileSync(join(scene.remote.folder, '.git', 'refs', 'heads', 'main'), `${last}\n`)
    scene.remote.git('symbolic-ref', 'HEAD', 'refs/heads/main')
    scene.remote.git('reset', '-q', '--hard', 'main')
    scene.remote.git('clean', '-q', '-d', '-f')
    rmSync(join(scene.remote.folder, '.git', 'refs', 'heads', 'other'), { force: true })
  })

  type Attempt = readonly [name: string, attempt: () => Record<string, string> | undefined, code: string]
  const attempts: readonly Attempt[] = [
    ['a commit that is not signed', () => void scene.push(EVIL), 'GIT_SIGNATURE'],
    ['a key of somebody who calls themselves as a signer', () => void scene.push(EVIL, mallory), 'GIT_SIGNATURE'],
    [
      'the signature of a good commit on another one',
      () => {
        const evil = objectOf(scene.push(EVIL))
        pointMain(write(evil.replace('\n\n', `\n${signatureIn(objectOf(last))}\n`)))
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    [
      'two signatures, one of them good',
      () => {
        const good = objectOf(scene.push(EVIL, mallory))
        pointMain(write(good.replace('gpgsig ', `${signatureIn(objectOf(last))}gpgsig `)))
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    [
      'a signature by the right key, made for files',
      () => void pointMain(write(signFor('file', objectOf(scene.push(EVIL)), ada))),
      'GIT_SIGNATURE',
    ],
    [
      'a key that is allowed for files alone',
      () => {
        scene.allow(ada, { allowed: mallory.allowed.replace(' ', ' namespaces="file" ') })
        scene.push(EVIL, mallory)
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    [
      'a key that is an authority for others',
      () => {
        scene.allow(ada, { allowed: mallory.allowed.replace(' ', ' cert-authority ') })
        scene.push(EVIL, mallory)
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    [
      'a signed tag on a commit that is not',
      () => {
        scene.push(EVIL)
        const settings = ada.settings.flatMap((one) => ['-c', one])
        scene.remote.git(...settings, 'tag', '-s', '-m', 'Good', 'v6.6')
        // A branch that is a tag: what git itself would not write, a host may say.
        writeFileSync(
          join(scene.remote.folder, '.git', 'refs', 'heads', 'main'),
          `${scene.remote.git('rev-parse', 'v6.6')}\n`,
        )
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    [
      'a tag with the name of the branch',
      () => {
        const evil = scene.push(EVIL)
        scene.remote.git('tag', 'main', evil)
        pointMain(evil)
        return undefined
      },
      'GIT_SIGNATURE',
    ],
    ['an older commit that was signed', () => void pointMain(first), 'GIT_REWOUND'],
    [
      'a signed commit beside the accepted one',
      () => {
        scene.remote.git('reset', '-q', '--hard', first)
        scene.push(EVIL, ada)
        return undefined
      },
      'GIT_REWOUND',
    ],
    [
      'a signed commit of another repository',
      () => {
        startAnew()
        pointMain(scene.push(EVIL, ada))
        return undefined
      },
      'GIT_REWOUND',
    ],
    [
      'a graft that calls another history ours',
      () => {
        startAnew()
        const evil = pointMain(scene.push(EVIL, ada))
        for (const folder of [join(scene.remote.folder, '.git'), scene.clone]) {
          mkdirSync(join(folder, 'info'), { recursive: true })
          writeFileSync(join(folder, 'info', 'grafts'), `${evil} ${last}\n`)
        }
        return { GIT_GRAFT_FILE: join(scene.clone, 'info', 'grafts') }
      },
      'GIT_REWOUND',
    ],
    [
      'a replaced object that calls another history ours',
      () => {
        startAnew()
        const evil = pointMain(scene.push(EVIL, ada))
        const with_ = write(objectOf(evil).replace('\nauthor ', `\nparent ${last}\nauthor `))
        scene.remote.git('update-ref', `refs/replace/${evil}`, with_)
        scene.remote.git('push', '-q', scene.clone, `refs/replace/*:refs/replace/*`)
        return { GIT_REPLACE_REF_BASE: 'refs/replace/', GIT_NO_REPLACE_OBJECTS: '' }
      },
      'GIT_REWOUND',
    ],
    [
      'a shallow repository that hides where the branch comes from',
      () => {
        startAnew()
        const evil = pointMain(scene.push(EVIL, ada))
        writeFileSync(join(scene.remote.folder, '.git', 'shallow'), `${evil}\n`)
        return undefined
      },
      'GIT_',
    ],
    [
      'settings of the environment that name other signers and programs',
      () => {
        scene.push(EVIL, mallory)
        const file = join(temporaryFolder('signers'), 'allowed')
        writeFileSync(file, mallory.allowed)
        const settings = [
          ['gpg.ssh.allowedSignersFile', file],
          ['gpg.ssh.program', '/bin/true'],
          ['gpg.program', '/bin/true'],
        ] as const
        const pairs = settings.flatMap(([key, value], at) => [
          [`GIT_CONFIG_KEY_${at}`, key],
          [`GIT_CONFIG_VALUE_${at}`, value],
        ])
        return {
          GIT_CONFIG_COUNT: '3',
          ...Object.fromEntries(pairs),
          GIT_CONFIG_PARAMETERS: `'gpg.ssh.allowedsignersfile'='${file}'`,
        }
      },
      'GIT_SIGNATURE',
    ],
    [
      'objects of another repository, lent by the environment',
      () => {
        const other = makeRepository()
        other.commit(EVIL)
        scene.push(EVIL)
        return {
          GIT_ALTERNATE_OBJECT_DIRECTORIES: join(other.folder, '.git', 'objects'),
          GIT_DIR: join(other.folder, '.git'),
          GIT_NAMESPACE: 'evil',
        }
      },
      'GIT_SIGNATURE',
    ],
    [
      'files of signers and settings among the posts',
      () => {
        const settings = '[gpg "ssh"]\n\tallowedSignersFile = allowed-signers\n'
        scene.push({ ...EVIL, 'allowed-signers': mallory.allowed, '.gitconfig': settings, config: settings }, mallory)
        return undefined
      },
      'GIT_SIGNATURE',
    ],
  ]

  test.each(attempts)('%s', async (_name, attempt, code) => {
    const env = attempt()
    const run = await scene.run(SETTLED, env)
    expect(run).toMatchObject({ code: 1, ...NOTHING, settling: [] })
    expect(run.problems[0]).toMatch(code)
    expect(scene.titles()).toEqual(['Lantern OS 3.1 has been released', 'The tracker has moved'])
  })

  test('programs that a repository, or the clone, names are never run', async () => {
    const tree = scene.remote.git('rev-parse', 'HEAD^{tree}')
    const evil = write(
      `tree ${tree}\nparent ${last}\nauthor A <a@b> 1777885200 +0000\ncommitter A <a@b> 1777885200 +0000\n` +
        'gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\nEvil\n',
    )
    pointMain(evil)
    const { program, ran } = trap()
    const hooks = join(temporaryFolder('hooks'), 'hooks')
    mkdirSync(hooks)
    for (const name of ['reference-transaction', 'post-update', 'update', 'pre-receive', 'post-checkout'])
      writeFileSync(join(hooks, name), readFileSync(program), { mode: 0o755 })
    const names = ['gpg.program', 'gpg.openpgp.program', 'gpg.ssh.program', 'gpg.x509.program', 'core.fsmonitor']
    const more = ['gpg.ssh.defaultKeyCommand', 'filter.evil.smudge', 'filter.evil.process', 'diff.external']
    const folders = [join(scene.remote.folder, '.git'), scene.clone]
    const before = folders.map((folder) => readFileSync(join(folder, 'config')))
    for (const folder of folders) {
      for (const name of [...names, ...more, 'uploadpack.packObjectsHook'])
        execFileSync('git', ['--git-dir', folder, 'config', name, program])
      execFileSync('git', ['--git-dir', folder, 'config', 'core.hooksPath', hooks])
      mkdirSync(join(folder, 'hooks'), { recursive: true })
      writeFileSync(join(folder, 'hooks', 'reference-transaction'), readFileSync(program), { mode: 0o755 })
    }
    execFileSync('git', ['--git-dir', scene.clone, 'config', 'gpg.ssh.allowedSignersFile', scene.signers])
    expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(ran()).toBe(false)
    for (const [at, folder] of folders.entries()) writeFileSync(join(folder, 'config'), before[at] ?? '')
  })

  test.each(['allowed-signers', '.git/allowed-signers'])(
    'signers that stand inside of the repository (%s) are none',
    async (name) => {
      const inside = join(scene.remote.folder, name)
      scene.push({ ...EVIL, 'allowed-signers': mallory.allowed }, mallory)
      writeFileSync(inside, mallory.allowed)
      const run = await scene.run(SETTLED, { BELFRY_CONTENT__GIT__ALLOWED_SIGNERS: inside })
      expect(run).toMatchObject({ code: 1, ...NOTHING })
      expect(run.stderr).toContain('lies inside the repository of the posts')
    },
  )

  test.each(['--upload-pack=touch evil', '-x', 'main:refs/heads/evil'])('the branch %s is none', async (branch) => {
    scene.push(EVIL)
    const run = await scene.run(SETTLED, { BELFRY_CONTENT__GIT__BRANCH: branch })
    expect(run).toMatchObject({ code: 1, ...NOTHING })
    expect(run.stderr).toContain('is not the name of a branch')
  })

  test('a new ledger, in a new clone, takes no older commit: the register remembers', async () => {
    pointMain(first)
    rmSync(scene.clone, { recursive: true })
    const database = `sqlite:${join(temporaryFolder('ledger'), 'new.db')}`
    const marks = join(temporaryFolder('marks'), 'marks')
    const run = await scene.run(SETTLED, { BELFRY_DATABASE: database, BELFRY_MARKS: marks })
    expect(run).toMatchObject({ code: 1, ...NOTHING })
    expect(run.stderr).toContain(`has lost commit ${last}, which was accepted last.`)
  })

  test('a stolen key that named an older commit as its parent rewinds nothing when it is taken out', async () => {
    scene.allow(ada, bob)
    const settings = bob.settings.flatMap((one) => ['-c', one])
    // The first parent is the older one: git follows it as the way of the branch.
    const tree = scene.remote.git('rev-parse', `${first}^{tree}`)
    const parents = ['-p', first, '-p', last]
    pointMain(scene.remote.git(...settings, 'commit-tree', '-S', ...parents, '-m', 'A merge', tree))
    await scene.run()
    scene.allow(ada)
    const run = await scene.run(SETTLED)
    expect(run).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(run.message).toContain(`Posts are read as of commit ${last.slice(0, 12)}.`)
    expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'told' })
  })

  const files: readonly (readonly [name: string, version: string, spoil: () => void, after: 'told' | 'gone'])[] = [
    ['away', '3.2', () => renameSync(scene.signers, `${scene.signers}-away`), 'told'],
    [
      'a folder',
      '3.3',
      () => {
        rmSync(scene.signers)
        mkdirSync(scene.signers)
      },
      'told',
    ],
    ['empty', '3.4', () => writeFileSync(scene.signers, ''), 'gone'],
    ['no list of signers', '3.5', () => writeFileSync(scene.signers, '{"signers": []}\n'), 'gone'],
  ]
  test.each(files)(
    'nothing is told while the file of signers is %s, and told pages stay',
    async (_name, version, spoil, after) => {
      last = scene.push(release(version), ada)
      await scene.run()
      const titles = scene.titles()
      const kept = scene.kept()
      expect(kept.length).toBeGreaterThan(0)
      spoil()
      scene.push(EVIL, mallory)
      expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_UNVOUCHED'] })
      expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_UNVOUCHED'] })
      expect(scene.titles()).toEqual(titles)
      expect(scene.kept()).toEqual(kept)
      // What Ada vouched for goes out when somebody says again that she may: at once, or settled anew.
      rmSync(scene.signers, { recursive: true, force: true })
      scene.allow(ada)
      scene.remote.git('reset', '-q', '--hard', last)
      const back = await scene.run()
      expect(back.told).toEqual(after === 'told' ? [keyOf(version)] : [])
      expect((await scene.run(SETTLED)).told).toEqual(after === 'told' ? [] : [keyOf(version)])
    },
  )

  test('filters of .gitattributes change no word, and posts of a submodule are none', async () => {
    const { program, ran } = trap()
    execFileSync('git', ['--git-dir', scene.clone, 'config', 'filter.evil.smudge', program])
    const other = makeRepository()
    const inside = other.commit({ '2026-05-04-lantern-6-6.md': EVIL['posts/2026-05-04-lantern-6-6.md'] ?? '' })
    scene.remote.git('update-index', '--add', '--cacheinfo', `160000,${inside},posts/evil`)
    const settings = ada.settings.flatMap((one) => ['-c', one])
    writeFileSync(join(scene.remote.folder, '.gitattributes'), '*.md filter=evil\n')
    writeFileSync(
      join(scene.remote.folder, '.gitmodules'),
      `[submodule "e"]\npath = posts/evil\nurl = ${other.folder}\n`,
    )
    scene.remote.git('add', '.gitattributes', '.gitmodules')
    scene.remote.git(...settings, 'commit', '-q', '-S', '-m', 'A submodule')
    last = scene.remote.git('rev-parse', 'HEAD')
    const run = await scene.run(SETTLED)
    expect(run).toMatchObject({ ...NOTHING, settling: [] })
    expect(ran()).toBe(false)
  })
})
