/**
 * Signers that change: a key is stolen and taken out of the file, a branch is rewound, a key's time is over. What was
 * not told is taken back, what was told keeps its page and its entry, nothing is asked, and operators hear of it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dialects, testOn } from '../support/databases.js'
import { isInstalled } from '../support/git-repository.js'
import { openpgpSigner, sshSigner } from '../support/signers.js'
import { type Sink, startSink } from '../support/smtp-sink.js'
import { keyOf, OLD, post, release, SETTLED, SignedScene } from './signed-scene.js'

const ssh = isInstalled('ssh-keygen', '-?')
const gpg = isInstalled('gpg', '--version')
const NOTHING = { told: [], waits: [], toPeople: [] }

let sink: Sink
beforeEach(async () => {
  sink = await startSink()
})
afterEach(async () => await sink.close())

describe.skipIf(!ssh)(`ssh signers${ssh ? '' : ' (passed over: ssh-keygen is not installed)'}`, () => {
  const ada = ssh ? sshSigner('ada@lantern.example') : { allowed: '', key: '', settings: [] }
  const bob = ssh ? sshSigner('bob@lantern.example') : ada

  for (const dialect of dialects) {
    const it = testOn(dialect)
    it(`a stolen key is taken out of the file while its post settles, on ${dialect}`, async () => {
      const scene = await SignedScene.begin(dialect, sink)
      scene.allow(ada, bob)
      const good = scene.push(OLD, ada)
      expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING })
      const told = scene.push(release('3.1'), bob)
      expect(await scene.settle()).toMatchObject({ code: 0, told: [keyOf('3.1')] })
      const pages = scene.pages()
      const titles = scene.titles()
      // The thief writes a post, changes one that people hold, and takes one away.
      const stolen = scene.push(
        {
          ...release('6.6', 'Get it from evil.example.'),
          ...release('3.1', 'It is on the downloads page.\n\n**Update 2026-05-05:** get it from evil.example.'),
          'posts/2026-04-14-the-tracker-has-moved.md': null,
        },
        bob,
      )
      const seen = await scene.run()
      expect(seen.settling).toContain(keyOf('6.6'))
      scene.allow(ada)
      const taken = await scene.run(SETTLED)
      expect(taken).toMatchObject({ code: 1, ...NOTHING, settling: [], problems: ['GIT_SIGNATURE'] })
      expect(taken.message).toContain(`Commit ${stolen}`)
      expect(taken.message).toContain(`the key ${bob.key}, which is not allowed`)
      expect(taken.message).toContain(`Posts are read as of commit ${good.slice(0, 12)}.`)
      expect(taken.toOperators).toHaveLength(1)
      expect(taken.toOperators[0]).toContain(bob.key)
      const states = await scene.states()
      expect(states).toMatchObject({ [keyOf('3.1')]: 'told', [keyOf('6.6')]: 'gone' })
      expect(Object.values(states).filter((state) => state !== 'told' && state !== 'gone')).toEqual([])
      expect([scene.pages(), scene.titles()]).toEqual([pages, titles])
      // Nothing comes of it later, and another machine publishes the same without the ledger.
      expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, toOperators: [] })
      for (const command of [['plan'], ['check'], ['source', 'show'], ['build']])
        expect([command, (await scene.command(...command)).code]).toEqual([command, 1])
      expect([scene.pages(), scene.titles()]).toEqual([pages, titles])
      const show = (await scene.command('notices', 'show', keyOf('3.1'))).json()
      expect(show).toMatchObject({ commit: told, signer: `bob@lantern.example (${bob.key})` })
      // The branch is cleaned, as if the thief had never been there; the told post stays all the same.
      scene.remote.git('reset', '-q', '--hard', good)
      expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING, problems: [] })
      scene.push(release('3.2'), ada)
      expect(await scene.settle()).toMatchObject({ code: 0, told: [keyOf('3.2')] })
      expect(scene.titles().sort()).toEqual([...titles, 'Lantern OS 3.2 has been released'].sort())
      expect((await scene.command('source', 'show')).json()).toMatchObject({ believed: true, kept: 1, gone: 0 })
    })

    it(`what a signer of today vouches for on top of a stolen key’s commit settles anew, on ${dialect}`, async () => {
      const scene = await SignedScene.begin(dialect, sink)
      scene.allow(ada, bob)
      scene.push(OLD, ada)
      await scene.run()
      scene.push({ ...release('3.1'), ...release('6.6') }, bob)
      await scene.run()
      scene.allow(ada)
      expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING })
      scene.push({ 'posts/2026-05-04-lantern-6-6.md': null }, ada)
      expect(await scene.run()).toMatchObject({ code: 0, told: [], settling: [keyOf('3.1')] })
      expect(await scene.run(SETTLED)).toMatchObject({ code: 0, told: [keyOf('3.1')] })
      expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'told', [keyOf('6.6')]: 'gone' })
    })

    it(`a rewound branch is not read until an operator says so, on ${dialect}`, async () => {
      const scene = await SignedScene.begin(dialect, sink)
      scene.allow(ada)
      const first = scene.push(OLD, ada)
      await scene.run()
      const last = scene.push(release('3.1'), ada)
      await scene.settle()
      const titles = scene.titles()
      // An older commit, a rewritten branch, a history that has nothing in common.
      scene.remote.git('reset', '-q', '--hard', first)
      const rewound = await scene.run()
      expect(rewound).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_REWOUND'] })
      expect(rewound.message).toContain(`does not come from commit ${last}, which was accepted last.`)
      expect(rewound.toOperators).toHaveLength(1)
      for (const command of [['plan'], ['check'], ['source', 'show'], ['build']]) {
        const said = await scene.command(...command)
        expect([command, said.code]).toEqual([command, 1])
        expect(said.stdout + said.stderr).toContain('which was accepted last.')
      }
      scene.push(release('3.2'), ada)
      expect(await scene.run(SETTLED)).toMatchObject({
        code: 1,
        ...NOTHING,
        problems: ['GIT_REWOUND'],
        toOperators: [],
      })
      scene.remote.git('checkout', '-q', '--orphan', 'other')
      const other = scene.push(release('3.3'), ada)
      scene.remote.git('branch', '-q', '-M', 'other', 'main')
      expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_REWOUND'] })
      expect(scene.titles()).toEqual(titles)
      // The ledger remembers where the clone was taken away, and the register where the ledger is new.
      rmSync(scene.clone, { recursive: true })
      expect(await scene.run()).toMatchObject({ code: 1, ...NOTHING })
      const registered = readFileSync(join(scene.folder, 'config', 'register.yaml'), 'utf8')
      expect(registered).toContain(`commit: ${last}`)
      expect((await scene.command('source', 'accept', 'main')).code).toBe(2)
      expect((await scene.command('source', 'accept', first)).code).toBe(1)
      const accepted = await scene.command('source', 'accept', other.slice(0, 12))
      expect(accepted.json()).toEqual({ commit: other, signer: `ada@lantern.example (${ada.key})` })
      const after = await scene.settle()
      expect([after.code, after.told.sort()]).toEqual([0, [keyOf('3.2'), keyOf('3.3')]])
    })
  }

  test('edits of told posts are taken back too, those that were told among them, and nothing is asked', async () => {
    const scene = await SignedScene.begin('sqlite', sink)
    scene.allow(ada, bob)
    scene.push(OLD, ada)
    await scene.run()
    const checksum = (digit: string) => `It is on the downloads page.\n\nSHA-256: ${digit.repeat(64)}`
    const good = scene.push({ ...release('3.1', checksum('1')), ...release('3.2') }, ada)
    expect((await scene.settle()).told).toHaveLength(2)
    const news =
      'It is on the downloads page.\n\n**Update 2026-05-04:** the mirrors in Oslo have it, and Lima has it too.'
    scene.push(release('3.2', news), bob)
    expect(await scene.settle()).toMatchObject({ code: 0, told: ['update:2026-05-04-lantern-3-2:2026-05-04'] })
    scene.push(release('3.1', checksum('6')), bob)
    expect((await scene.run()).waits).toHaveLength(1)
    scene.allow(ada)
    expect(await scene.run()).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    const states = Object.values(await scene.states()).sort()
    expect(states).toEqual(['gone', 'told', 'told', 'told'])
    scene.remote.git('reset', '-q', '--hard', good)
    expect(await scene.run(SETTLED)).toMatchObject({ code: 0, ...NOTHING, problems: [] })
    expect(Object.values(await scene.states()).sort()).toEqual(states)
  })

  test('an operator’s word still wants a signature', async () => {
    const scene = await SignedScene.begin('sqlite', sink)
    scene.allow(ada)
    scene.push(OLD, ada)
    await scene.run()
    for (const signer of [undefined, bob]) {
      scene.remote.git('checkout', '-q', '--orphan', `other-${signer?.key.length ?? 0}`)
      const commit = scene.push(release('3.3'), signer)
      scene.remote.git('branch', '-q', '-f', 'main', 'HEAD')
      const refused = await scene.command('source', 'accept', commit)
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('GIT_SIGNATURE')
    }
    expect(await scene.settle()).toMatchObject({ code: 1, ...NOTHING })
  })

  test('a key whose time is over refuses what is new and takes nothing back; one said to have ended before does', async () => {
    const scene = await SignedScene.begin('sqlite', sink)
    const until = (instant: string) => ({ allowed: bob.allowed.replace(' ', ` valid-before="${instant}Z" `) })
    scene.allow(ada, until('20260504092000'))
    scene.push(OLD, ada)
    await scene.run()
    scene.push(release('3.1'), bob)
    await scene.run()
    const late = await scene.run(SETTLED)
    expect(late).toMatchObject({ code: 0, told: [keyOf('3.1')], problems: [] })
    const refused = scene.push(release('3.2'), bob)
    const over = await scene.settle()
    expect(over).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(over.message).toContain(`Commit ${refused}`)
    expect(over.message).toContain('whose time is over')
    // Signed in time, and settling, when somebody says that the key had ended long before.
    scene.remote.git('reset', '-q', '--hard', 'HEAD~1')
    scene.allow(ada, bob)
    scene.push(release('3.3'), bob)
    expect((await scene.run()).settling).toEqual([keyOf('3.3')])
    scene.allow(ada, until('20260301000000'))
    expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'told', [keyOf('3.3')]: 'gone' })
    expect(scene.titles()).toContain('Lantern OS 3.1 has been released')
  })

  test('a key in the list of revoked ones is no signer’s, and a list that cannot be read stops what is new', async () => {
    const scene = await SignedScene.begin('sqlite', sink, { revokedSigners: './revoked' })
    const revoked = join(scene.folder, 'config', 'revoked')
    writeFileSync(revoked, '')
    scene.allow(ada, bob)
    scene.push(OLD, ada)
    await scene.run()
    scene.push(release('3.1'), bob)
    await scene.run()
    rmSync(revoked)
    expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_UNVOUCHED'] })
    writeFileSync(revoked, `${bob.allowed.split(' ').slice(1).join(' ')}`)
    const gone = await scene.run(SETTLED)
    expect(gone).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(gone.message).toContain(`the key ${bob.key}, which is revoked`)
    expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'gone' })
  })

  test('with signed: every, each new commit is asked, those of merged branches among them', async () => {
    const scene = await SignedScene.begin('sqlite', sink, { signed: 'every' })
    scene.allow(ada)
    scene.push(OLD, ada)
    expect(await scene.run()).toMatchObject({ code: 0 })
    const git = (...args: string[]) => scene.remote.git(...ada.settings.flatMap((one) => ['-c', one]), ...args)
    git('checkout', '-q', '-b', 'side')
    const hidden = scene.push(release('6.6'))
    git('checkout', '-q', 'main')
    scene.push(release('3.1'), ada)
    git('merge', '-q', '-S', '--no-edit', 'side')
    const refused = await scene.settle()
    expect(refused).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(refused.message).toContain(`Commit ${hidden}`)
    git('reset', '-q', '--hard', 'HEAD^1')
    git('checkout', '-q', '-b', 'clean')
    scene.push(release('3.2'), ada)
    git('checkout', '-q', 'main')
    git('merge', '-q', '-S', '--no-ff', '--no-edit', 'clean')
    const merged = await scene.settle()
    expect([merged.code, merged.told.sort()]).toEqual([0, [keyOf('3.1'), keyOf('3.2')]])
  })

  test('with signed: every, a history that is older than the signatures begins with an operator’s word', async () => {
    const scene = await SignedScene.begin('sqlite', sink, { signed: 'every' })
    scene.allow(ada)
    const before = scene.push(OLD)
    const tip = scene.push({}, ada)
    const refused = await scene.run()
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(`Commit ${before}`)
    expect((await scene.command('source', 'accept', before)).code).toBe(1)
    expect((await scene.command('source', 'accept', tip)).code).toBe(0)
    expect(await scene.run()).toMatchObject({ code: 0, ...NOTHING, problems: [] })
    scene.push(release('3.1'), ada)
    expect(await scene.settle()).toMatchObject({ code: 0, told: [keyOf('3.1')] })
  })

  test('with signed: every, a stolen key’s commit below a good one is taken back, and the good one with it', async () => {
    const scene = await SignedScene.begin('sqlite', sink, { signed: 'every' })
    scene.allow(ada, bob)
    scene.push(OLD, ada)
    await scene.run()
    scene.push(release('3.1'), ada)
    await scene.run()
    scene.push(release('6.6'), bob)
    scene.push(release('3.2'), ada)
    await scene.run()
    scene.allow(ada)
    const taken = await scene.run(SETTLED)
    expect(taken).toMatchObject({ code: 1, problems: ['GIT_SIGNATURE'], told: [keyOf('3.1')] })
    expect(await scene.states()).toMatchObject({ [keyOf('6.6')]: 'gone', [keyOf('3.2')]: 'gone' })
  })

  test('where no revision passes, nothing is published or told, and told pages stay', async () => {
    const scene = await SignedScene.begin('sqlite', sink)
    scene.allow(bob)
    scene.push(OLD, bob)
    await scene.run()
    scene.push(release('3.1'), bob)
    await scene.settle()
    scene.push({ ...release('6.6'), 'posts/2026-04-14-the-tracker-has-moved.md': post('The tracker is gone') }, bob)
    await scene.run()
    const titles = scene.titles()
    scene.allow(ada)
    expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_UNVOUCHED'] })
    expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'told', [keyOf('6.6')]: 'gone' })
    expect((await scene.command('build')).code).toBe(1)
    expect(scene.titles()).toEqual(titles)
    scene.push({ 'posts/2026-05-04-lantern-6-6.md': null }, ada)
    expect(await scene.run()).toMatchObject({ code: 0, told: [], toPeople: [] })
  })
})

describe.skipIf(!gpg)(`OpenPGP signers${gpg ? '' : ' (passed over: gpg is not installed)'}`, () => {
  test('a key that is taken out or revoked takes back what it vouched for', async () => {
    const ada = openpgpSigner('Ada Lantern <ada@lantern.example>')
    const bob = openpgpSigner('Bob Lantern <bob@lantern.example>')
    const scene = await SignedScene.begin('sqlite', sink)
    scene.allow(ada, bob)
    scene.push(OLD, ada)
    await scene.run()
    const stolen = scene.push(release('3.1'), bob)
    expect((await scene.run()).settling).toEqual([keyOf('3.1')])
    expect((await scene.command('source', 'show')).json()).toMatchObject({
      commit: stolen,
      signer: `Bob Lantern <bob@lantern.example> (${bob.key})`,
    })
    scene.allow(ada)
    expect(await scene.run(SETTLED)).toMatchObject({ code: 1, ...NOTHING, problems: ['GIT_SIGNATURE'] })
    expect(await scene.states()).toMatchObject({ [keyOf('3.1')]: 'gone' })
  })
})
