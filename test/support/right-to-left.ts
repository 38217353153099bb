/**
 * Two projects whose people read from right to left, each with a post that holds what gets mixed up: versions,
 * checksums, commands, addresses, tables, and a post in English. Hebrew is whole, of Arabic a project's file has some
 * sentences. In: the language. Out: configuration, posts, words.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWords } from '../../src/words/load-words.js'
import { announcement, configOf } from './announcements.js'

const HEBREW = {
  title: 'פנס 3.1.0-rc1 מוכן לבדיקה',
  description: 'הודעות של מיזם פנס',
  list: 'גרסאות',
  about: 'גרסאות חדשות וגרסאות לבדיקה',
  body: (
    code: string,
  ) => `הגרסה \`3.1.0-rc1\` מוכנה. הריצו \`lantern upgrade --to 3.1.0-rc1\` ודווחו אל <team@lantern.example>.

## אימות

${code}

| קובץ | גודל | מצב |
|:-----|-----:|:---:|
| \`lantern-3.1.0-rc1.iso\` | 2,1 GB | חתום |

- גבו את [הקבצים](/doc/backup/) שלכם
- אל תתקינו במחשב שאתם זקוקים לו

> מי שמצא תקלה יכתוב אל רשימת הבודקים.
`,
}

const ARABIC = {
  title: 'الفانوس 3.1.0-rc1 جاهز للاختبار',
  description: 'إعلانات مشروع الفانوس',
  list: 'الإصدارات',
  about: 'إصدارات جديدة وإصدارات للاختبار',
  body: (
    code: string,
  ) => `الإصدار \`3.1.0-rc1\` جاهز. شغّلوا \`lantern upgrade --to 3.1.0-rc1\` واكتبوا إلى <team@lantern.example>.

## التحقق

${code}

| الملف | الحجم | الحالة |
|:------|------:|:------:|
| \`lantern-3.1.0-rc1.iso\` | 2.1 GB | موقّع |

- احفظوا نسخة من [ملفاتكم](/doc/backup/)
- لا تثبّتوه على حاسوب تحتاجون إليه

> من وجد خللًا فليكتب إلى قائمة المختبرين.
`,
}

const CODE = `\`\`\`
$ sha256sum lantern-3.1.0-rc1.iso
9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  lantern-3.1.0-rc1.iso
\`\`\``

const ARABIC_WORDS = `kind:
  releaseCandidate: "نسخة مرشحة"
mail:
  unsubscribe: "إلغاء الاشتراك"
  choose: "اختيار البريد"
  why:
    list: "وصلكم هذا البريد لأنكم مشتركون في <b>{list}</b> من {site} منذ <day>{since}</day>."
  announcement:
    downloadVersionTesting: "تنزيل {version} للاختبار"
    thisOnWeb: "الإعلان على الموقع"
`

function arabicWords() {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-rtl-'))
  mkdirSync(join(folder, 'words'))
  writeFileSync(join(folder, 'words', 'ar.yaml'), ARABIC_WORDS)
  return loadWords(folder, 'ar').words
}

export function rightToLeft(language: 'he' | 'ar') {
  const { title, description, list: listTitle, about, body } = language === 'he' ? HEBREW : ARABIC
  const list = { id: 'releases', title: listTitle, description: about, categories: ['*'] }
  const base = configOf({ lists: [list, { ...list, id: 'all' }] })
  const said = language === 'he' ? loadWords('', 'he').words : arabicWords()
  const config = { ...base, site: { ...base.site, title: 'Lantern OS', language, description }, words: said }
  const posts = [
    announcement({
      ...{ title, day: '2026-05-04', slug: 'rc1', kind: 'release-candidate', version: '3.1.0-rc1' },
      ...{ downloadUrl: 'https://lantern.example/d/', body: body(CODE) },
    }),
    announcement({
      title: 'In English: 3.0.9 is out',
      day: '2026-04-01',
      language: 'en',
      body: 'Use `3.0.9`, please.',
    }),
  ]
  return { config, list, posts, words: said }
}
