/** What pages of the console may load (CSP Level 3). Pure. Out: values of the header field. */

const OURS = [
  ...["default-src 'none'", "style-src 'self'", 'img-src data:', "frame-src 'self'", "form-action 'self'"],
  ...["base-uri 'none'", "frame-ancestors 'none'"],
]

export const POLICY = OURS.join('; ')

/** Of pages whose script is a file of this server, and asks this server alone. */
export const POLICY_WITH_SCRIPT = [...OURS, "script-src 'self'", "connect-src 'self'"].join('; ')
