/**
 * Which file of the published folder an address means. Pure. In: the path of a URL. Out: paths inside the folder, the
 * likeliest first; none where the address is no name in it.
 */

/** `directory` answers an address without its last slash: the page's own links only work with it. */
export interface PathCandidates {
  readonly files: readonly string[]
  readonly directory?: { readonly index: string; readonly location: string }
}

export function candidatesFor(pathname: string): PathCandidates {
  const names = pathname.slice(1).split('/').map(decoded)
  const last = names.pop() ?? ''
  if (!names.every(isName)) return { files: [] }
  if (last === '') return { files: [[...names, 'index.html'].join('/')] }
  if (!isName(last)) return { files: [] }
  const path = [...names, last].join('/')
  const location = `/${[...names, last].map(encodeURIComponent).join('/')}/`
  return { files: [path, `${path}.html`], directory: { index: `${path}/index.html`, location } }
}

/** Dot files are Belfry's own, or private. */
function isName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[\0/\\]/.test(name)
}

/** An address that cannot be decoded names no file. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (thrown) {
    if (thrown instanceof URIError) return '.'
    throw thrown
  }
}
