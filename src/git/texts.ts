/**
 * What `src/git` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const gitTexts = {
  goodRevisionStore: {
    cloneCannotWritten: (clone: string, gitSaid: string) => `The clone ${clone} cannot be written: ${gitSaid}.`,
    notCloneBelfryKeeps: (clone: string, gitSaid: string) => `${clone} is not the clone that Belfry keeps: ${gitSaid}.`,
  },
  openClone: {
    notIdCommit: (name: string) => `"${name}" is not the id of a commit.`,
    branchHasNoCommit: (branch: string, name: string) => `The branch ${branch} has no commit ${name}.`,
    nameCommitBranchGit: () => 'Name a commit of that branch: git log BRANCH.',
    writePathOrAddress: () =>
      'Write a path, or an address that begins with https://, ssh://, git:// or user@host:, a ' +
      'branch like main, and files of signers that nobody can push to.',
    cloneCannotOpened: (clone: string, cause: string) => `The clone ${clone} cannot be opened: ${cause}.`,
    branchNowAtHas: (branch: string, tip: string, commit: string) =>
      `The branch ${branch}, now at ${tip}, has lost commit ${commit}, which was accepted last.`,
    doesNotComeFrom: (commitCalled: string, last: string) =>
      `${commitCalled}, does not come from commit ${last}, which was accepted last.`,
    nothingNewPublishedOr: (fault: string) => `${fault} Nothing new is published or told.`,
    theRepository: (shown: string, why: string) => `The repository ${shown} ${why}.`,
    postsReadCommit: (message: string, tip: string) => `${message} Posts are read as of commit ${tip}.`,
    noCommit: (ref: string, folder: string) => `${ref} of ${folder} is no commit.`,
  },
  openCommand: {
    gitNotInstalled: () => 'git is not installed.',
    gitCannotDoWork: (gitSaid: string) => `git cannot do its work: ${gitSaid}.`,
  },
  openObjects: {
    gitCannotStarted: () => 'git cannot be started.',
    gitStoppedReading: (gitFolder: string, said: string) => `git stopped reading ${gitFolder}: ${said}.`,
  },
  readBranch: {
    noGitRepository: (folder: string, gitSaid: string) => `${folder} is in no git repository: ${gitSaid}.`,
    nameBranchTagOr: (shown: string) =>
      `Name a branch, tag or commit that it has; fetch it first: git fetch origin ${shown}.`,
    repositoryHasNoCommit: (shown: string, what: string) => `The repository has no commit "${shown}"${what}.`,
    branchHaveNoCommit: (shown: string) => `This branch and ${shown} have no commit in common.`,
    cloneShallowSoNobody: (shown: string) =>
      `The clone is shallow, so nobody can say where this branch and ${shown} parted.`,
    fetchWholeHistoryGit: () =>
      'Fetch the whole history: git fetch --unshallow; in a CI job fetch-depth: 0 (GitHub) or ' +
      'GIT_DEPTH: "0" (GitLab).',
  },
  readFirstCommits: {
    writeDateIntoFront: () => 'Write date: into its front matter, or name it YYYY-MM-DD-slug.md.',
    fetchWholeHistoryGit: () =>
      'Fetch the whole history: git fetch --unshallow; in a CI job fetch-depth: 0 (GitHub) or ' +
      'GIT_DEPTH: "0" (GitLab).',
  },
} as const
