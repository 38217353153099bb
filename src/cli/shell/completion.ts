/**
 * What a shell completes of the command line. Pure. In: the program with all its commands. Out: a script for bash, zsh
 * or fish. Words and flags alone: an address or a post is not looked up while somebody types.
 */
import type { Command } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

interface Word {
  readonly word: string
  readonly says: string
}

/** One command, and what may stand behind it. */
interface Place {
  /** `mailings list`; empty for the program itself. */
  readonly path: string
  readonly words: readonly Word[]
}

export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, '')
  return { bash: inBash, zsh: inZsh, fish: inFish }[shell](places)
}

function placesOf(command: Command, path: string): Place[] {
  const help = command.createHelp()
  const commands = help.visibleCommands(command)
  const words = [
    ...commands.map((one) => ({ word: one.name(), says: one.description() })),
    ...help
      .visibleOptions(command)
      .flatMap(({ long, description }) =>
        long === undefined || long === null ? [] : [{ word: long, says: description }],
      ),
  ]
  const below = commands.filter((one) => one.name() !== 'help')
  return [{ path, words }, ...below.flatMap((one) => placesOf(one, `${path} ${one.name()}`.trim()))]
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Shell lines that walk over the words typed so far, and leave the command they name in `at`. */
function walk(places: readonly Place[], typed: string): string[] {
  const known = places.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]))
  return [
    '  local at= word',
    `  for word in ${typed}; do`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    '    case "${at:+$at }$word" in',
    `      ${known.join('|')}) at="\${at:+$at }$word" ;;`,
    '    esac',
    '  done',
  ]
}

function inBash(places: readonly Place[]): string {
  const rows = places.map(
    ({ path, words }) => `    ${quoted(path)}) words=${quoted(words.map(({ word }) => word).join(' '))} ;;`,
  )
  return lines([
    '# bash completion of belfry:  belfry completion bash > ~/.local/share/bash-completion/completions/belfry',
    '_belfry() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    ...walk(places, '"${COMP_WORDS[@]:1:COMP_CWORD-1}"'),
    '  local words=',
    '  case "$at" in',
    ...rows,
    '  esac',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _belfry belfry',
  ])
}

function inZsh(places: readonly Place[]): string {
  const described = ({ word, says }: Word) => quoted(`${word}:${says.replaceAll(':', '\\:')}`)
  const rows = places.map(({ path, words }) => `    ${quoted(path)}) words_here=(${words.map(described).join(' ')}) ;;`)
  return lines([
    '#compdef belfry',
    '# zsh completion of belfry:  belfry completion zsh > a folder of $fpath/_belfry',
    '_belfry() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    ...walk(places, '"${(@)words[2,CURRENT-1]}"'),
    '  local -a words_here',
    '  case "$at" in',
    ...rows,
    '  esac',
    "  _describe 'belfry' words_here || _files",
    '}',
    'compdef _belfry belfry',
  ])
}

function inFish(places: readonly Place[]): string {
  const rows = places.flatMap(({ path, words }) =>
    words.map(({ word, says }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
      return `complete -c belfry -n ${quoted(`test (__belfry_at) = "${path}"`)} ${what} -d ${quoted(says)}`
    }),
  )
  const known = places.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]))
  return lines([
    '# fish completion of belfry:  belfry completion fish > ~/.config/fish/completions/belfry.fish',
    'function __belfry_at',
    "  set -l at ''",
    '  for word in (commandline -opc)[2..]',
    '    set -l next (string trim "$at $word")',
    `    contains -- $next ${known.join(' ')}; and set at $next`,
    '  end',
    '  echo "$at"',
    'end',
    ...rows,
  ])
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
