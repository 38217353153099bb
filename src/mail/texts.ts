/**
 * What `src/mail` says to operators, by the file that says it. Pure. In: facts. Out: a sentence. Whoever
 * rewords one reads the others: each says who does what, and what is to be done.
 */
export const mailTexts = {
  checkTemplates: {
    didYouMean: (near: string) => `; did you mean ${near}?`,
    giveNameTemplateStands: () => 'Give it the name of the template that it stands in for, or remove it.',
    noTemplateUsesFile: (hint: string) => `no template uses this file${hint}`,
    writeWhereStand: (name: string) => `Write {{ ${name} }} where it is to stand.`,
    notShown: (name: string) => `${name} is not shown`,
    beginNameOne: (templateNames: string) => `Begin its name with one of ${templateNames}.`,
    didYouMean2: (near: string) => `Did you mean ${near}?`,
  },
  loadTemplates: {
    templatesCannotRead: (folder: string, cause: string) => `The templates in ${folder} cannot be read: ${cause}.`,
  },
  markupFaults: {
    writeRenderNameMjml: () =>
      "Write {% render 'name.mjml' %}: only templates of this folder and Belfry's own can be used.",
    notClosed: (name: string) => `<${name}> is not closed`,
    writeWhereEnds: (name: string) => `Write </${name}> where it ends.`,
    removeOrWriteTag: () => 'Remove it, or write the tag that it closes.',
    didYouMean: (near: string) => `Did you mean </${near}>?`,
    closesTagNotOpened: (name: string) => `</${name}> closes a tag that was not opened`,
    endTagCloseQuotes: () =>
      'End the tag with >, and close the quotes in it; a < that is meant as a sign is written &lt;.',
    tagHasNoEnd: (name: string) => `the tag ${name} has no end`,
    wordsStandItselfWhere: (name: string, first: string) =>
      `words stand in <${name}> itself, where nobody sees them: "${first}"`,
    putThemBetweenMj: () => 'Put them between <mj-text> and </mj-text>.',
    mjIncludeNotAllowed: () => 'mj-include is not allowed',
    hasNoPlaceMail: (name: string) => `<${name}> has no place in a mail`,
    removeMailProgramsDrop: () => 'Remove it: mail programs drop or distrust it.',
    metaHttpEquivHas: () => '<meta http-equiv> has no place in a mail',
    wouldRunProgramMail: (handler: string) => `${handler} would run a program in the mail`,
    removeMailProgramsDrop2: () => 'Remove it: mail programs drop it.',
    linkTagWouldRun: () => 'a link of this tag would run a program',
    linkHttpsAddress: () => 'Link to an https address.',
    writeWholeAddressHttps: () => 'Write the whole address: https://…, mailto:…, or a value like {{ url }}.',
    pictureHasNoWords: () => 'the picture has no words',
    writeAltOrAlt: () => 'Write alt="…", or alt="" where it shows nothing.',
    pictureOnePixelWatch: () => 'a picture of one pixel is there to watch people',
    removeBelfryWatchesNobody: () => 'Remove it: Belfry watches nobody.',
  },
  previewFacts: {
    subjectHasCharactersMore: (parts: number, subjectLength: number) =>
      `The subject has ${parts} characters; more than ${subjectLength} are cut in most inboxes.`,
    htmlHasBytesGmail: (html: number, htmlOctets: number) =>
      `The HTML has ${html} bytes: Gmail shows no more than about ${htmlOctets}.`,
    noAltText: (more: string) => `${more} no alt text.`,
    noListUnsubscribeField: () => 'There is no List-Unsubscribe field: one-click unsubscribe is absent.',
    noLinkUnsubscribeMail: () => 'There is no link to unsubscribe in the mail.',
  },
  renderFitting: {
    templateMakesMoreThan: (template: string, partOctets: number) =>
      `The ${template} template makes more than ${partOctets} bytes of HTML without any content.`,
  },
  samples: {
    writeBetweenThoseBelfry: () => 'Write it between { and }, as those of Belfry.',
    mendJsonNamesTexts: () =>
      'Mend the JSON: names and texts in double quotes, a comma between values and none after the ' + 'last.',
    removeNoMailGets: () => 'Remove it: no mail gets it.',
    didYouMean: (near: string) => `Did you mean ${near}?`,
    noValueTemplate: (key: string) => `${key} is no value of this template`,
    isMissing: (key: string) => `${key} is missing`,
    addLike: (stringify: string) => `Add it, like ${stringify}.`,
    isNo: (key: string, kindOf: string) => `${key} is no ${kindOf}`,
    writeLike: (stringify: string) => `Write it like ${stringify}.`,
  },
  dkimKey: {
    makeKeyPublishRecord: (make: string) => `Make a key with ${make}, and publish the record that it prints.`,
    nameFilePrivateKey: () => 'Name the file of the private key: the public one belongs into DNS.',
    writeWithoutOneOld: (kind: string) =>
      `Write it without one (${kind} -in OLD -out NEW), and give the file mode 600.`,
  },
  openOpenpgp: {
    gpgDidNotSign: (user: string, said: string) => `gpg did not sign with the key ${user}: ${said}.`,
    nameFileWhoseKey: () => 'Name a file whose key has no passphrase, or unlock the key in gpg-agent.',
    mailOpenpgpKeyCan: (file: string) => `mail.openpgp.key: ${file} can be read or written by everybody here.`,
    runChmodIfSo: (file: string) => `Run chmod 600 ${file}; if it was so for long, revoke the key and make a new one.`,
    mailOpenpgpKeyCannot: (file: string, cause: string) => `mail.openpgp.key: ${file} cannot be read: ${cause}.`,
    mailOpenpgpKeyNames: () => 'mail.openpgp.key names a key, and gpg is not installed.',
  },
  openSigner: {
    canReadOrWritten: (name: string, file: string) =>
      `${name}, ${file}, can be read or written by everybody on this machine.`,
    runChmodIfSo: (file: string) =>
      `Run chmod 600 ${file}; if it was so for long, make a new key under a new selector.`,
    cannotRead: (name: string, cause: string) => `${name} cannot be read: ${cause}.`,
  },
  readDkimRecord: {
    dnsDidNotAnswer: (name: string, cause: string) => `DNS did not answer for ${name}: ${cause}.`,
    tryAgainWhenDns: () => 'Try again when DNS can be reached; mail is signed all the same.',
  },
  writeDkimKey: {
    alreadyKeyNeverOverwritten: (file: string) => `${file} is there already, and a key is never overwritten.`,
    nameNewSelectorSelector: () => 'Name a new selector with --selector: the old key stays good for mail under way.',
    keyCannotWritten: (file: string, cause: string) => `The key cannot be written to ${file}: ${cause}.`,
    nameFolderOutUser: () => 'Name a folder with --out that the user who runs Belfry may write to.',
  },
  sourceFaults: {
    removeRawOnlyHold: (rawValues: string) => `Remove "| raw": only ${rawValues} hold HTML that was made safe.`,
    textWhoeverWritesCould: (name: string) => `${name} is text, and whoever writes it could put tags into the mail`,
    writeNameForValue: () => 'Write {{ name }} for a value, and {% if … %} for a condition.',
    nameFileEndsTxt: () => 'Name a file that ends in .txt.',
    removeTagPlainText: () => 'Remove the tag: this is plain text.',
    readAsItStands: (what: string) => `people would read ${what} as it stands`,
    addressIsChanged: (filter: string, name: string) =>
      `${filter} makes another address of ${name}, which leads nowhere`,
    writeAddressAlone: (name: string) => `Write {{ ${name} }}.`,
    writeCharacterItselfLike: () => 'Write the character itself, like & or ©.',
    removeOrWriteWhole: () => 'Remove it, or write the whole line anew.',
    keepBelowInboxShows: (mostInSubject: number) => `Keep it below ${mostInSubject}: an inbox shows some sixty.`,
  },
  templatesFault: {
    removeOrWriteTag: () => 'Remove it, or write the tag that it belongs to.',
    useTagsLiquid: () => 'Use the tags of Liquid.',
    writeEndWhereEnds: (name: string) => `Write {% end${name} %} where it ends.`,
    writeBehindValue: () => 'Write }} behind the value.',
    onlyFilesFolderBelfry: () => "Only files of this folder and Belfry's own are read.",
    compareWriteFilterBehind: () => 'Compare with ==, and write a filter behind |.',
    nameKeyWordsEn: () => "Name a key of words/en.yaml, in quotes: {% say 'mail.confirm.title' %}.",
    writeValueBehindKey: (name: string) => `Write ${name}: VALUE behind its key, as Belfry's template does.`,
    writeValueNumberOr: () => 'Write a value, a number, or text in quotes there.',
    keepTemplateUnderCharacters: () => 'Keep a template under 500,000 characters.',
    templateMakesTooMuch: () => 'the template makes too much; does it call itself, or does a loop never end?',
    takeOutRenderLeads: () => 'Take out the {% render %} that leads back to it, or let the loop count to less.',
    useValueSamplesTemplate: () => 'Use a value that the samples of this template hold (emails/samples of Belfry).',
    useFilterLiquidLiquidjs: () => 'Use a filter of Liquid (liquidjs.com/filters), or linked.',
    fileHoldsNoMjml: () => 'the file holds no MJML',
    beginBelfrySOwn: () => "Begin with Belfry's own: belfry templates copy NAME.mjml.",
    mjmlCannotRead: (sentence: string) => `MJML cannot read this: ${sentence}`,
    htmlStandsBetweenMj: () => 'HTML stands between <mj-text> and </mj-text>, nowhere else.',
    didYouMeanMjml: (near: string) => `Did you mean <${near}>? mjml.io/documentation lists all.`,
    hasNoAttribute: (element: string, attribute: string) => `<${element}> has no attribute ${attribute}`,
    didYouMean: (near: string) => `Did you mean ${near}?`,
    mayNotStand: (element: string, parent: string) => `<${element}> may not stand in <${parent}>`,
    putInto: (allowed: string) => `Put it into ${allowed}.`,
    writeColourLikeC: () => 'Write a colour, like #1c1f24.',
    writeUnitLikePx: () => 'Write it with its unit, like 16px.',
    cannotHave: (element: string, name: string, value: undefined | string) =>
      `<${element}> cannot have ${name}="${value}"`,
  },
  templates: {
    tagsDoNotMatch: () => 'its tags do not match',
    removeLogoNamedConfiguration: () => 'Remove it; a logo is named in the configuration, as mail.look.logo.',
    mailWouldFetchTell: (address: string) => `the mail would fetch ${address}, and tell that server who reads it`,
    notShownMailMust: (name: string) => `${name} is not shown, and this mail must show it`,
    writeWherePeopleSee: (name: string, more: string, what: string) =>
      `Write {{ ${name}${more} }} where people see ${what}, as Belfry's template does.`,
    keepBlocksFileStands: () =>
      'Keep the blocks of the file that it stands in for: {% block main %}{% endblock %} and the ' + 'like.',
    mailsMadeFileLose: () => 'mails that are made with this file lose what they must show',
    htmlPeopleWouldRead: (name: string) => `${name} is HTML, and people would read its tags`,
    writeRawMadeSafe: (name: string) => `Write {{ ${name} | raw }}: it was made safe.`,
    noWordWouldRead: () => 'no word would be read',
    writeWhatPeopleRead: () => 'Write what people are to read.',
    writeOneLineText: () => 'Write one line of text.',
  },
  templatesFiles: {
    copiedFromBelfrySha: (digestOf: string) =>
      `Copied from Belfry, sha256 ${digestOf}: check says when the original has changed.`,
    compareNewOneBelfry: (name: string) =>
      `Compare it with the new one (belfry templates copy ${name} --out FOLDER), take over what ` +
      'changed, and its first line.',
    writeTooBeginBelfry: (twin: string) => `Write ${twin} too; begin with belfry templates copy ${twin}.`,
  },
  writeCopies: {
    templatesAre: (templateNames: string) => `Templates are ${templateNames}.`,
    didYouMean: (near: string) => `Did you mean ${near}?`,
    belfryHasNoTemplate: (name: string) => `Belfry has no template ${name}.`,
    copyAnotherFolderOut: () => 'Copy to another folder with --out FOLDER, or remove the file first.',
    alreadyNotOverwritten: (path: string) => `${path} is there already, and is not overwritten.`,
  },
} as const
