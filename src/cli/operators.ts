/**
 * `belfry operators invite`, `list`, `revoke`, `remove-passkey`, `token`: who may use the console and the API. Whoever
 * may run this on the server may do all of it: that is where the first account comes from.
 */

import { type Command, Option } from 'commander'
import { isoInstant } from '../base/clock.js'
import { BelfryError } from '../base/errors.js'
import { durationMs } from '../base/units.js'
import { type Role, roles, type Scope, scopes } from '../operators/roles.js'
import { addressFrom } from '../run/people/by-operator.js'
import { endTokens, inviteByWord, listedOperators, revokeByWord, tokenByWord } from '../run/sign-in/accounts.js'
import { removeNamedPasskey } from '../run/sign-in/passkeys.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { table } from './terminal.js'
import { cliTexts } from './texts.js'

interface TokenFlags extends WordFlags {
  readonly name: string
  readonly scope: readonly Scope[]
  readonly for: string
  readonly end?: true
}

export const operatorsCommand: AddCommand = (group) => {
  const invite = addCommand(
    group,
    'invite <address>',
    'an account, or a new way in: a link to sign in once, for 24 hours',
  )
  withWord(invite)
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .action(async (text: string, flags: WordFlags & { role: Role }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { url, endsAt } = await inviteByWord(context, addressFrom(text), flags.role, wordOf(flags))
        terminal.print({ address: text, role: flags.role, url, endsAt }, () => [
          `${text} is ${flags.role}, and signs in once with this link until ${endsAt}:`,
          url,
          ...(context.config.console ? [] : [cliTexts.operators.consoleOffSetConsole()]),
        ])
      })
    })
  addCommand(group, 'list', 'operators with their roles, sessions, passkeys and API tokens').action(
    async (_flags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const found = await listedOperators(context)
        const rows = found.map(({ address, role, revoked, sessions, passkeys, tokens }) => [
          address,
          revoked === null ? role : `revoked ${revoked}`,
          `signed in now: ${sessions}`,
          passkeys.map((one) => one.name).join('; ') || 'no passkey',
          tokens.map((one) => `${one.name} (${one.scopes.join(', ')}, until ${one.ends})`).join('; ') || 'no token',
        ])
        terminal.print(found, () => (rows.length === 0 ? cliTexts.operators.noOperatorYetBelfry() : table(rows)))
      })
    },
  )
  withWord(
    addCommand(group, 'revoke <address>', 'end an account: its sessions, links, passkeys and tokens are void at once'),
  ).action(async (text: string, flags: WordFlags, command) => {
    await withAppContext(command, async (context, terminal) => {
      await revokeByWord(context, addressFrom(text), wordOf(flags))
      terminal.print({ address: text, revoked: true }, () => cliTexts.operators.noOperatorAnyMore(text))
    })
  })
  withWord(addCommand(group, 'remove-passkey <address>', 'a passkey of theirs signs in no more'))
    .requiredOption('--name <name>', 'what it is called')
    .action(async (text: string, flags: WordFlags & { readonly name: string }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const removed = await removeNamedPasskey(context, addressFrom(text), flags.name, wordOf(flags))
        terminal.print({ address: text, removed }, () => cliTexts.operators.signsNoMore(removed.join(', '), text))
      })
    })
  addToken(group)
}

function addToken(group: Command): void {
  withWord(addCommand(group, 'token <address>', 'an API token of an operator, shown once; --end ends those of a name'))
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(scopes).default(['read']))
    .option('--for <duration>', 'how long it is valid', '90d')
    .option('--end', 'end tokens of this name instead')
    .action(async (text: string, flags: TokenFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { name, scope } = flags
        if (flags.end === true) {
          const ended = await endTokens(context, addressFrom(text), name, wordOf(flags))
          terminal.print({ address: text, name, ended }, () => cliTexts.operators.endedName(ended, text, name))
          return
        }
        const token = await tokenByWord(
          context,
          { address: addressFrom(text), name, scopes: scope, ms: validFor(flags.for) },
          wordOf(flags),
        )
        const ends = isoInstant(context.clock.now() + validFor(flags.for))
        terminal.print({ address: text, name, scopes: scope, token, ends }, () => [
          `A token of ${text} for ${scope.join(', ')} until ${ends}; nobody can read it again:`,
          token,
        ])
      })
    })
}

const LONGEST_MS = 400 * 86_400_000

function validFor(text: string): number {
  const ms = durationMs(text)
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms
  throw new BelfryError('USAGE', cliTexts.operators.forNoDurationUp(text), {
    fix: cliTexts.operators.writeLikeHOr(),
    exitCode: 2,
  })
}
