/** Pages of signing in. Pure. Out: HTML. */
import { consolePage } from './frame.js'

/** GET signs nobody in: mail programs follow every link. */
export function signInPage(secret: string): string {
  return consolePage({
    title: 'Sign in to Belfry',
    children: (
      <form class="act" method="post" action={`/console/sign-in/${secret}`}>
        <p>This link signs you in once, on this browser, until you sign out or are away for twelve hours.</p>
        <button type="submit">Sign in</button>
      </form>
    ),
  })
}

export function signedOutPage(): string {
  return consolePage({
    title: 'Sign in first',
    children: (
      <p>
        You are not signed in. Whoever runs this server gives you a link that signs you in once:{' '}
        <code>belfry operators invite ADDRESS --role ROLE</code>.
      </p>
    ),
  })
}

/** @param to a path of the console */
export function goPage(to: string): string {
  return consolePage({
    title: 'To the console',
    children: (
      <p>
        <a href={to}>Go on to the console</a>
      </p>
    ),
  })
}
