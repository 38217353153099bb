/** Where a notice comes from: its post, the commit, who signed it. Pure. Out: HTML, rows of a list of facts. */

import type { VNode } from 'preact'
import type { Notice } from '../../notices/notice.js'
import type { Origin } from '../../register/register.js'
import { webTexts } from '../texts.js'

/**
 * Each row is there also where nothing is known: whoever looks for it shall not look on.
 * @param props.now what it would be told from, where it is not told yet and its posts are in git
 */
export function OriginFacts(props: {
  readonly notice: Pick<Notice, 'post' | 'origin'>
  readonly now?: Origin | undefined
}): VNode {
  const { post, origin } = props.notice
  const { commit, signer } = origin ?? props.now ?? {}
  return (
    <>
      <dt>Post</dt>
      <dd>
        {post === null ? (
          webTexts.origin.noPost()
        ) : (
          <a href={`/console/posts/show?id=${encodeURIComponent(post)}`}>{post}</a>
        )}
      </dd>
      <CommitFacts commit={commit} signer={signer} />
    </>
  )
}

/** @param signer undefined or empty where nobody vouched for it */
export function CommitFacts(props: {
  readonly commit: string | undefined
  readonly signer: string | undefined
}): VNode {
  const { commit = '', signer = '' } = props
  return (
    <>
      <dt>Commit</dt>
      <dd>{commit || webTexts.origin.notFromGit()}</dd>
      <dt>Signed by</dt>
      <dd>{signer || (commit === '' ? webTexts.origin.notSigned() : webTexts.origin.notChecked())}</dd>
    </>
  )
}
