/**
 * What `src/source` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const sourceTexts = {
  bundle: {
    exportPngOrWebp: () => 'Export it as PNG or WebP.',
    makeSmaller: () => 'Make it smaller.',
    savePictureNameSays: () => 'Save it as the picture that its name says.',
    fileNotPublishedBeside: (why: string) => `The file is not published beside its post: ${why}.`,
    folderNamedLikePost: () => 'The folder is named like a post and holds no index.md.',
    namePostIndexMd: () => 'Name its post index.md, or give the folder another name.',
  },
  datedByGit: {
    commitFileOrWrite: () => 'Commit the file, or write date: into its front matter.',
    neitherNameNorFront: (why: string) => `Neither name nor front matter dates the post, and ${why}.`,
  },
  gitTree: {
    repositoryHasNoCommit: (name: string) => `The repository has no commit ${name}.`,
    foldersStandDeep: (depthLimit: number) => `Folders stand ${depthLimit} deep.`,
    holdsOverPosts: (fileLimit: number) => `It holds over ${fileLimit} posts.`,
    folderIdMissingFrom: (tree: string) => `The folder with the id ${tree} is missing from the repository.`,
  },
  keptPosts: {
    pageEntriesStayPost: () => 'Page and entries stay as the post was when it could last be read.',
  },
  nearlyPost: {
    filePassed: (why: string) => `The file is passed by: ${why}.`,
    renameMd: (name: string) => `Rename it to ${name}.md.`,
    writeYamlBetweenLines: () => 'Write it as YAML between lines of ---.',
    filePassedHasNo: (misspelt: string) =>
      `The file is passed by: it has no date, and ${misspelt}: is no key that Belfry reads.`,
    didYouMeanDate: () => 'Did you mean date?',
    filePassedHoldsNo: (name: string) => `The file is passed by: "${name}" holds no date as posts have it.`,
    writeDateIntoFront: () => 'Write date: into its front matter, or name it YYYY-MM-DD-slug.md.',
    filePassedNeitherName: () => 'The file is passed by: neither its name nor its front matter has a date.',
  },
  openHistory: {
    hasNoFileId: (repository: string, id: string) => `${repository} has no file with the id ${id}.`,
    neitherGitRepositoryNor: (repository: string, why: string) =>
      `${repository} is neither a git repository nor a bundle${why}.`,
    cannotOpened: (repository: string, cause: string) => `${repository} cannot be opened: ${cause}.`,
    bundleCannotUnpacked: (named: string, gitSaid: string) => `The bundle ${named} cannot be unpacked: ${gitSaid}.`,
    notDayOrInstant: (since: undefined | string) => `"${since}" is not a day or an instant.`,
    hasNoCommit: (named: string, revision: string) => `${named} has no commit "${revision}".`,
    hasNoCommitsYet: (named: string) => `${named} has no commits yet.`,
    doesNotSayWhich: (named: string, branches: string) => `${named} does not say which branch is meant: ${branches}.`,
    checkOneThemOut: () => 'Check one of them out, or set HEAD: git symbolic-ref HEAD refs/heads/BRANCH.',
  },
  openKept: {
    folderKeptPosts: (what: string) => `The folder of kept posts ${what}`,
  },
  openPost: {
    postTakesLongerThan: (longestMs: number) => `The post takes longer than ${longestMs} s to read; it is not read.`,
  },
  readAuthors: {
    noAuthorTakenFrom: (fault: string) => `No author is taken from it: it ${fault}.`,
  },
  readGitPosts: {
    folderPostsNotCommit: (folder: string, revision: string) =>
      `The folder of posts, ${folder}, is not in commit ${revision}.`,
    setContentPostsFolder: () =>
      'Set content.posts to the folder inside the repository that holds the posts; perhaps it was renamed.',
    folderSubmoduleSoPosts: () => 'The folder is a submodule, so posts in it are not read.',
    putPostsThemselvesHere: () => 'Put the posts themselves here.',
    fileLinkLinksRepository: () => 'The file is a link, and links in a repository are not followed.',
    commitPostItself: () => 'Commit the post itself.',
    fileSNameNot: () => 'The file’s name is not UTF-8.',
    renameFileGitMv: () => 'Rename the file: git mv OLD NEW.',
    postMissingFromRepository: () => 'The post is missing from the repository.',
    removeCloneBelfryMakes: () => 'Remove the clone; Belfry makes a new one.',
  },
  readGitReleases: {
    setContentReleasesPath: () => 'Set content.releases to a path inside the repository, or leave the key out.',
    commitFileItself: () => 'Commit the file itself.',
  },
  readPictures: {
    putPictureItself: () => 'Put the picture itself there.',
    giveBelfryRightRead: () => 'Give Belfry the right to read it (chmod a+r).',
    commitPictureItself: () => 'Commit the picture itself.',
    pictureIdCannotRead: (id: string, gitSaid: string) => `The picture with the id ${id} cannot be read: ${gitSaid}.`,
  },
  readPosts: {
    foldersPostsLieEach: (root: string, root2: string) =>
      `The folders of posts ${root} and ${root2} lie in each other.`,
    folderPosts: (asTyped: string, why: string) => `The folder of posts, ${asTyped}, ${why}.`,
    folderLinkSoPosts: () => 'The folder is a link, so posts in it are not read.',
    putFolderItselfHere: () => 'Put the folder itself here, or point content.posts at it.',
    folderCannotListed: (thrown: string) => `The folder cannot be listed: ${thrown}.`,
    fileLinkSomewhereOutside: () => 'The file is a link to somewhere outside the folder of posts.',
    putPostItselfInto: () => 'Put the post itself into the folder.',
    postCannotRead: (thrown: string) => `The post cannot be read: ${thrown}.`,
    nothingLostRunCommand: () => 'Nothing is lost: run the command again.',
    changedWhileBeingRead: (asTyped: string) => `${asTyped} was changed while it was being read.`,
  },
  readPushes: {
    writePushTipCommit: () => 'Write {"push": 1, "tip": "COMMIT", "pushDate": "2026-01-01T00:00:00Z"}.',
    noListPushes: (file: string) => `${file} is no list of pushes.`,
    cannotRead: (file: string, cause: string) => `${file} cannot be read: ${cause}.`,
    nameFileJsonLines: () => 'Name a file of JSON lines.',
  },
  readReleases: {
    correctContentReleasesOr: () => 'Correct content.releases, or leave the key out.',
    giveUserRightRead: () => 'Give this user the right to read the file.',
  },
  withoutDoubles: {
    hasIdSoHas: (path: string, id: string, sameId: string) => `${path} has the id "${id}", and so has ${sameId}.`,
    hasAddressSoHas: (path: string, url: string, sameUrl: string) =>
      `${path} has the address ${url}, and so has ${sameUrl}.`,
  },
  readAsciidoc: {
    installAsciidoctorBesideBelfry: () =>
      'Install asciidoctor beside Belfry (npm install @asciidoctor/core@4), or convert the post to ' +
      'Markdown: asciidoctor -b docbook, then pandoc -f docbook -t gfm.',
    filePassedAsciidocRead: () => 'The file is passed by: AsciiDoc is read where asciidoctor is installed.',
    notFollowedNoFile: (include: string) => `${include}] is not followed: no file but the post is read.`,
    writeOutWhatIncludes: () => 'Write out what it includes, or set content.render: site.',
  },
} as const
