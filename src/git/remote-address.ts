/**
 * Looks at the address of a repository and the name of a branch before git does. Pure. In: what the configuration says.
 * Out: the fault, or nothing; and addresses as they may be shown. An address can otherwise be an option or a program.
 */

/** @returns the end of a sentence about the key, or undefined */
export function remoteFault(remote: string): string | undefined {
  if (remote === '') return 'is empty'
  if (/[\0-\x1F\x7F]/.test(remote)) return 'holds a control character'
  if (remote.startsWith('-')) return 'begins with a hyphen'
  const helper = /^([^/:]*)::/.exec(remote)?.[1]
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(remote)?.[1]?.toLowerCase()
  if (helper !== undefined) return `uses ${helper}::, which runs a program`
  if (scheme !== undefined && !['file', 'git', 'http', 'https', 'ssh'].includes(scheme)) return `uses ${scheme}://`
  return /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?-/i.test(remote) ? 'names a host that begins with a hyphen' : undefined
}

/** The rules of git-check-ref-format, which also keep a second ref out of the name. */
export function branchFault(branch: string): string | undefined {
  const bad =
    branch === '' ||
    /[\0-\x20\x7F~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(branch) ||
    branch.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'))
  return bad ? `"${branch}" is not the name of a branch` : undefined
}

/** Any text without the names and passwords of the addresses in it. */
export function withoutPasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/gi, '$1')
}
