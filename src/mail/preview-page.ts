/**
 * The page that shows a mail before it is sent. Pure. In: subject, facts, names of the files beside it. Out: HTML
 * without scripts or anything remote.
 */
import type { PreviewFacts } from './preview-facts.js'

export interface PreviewPage extends PreviewFacts {
  readonly key: string
  readonly subject: string
  readonly preview: string
  /** File names beside the page, such as phone-light.png; none where no browser was found. */
  readonly pictures: readonly string[]
  /** With OpenPGP: what differs by person stands in footer.txt, below what is signed. */
  readonly isSigned: boolean
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c1f24; background: #f4f5f7 }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.views { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start } figure { margin: 0 }
figcaption { font-size: .875rem; margin-bottom: .25rem }
img, iframe { border: 1px solid #c9cdd3; background: #fff; max-width: 100% }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0; overflow-wrap: anywhere }
th { white-space: nowrap; font-weight: 600 }
.warnings { border-left: 4px solid #9a3412; padding: .5rem 1rem; background: #fff }`

export function previewPage(mail: PreviewPage): string {
  const { key, subject, preview, pictures, isSigned, size, headers, warnings } = mail
  const views =
    pictures.length > 0
      ? pictures.map((file) => figure(file.replace(/\.png$/, '').replaceAll('-', ', '), `<img src="${file}" alt="">`))
      : [320, 640].map((width) =>
          figure(
            `${width} pixels, as this browser shows it`,
            frame('mail.html', `The mail at ${width} pixels`, { width, height: 900 }),
          ),
        )
  const found =
    warnings.length === 0
      ? '<p>No warnings.</p>'
      : `<ul class="warnings">${warnings.map((warning) => `<li>${escapeText(warning)}</li>`).join('')}</ul>`
  const rows = headers.map(
    ({ name, value }) => `<tr><th scope="row">${escapeText(name)}</th><td>${escapeText(value)}</td></tr>`,
  )
  const footer = frame('footer.txt', 'What stands below what is signed', { width: 640, height: 300 })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeText(subject)}</title>
<style>${STYLE}</style></head><body>
<h1>${escapeText(subject)}</h1>
<p>${escapeText(preview)}<br><small>${escapeText(key)}</small></p>
<p>${kilobytes(size.message)} in all; <a href="mail.html">HTML</a> ${kilobytes(size.html)},
<a href="mail.txt">text</a> ${kilobytes(size.text)}, <a href="mail.eml">the message</a></p>
${found}
<h2>How it looks</h2>
<div class="views">
${views.join('\n')}
${figure('text', frame('mail.txt', 'The text of the mail', { width: 640, height: 900 }))}
${isSigned ? figure('below what is signed, different for each person', footer) : ''}
</div>
<h2>Header fields</h2>
<table>${rows.join('')}</table>
</body></html>
`
}

function frame(file: string, title: string, { width, height }: { width: number; height: number }): string {
  return `<iframe src="${file}" sandbox title="${title}" width="${width}" height="${height}"></iframe>`
}

function figure(caption: string, content: string): string {
  return `<figure><figcaption>${caption}</figcaption>${content}</figure>`
}

function kilobytes(octets: number): string {
  return `${(octets / 1000).toFixed(1)} kB`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
