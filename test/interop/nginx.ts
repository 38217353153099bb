/**
 * The site for nginx of docs/deploy before a service. Run by `npm run interop:nginx`; out: a line for each look, and 1
 * where one does not hold. Without Debian's nginx it says so and ends with 0.
 */
import { openNginx, whyNoNginx } from './open-nginx.js'
import { lookThrough } from './proxy-looks.js'

const reason = whyNoNginx()
if (reason === undefined) await lookThrough(openNginx)
else console.log(`skipped: ${reason}.`)
