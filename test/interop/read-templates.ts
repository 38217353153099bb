/**
 * The templates for forges in docs/ci.md. In: the page. Out: each with its jobs, and a job's lines for bash as a runner
 * would call them: what GitHub fills in filled in, what only a forge has (actions, the installation of Belfry, calls of
 * its API) left out. Pure.
 */
import { parse } from 'yaml'

export interface Template {
  readonly forge: 'github' | 'gitlab'
  readonly title: string
  readonly text: string
  /** It publishes and mails; else it plans. */
  readonly publishes: boolean
  /** Names of jobs, in their order. */
  readonly jobs: readonly string[]
}

interface Step {
  readonly name?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Job {
  readonly steps?: readonly Step[]
  readonly script?: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

export function readTemplates(page: string): Template[] {
  return page.split(/^(?=###? )/m).flatMap((section) => {
    const text = /^```yaml\n([\s\S]*?)^```$/m.exec(section)?.[1]
    if (text === undefined) return []
    const forge = /^ +steps:$/m.test(text) ? 'github' : 'gitlab'
    const jobs = Object.keys(jobsIn({ forge, text })).filter((name) => !name.startsWith('.'))
    const title = section.slice(0, section.indexOf('\n')).replace(/^#+ /, '')
    return [{ forge, title, text, jobs, publishes: text.includes('belfry run') }]
  })
}

function jobsIn({ forge, text }: Pick<Template, 'forge' | 'text'>): Record<string, Job> {
  const whole: unknown = parse(text)
  return forge === 'github' ? Object(Object(whole).jobs) : Object(whole)
}

/**
 * @returns lines for `bash -e`, which find `RUNNER_TEMP`, `GITHUB_OUTPUT` and the secrets of a GitHub as
 * `SECRET_NAME` in their environment
 */
export function linesOf(template: Template, job: string): string {
  const { steps = [], script = [], variables = {} } = jobsIn(template)[job] ?? {}
  if (template.forge === 'github') return steps.filter(isOurs).map(stepLines).join('\n')
  const given = Object.entries(variables).map(([name, value]) => `export ${name}="${inTemp(value)}"`)
  const lines = script
    .filter((line) => !/\/tmp\/belfry/.test(line))
    .map((line) => inTemp(line).replace(PUSH, 'git push origin "HEAD'))
  return [...given, ...lines].join('\n')
}

/** A push by token, to the forge's own address. */
const PUSH = /git push -o ci\.skip "https:\S+ "HEAD/

function isOurs({ name = '', run }: Step): boolean {
  return run !== undefined && !['Install Belfry', 'Comment'].includes(name)
}

/** A shell of its own for each, as on a runner. */
function stepLines({ run = '', env = {} }: Step): string {
  const given = Object.entries(env).map(([name, value]) => `export ${name}="${filledIn(value)}"`)
  return `(\n${[...given, run].join('\n')}\n)`
}

function filledIn(value: string): string {
  return value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const [, secret] = /^secrets\.(\w+)$/.exec(expression) ?? []
    if (secret !== undefined) return `$SECRET_${secret}`
    if (expression === 'runner.temp') return '$RUNNER_TEMP'
    if (expression === 'github.base_ref') return 'main'
    return /^steps\.\w+\.outputs\.code$/.test(expression) ? '$(sed -n s/^code=//p "$GITHUB_OUTPUT")' : ''
  })
}

function inTemp(line: string): string {
  return line.replaceAll('/tmp/', '$RUNNER_TEMP/')
}
