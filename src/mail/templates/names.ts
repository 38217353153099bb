/** Which templates there are, of which files, and what they make. Pure types and names. */
import type { Problem } from '../../base/errors.js'

export const templateNames = [
  'announcement',
  'update',
  'end-of-life',
  'confirm',
  'welcome',
  'preferences',
  'address',
  'operators',
] as const
export type TemplateName = (typeof templateNames)[number]

/** The files of one template: two lines, which the other two get as `subject` and `preview`, and the two parts. */
export const templateParts = ['subject.txt', 'preview.txt', 'mjml', 'txt'] as const

/** Files of one line, which the program itself asks for, each with values to try it with. */
export const lineFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'test.subject.txt': { subject: 'News' },
  'image.txt': { alt: 'A lamp' },
  'note.txt': { number: '1' },
}

export interface TemplateFile {
  readonly name: string
  /** Where it was read, for people. */
  readonly path: string
  readonly text: string
  /** Of a file of the project: Belfry's of that name, empty where there is none. */
  readonly original?: string
}

export interface RenderedMail {
  readonly subject: string
  /** What an inbox shows beside the subject. */
  readonly preview: string
  readonly html: string
  readonly text: string
}

export interface Sample {
  /** Of the file, without its ending. */
  readonly name: string
  readonly values: Readonly<Record<string, unknown>>
}

export interface Templates {
  /**
   * Text is one line per paragraph; wrapping comes later.
   * @throws BelfryError TEMPLATE where it cannot be made, and where what is made could not do what the mail is for
   */
  render(name: TemplateName, context: Readonly<Record<string, unknown>>): Promise<RenderedMail>
  /** One file as text, such as what stands below a signed mail. */
  text(file: string, context: Readonly<Record<string, unknown>>): Promise<string>
  /** One of the files of one line. */
  line(file: string, context: Readonly<Record<string, string>>): string
  /** HTML of a post as text, with the words of these templates for pictures and notes. */
  plainText(html: string): string
  /** What a template is tried with: Belfry's samples, and the project's. @throws BelfryError TEMPLATE */
  samples(name: TemplateName): readonly Sample[]
  /** Renders every template with every sample. Out: all faults. */
  check(): Promise<Problem[]>
}
