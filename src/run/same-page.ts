/** Whether two addresses are one page. Pure. A question, a part or the name of an index makes no other page. */

export function samePage(ours: string, theirs: string): boolean {
  const bare = (url: string) => url.replace(/[?#].*$/, '').replace(/index\.html$/, '')
  return bare(ours) === bare(theirs)
}
