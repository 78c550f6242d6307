import {execFileSync, spawn, type ChildProcess} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** A Kerberos realm of our own on 127.0.0.1, with one user. */
export type Kdc = {readonly config: string; readonly password: string; readonly principal: string; readonly stop: () => void};

const REALM = 'HSF.TEST';

/** Starts one with MIT's programs, all files in a directory that is given. No service of the system is touched. */
export async function startKdc(directory: string): Promise<Kdc> {
  mkdirSync(directory, {recursive: true});
  const port = await freePort();
  const config = join(directory, 'krb5.conf');
  const server = join(directory, 'kdc.conf');
  writeFileSync(
    config,
    `[libdefaults]
  default_realm = ${REALM}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
[realms]
  ${REALM} = {
    kdc = 127.0.0.1:${port}
  }
`,
  );
  writeFileSync(
    server,
    `[realms]
  ${REALM} = {
    database_name = ${join(directory, 'principal')}
    key_stash_file = ${join(directory, 'stash')}
    acl_file = ${join(directory, 'acl')}
    kdc_listen = 127.0.0.1:${port}
    kdc_tcp_listen = 127.0.0.1:${port}
  }
[logging]
  kdc = FILE:${join(directory, 'kdc.log')}
`,
  );
  const env = {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', KRB5_CONFIG: config, KRB5_KDC_PROFILE: server};
  const run = (program: string, ...words: readonly string[]) => execFileSync(program, words, {env, stdio: 'pipe'});
  run('kdb5_util', 'create', '-s', '-P', 'of-the-database', '-r', REALM);
  run('kadmin.local', '-q', 'addprinc -pw of-the-user somebody');
  const daemon = spawn('krb5kdc', ['-n', '-P', join(directory, 'pid')], {env, stdio: 'ignore'});
  await answers(port, daemon);
  return {config, password: 'of-the-user', principal: `somebody@${REALM}`, stop: () => void daemon.kill()};
}

async function answers(port: number, daemon: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && daemon.exitCode === null; tries++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('close', () => resolve(false)).unref();
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await sleep(25);
  }
  throw new Error('the KDC does not answer');
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
