/** Where a notice comes from: its post, the commit, who signed it. Pure. Out: HTML, rows of a list of facts. */

import type { VNode } from 'preact'
import type { Notice } from '../../notices/notice.js'

export function OriginFacts({ notice: { post, origin } }: { notice: Pick<Notice, 'post' | 'origin'> }): VNode {
  return (
    <>
      {post !== null && (
        <>
          <dt>Post</dt>
          <dd>
            <a href={`/console/posts/show?id=${encodeURIComponent(post)}`}>{post}</a>
          </dd>
        </>
      )}
      {origin !== null && (
        <>
          <dt>Told from</dt>
          <dd>
            commit {origin.commit}
            {origin.signer !== '' && `, signed by ${origin.signer}`}
          </dd>
        </>
      )}
    </>
  )
}
