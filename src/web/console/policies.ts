/** What the console's pages may load and do (CSP). Pure. Out: header values. */

const PARTS = [
  ...["default-src 'none'", "style-src 'self'", 'img-src data:', "frame-src 'self'", "form-action 'self'"],
  ...["base-uri 'none'", "frame-ancestors 'none'"],
]

export const POLICY = PARTS.join('; ')

/** Of pages whose script is a file of this server, and asks this server alone. */
export const POLICY_WITH_SCRIPT = [...PARTS, "script-src 'self'", "connect-src 'self'"].join('; ')

/** Of the frame that shows a mail: nothing runs, no link leads on, no image but our own is fetched. */
export function mailPolicy(images: boolean): string {
  const of = images ? "img-src 'self' data:" : "img-src 'none'"
  return [
    ...["default-src 'none'", "style-src 'unsafe-inline'", of, "base-uri 'none'", "form-action 'none'"],
    ...["frame-ancestors 'self'", 'sandbox'],
  ].join('; ')
}
