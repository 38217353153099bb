/** The nginx of the system before a service, set up as docs/deploy/nginx.conf has it. In: ports. Out: its process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @param before where the service listens */
export function openNginx({ port, before }: { readonly port: number; readonly before: number }): ChildProcess {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-nginx-'))
  const file = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  )
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
${temporary.join('\n')}
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 1m;
    location / {
      proxy_pass http://127.0.0.1:${before};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header Forwarded "";
      proxy_buffering off;
    }
  }
}
`,
  )
  return spawn('nginx', ['-c', file, '-e', `${folder}/error.log`], { stdio: 'inherit' })
}
