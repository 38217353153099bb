import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { describedProgram } from '../../src/cli/program.js'
import { completionScript, SHELLS } from '../../src/cli/shell/completion.js'
import { manualPage } from '../../src/cli/shell/manual.js'

let program: Command
beforeAll(async () => {
  program = await describedProgram(() => undefined)
})

const subcommands = (command: Command): string[] => command.commands.map((one) => one.name())

describe('completion', () => {
  /** What bash offers behind these words; the last is what has been typed of the next. */
  const offered = (...words: string[]): string[] => {
    const file = join(mkdtempSync(join(tmpdir(), 'belfry-shell-')), 'belfry.bash')
    writeFileSync(file, completionScript(program, 'bash'))
    const line = `COMP_WORDS=(belfry ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`
    const asked = `source '${file}'; ${line}; _belfry; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { status, stdout, stderr } = spawnSync('bash', ['-c', asked], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    return stdout.split('\n').filter((word) => word !== '')
  }

  test('commands, those below a group, and flags', () => {
    expect(offered('')).toEqual(expect.arrayContaining(subcommands(program)))
    const mailings = program.commands.find((one) => one.name() === 'mailings')
    expect(offered('mailings', '')).toEqual(
      expect.arrayContaining(mailings === undefined ? ['none'] : subcommands(mailings)),
    )
    expect(offered('mailings', 'li')).toEqual(['list'])
    expect(offered('plan', '--unt')).toEqual(['--until'])
    expect(offered('plan', '--until', '2026-12-01', '--js')).toEqual(['--json'])
  })

  test('a word that is no command changes nothing', () => {
    expect(offered('send', 'mailings', '--tes')).toEqual(['--test'])
  })

  test.each(SHELLS)('each command and flag is in the script for %s', (shell) => {
    const script = completionScript(program, shell)
    for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
      expect(script).toContain(command.name())
      for (const { long } of command.options)
        expect(script).toContain(shell === 'fish' ? `-l ${long?.slice(2)} ` : String(long))
    }
  })

  test.each(SHELLS.filter((shell) => spawnSync(shell, ['--version']).status === 0))('%s takes its script', (shell) => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: completionScript(program, shell), encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })
})

describe('the page of the manual', () => {
  test('has each command with its flags', () => {
    const page = manualPage(program, '1.2.3')
    for (const group of program.commands) {
      for (const command of group.commands)
        expect(page).toContain(`.SS "${`${group.name()} ${command.name()}`.replaceAll('-', '\\-')}`)
      for (const { long } of group.options)
        if (long !== '--config') expect(page).toContain(String(long).replaceAll('-', '\\-'))
    }
  })

  test('only requests of man(7) begin with a dot', () => {
    const requests = manualPage(program, '1.2.3').match(/^[.'].*/gm) ?? []
    expect(requests.filter((line) => !/^\.(TH|SH|SS|TP|B|I|RI)( |$)/.test(line))).toEqual([])
  })
})
