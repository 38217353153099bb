/** Where a notice comes from: its post, the commit, who signed it. Pure. Out: HTML, rows of a list of facts. */

import type { VNode } from 'preact'
import type { Notice } from '../../notices/notice.js'
import { webTexts } from '../texts.js'

/** Each row is there also where nothing is known: whoever looks for it shall not look on. */
export function OriginFacts({ notice }: { notice: Pick<Notice, 'post' | 'origin' | 'toldAt'> }): VNode {
  const { post, origin, toldAt } = notice
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
      <CommitFacts commit={origin?.commit} signer={origin?.signer} isTold={toldAt !== null} />
    </>
  )
}

/** @param signer undefined or empty where nobody vouched for it */
export function CommitFacts(props: {
  readonly commit: string | undefined
  readonly signer: string | undefined
  readonly isTold: boolean
}): VNode {
  const { commit = '', signer = '', isTold } = props
  const none = isTold ? webTexts.origin.notFromGit() : webTexts.origin.notToldYet()
  return (
    <>
      <dt>Commit</dt>
      <dd>{commit || none}</dd>
      <dt>Signed by</dt>
      <dd>{signer || (commit === '' ? webTexts.origin.nobody(isTold) : webTexts.origin.notChecked())}</dd>
    </>
  )
}
