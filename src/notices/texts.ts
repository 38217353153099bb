/**
 * What `src/notices` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const noticesTexts = {
  byHand: {
    toldAlready: (key: string) => `${key} was told already.`,
    sayWhatIsNewOrRepeat: () =>
      'Nobody gets a mail twice: say what is new with --update TEXT, repeat it to a list that did not get it with ' +
      '--list LIST, or try the mail with --test ADDRESS.',
    notToldYet: (key: string) => `${key} is not told yet.`,
    editPostWhatNot: () => 'Edit the post: what is not told yet needs no update.',
    frontMatterStillSays: (path: string) => `The front matter of ${path} still says that it is withdrawn.`,
    writeWithdrawnFalseInto: () => 'Write withdrawn: false into it first, or take the line out.',
    notWithdrawn: (path: string) => `${path} is not withdrawn.`,
    leaveReinstateOutUpdate: () => 'Leave --reinstate out: the update is told like every update.',
    whoGotNotKnown: (key: string) => `Who got ${key} is not known: it was adopted from the register.`,
    nobodyGetsMailTwice: () => 'Nobody gets a mail twice: say what is new with --update TEXT.',
    notToldYetList: (announcementKey: string) => `${announcementKey} was not told yet; --list repeats what was told.`,
    belfrySendTellsLists: (more: string, id: string) => `${more}belfry send ${id} tells it to its lists now.`,
    noPost: (postId: string) => `There is no post ${postId}.`,
    atRevisionNowNot: (key: string, revision: number, revision2: number) =>
      `${key} is at revision ${revision} now, not ${revision2}.`,
    tellsPostReads: (key: string) => `${key} tells a post as it reads.`,
    editPostTextFor: () => 'Edit the post; --text is for updates.',
    isAndCannotBe: (key: string, state: string, asked: string) => `${key} is ${state} and cannot be ${asked}.`,
  },
  categoryRemarks: {
    categoriesNoListTakes: (category: string) => `categories: no list takes "${category}".`,
    didYouMean: (known: string) => `Did you mean ${known}?`,
    tagsCategoryListTags: (tag: string) =>
      `tags: "${tag}" is a category of a list, and tags are not read as categories.`,
    writeUnderCategoriesOr: () =>
      'Write it under categories:, or name tags under content.fields: { categories: … } in the ' + 'configuration.',
    listsNoPostHas: (category: string, id: string) =>
      `lists: no post has the category "${category}" of the list ${id}.`,
  },
  posts: {
    postStandsForNo: (reason: string) => `The post stands for no notice of the table: ${reason}.`,
    seeWhatBecomesBelfry: () => 'See what becomes of it with belfry plan.',
  },
} as const
