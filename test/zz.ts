import { readPosts } from '../src/source/read-posts.js'
const s = { url: 'https://org.example/project', timezone: 'UTC', author: 'T', permalink: '/news/:year/:month/:day/:title/' }
for (const d of process.argv.slice(2)) {
  console.log('#####', d)
  const r = await readPosts(d, s, new Map())
  for (const p of r.problems) console.log(p.file.replace(/.*\/cases\//,''), p.line, p.column, p.severity, p.code, p.message, '|', p.fix)
  for (const a of [...r.announcements].sort((x,y)=>x.path<y.path?-1:1)) console.log('  ', a.path, JSON.stringify(a.title), new Date(a.instant).toISOString(), a.severity, a.version ?? '', a.categories.join('+'), a.remarks?.length ?? '', a.downloadUrl ?? '', a.redirectTo??'', a.image??'')
}
