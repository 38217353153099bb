/**
 * The nginx of the system before a service, with the site of docs/deploy/nginx.conf. In: ports; for TLS a certificate
 * and its key. Out: its process.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../support/project.js'

export interface Nginx {
  readonly port: number
  /** Where the service listens. */
  readonly before: number
  /** PEM; absent where it answers without TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

/** @returns undefined where it can be started */
export function whyNoNginx(): string | undefined {
  return existsSync('/usr/sbin/nginx') ? undefined : 'nginx is not installed'
}

export function openNginx(nginx: Nginx): ChildProcess {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-nginx-'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
${temporary.join('\n')}
${siteOf(nginx, folder)}
}
`,
  )
  return spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', `${folder}/error.log`], { stdio: 'inherit' })
}

/** The site as docs have it, at other ports and with another certificate. */
function siteOf({ port, before, tls }: Nginx, folder: string): string {
  const site = readFileSync(join(repository, 'docs/deploy/nginx.conf'), 'utf8')
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port}${tls === undefined ? '' : ' ssl'};`)
    .replace('listen [::]:443 ssl;', '')
    .replace('server 127.0.0.1:8025;', `server 127.0.0.1:${before};`)
  if (tls === undefined) return site.replace(/^ *ssl_certificate.*$/gm, '')
  writeFileSync(join(folder, 'tls.pem'), tls.certificate)
  writeFileSync(join(folder, 'tls.key'), tls.key, { mode: 0o600 })
  return site
    .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/tls.pem;`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/tls.key;`)
}
