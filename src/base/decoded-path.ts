/** A path of an address as people read it. Pure. In: a path with percent signs (RFC 3986 §2.1). Out: without them. */

/** @returns the path as it was typed where what follows a percent sign is no UTF-8 */
export function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (thrown) {
    if (thrown instanceof URIError) return path
    throw thrown
  }
}
