import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {copyOfTickets} from '../../src/start/kerberos.ts';
import {prepare} from '../../src/start/prepare.ts';
import {requires} from '../engines/rig.ts';
import {startKdc, type Kdc} from '../rig/kdc.ts';

// Real tickets of a realm of our own: what is claimed of kvno has to hold for the one that people have.
const able = requires('kinit', 'klist', 'kvno', 'krb5kdc', 'kdb5_util', 'kadmin.local');
const root = mkdtempSync(join(tmpdir(), 'hsf-kerberos-'));
const KVNO = '/usr/bin/kvno';

describe.skipIf(!able)('tickets of a kernel keyring, copied just before the start (MOUNTS.md 2.5)', () => {
  let kdc: Kdc;
  beforeAll(async () => {
    kdc = await startKdc(join(root, 'kdc'));
  });
  afterAll(() => {
    kdc.stop();
    rmSync(root, {recursive: true, force: true});
  });

  // A name of our own in the keyring of this process' session; every process that is started from here sees it.
  const KEYRING = `KEYRING:process:hsf-${process.pid}`;
  const tool = (program: string, words: readonly string[], cache: string, input = '') =>
    spawnSync(program, words, {
      input,
      encoding: 'utf8',
      env: {PATH: '/usr/bin:/bin', LC_ALL: 'C', KRB5_CONFIG: kdc.config, KRB5CCNAME: cache},
    });
  const copy = (cache: string, file: string, quiet = false) =>
    prepare([copyOfTickets(cache, file, KVNO, quiet, {KRB5_CONFIG: kdc.config})]);

  test.each(['KEYRING:session:', 'KEYRING:user:', 'DIR:'])('%s comes out as a file for its owner alone', async kind => {
    const place = kind === 'DIR:' ? join(root, 'collection') : `hsf-${process.pid}`;
    if (kind === 'DIR:') mkdirSync(place, {mode: 0o700});
    const cache = `${kind}${place}`;
    expect(tool('kinit', ['somebody'], cache, `${kdc.password}\n`).stderr).toBe('');
    try {
      const file = join(root, `private-${kind.split(':')[1] || 'dir'}`, 'krb5cc');
      expect(await copy(cache, file)).toEqual([]);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
      const listed = tool('klist', [], `FILE:${file}`).stdout;
      expect(listed).toContain(`Default principal: ${kdc.principal}`);
      expect(listed).toContain('krbtgt/HSF.TEST@HSF.TEST');
      // It is a ticket one can work with: the service asks the KDC for another one.
      expect(tool('kvno', ['krbtgt/HSF.TEST@HSF.TEST'], `FILE:${file}`).status).toBe(0);
    } finally {
      tool('kdestroy', ['-q'], cache);
    }
  });

  test('copies of starts that have ended go, those of others stay', async () => {
    const place = join(root, 'left-over');
    mkdirSync(place, {mode: 0o700});
    const ended = spawnSync('true').pid;
    for (const pid of [ended, process.pid]) writeFileSync(join(place, `krb5cc-hsf-0-${pid}`), 'tickets');
    await copy(KEYRING, join(place, 'krb5cc-hsf-0-new'), true);
    expect(readdirSync(place)).toEqual([`krb5cc-hsf-0-${process.pid}`]);
  });

  test('a cache without tickets is said in words, with the cache left out that was named by nobody', async () => {
    const file = join(root, 'none', 'krb5cc');
    const [said] = await copy(KEYRING, file);
    expect(said).toContain(`The Kerberos tickets of ${KEYRING} could not be copied for the container`);
    expect(await copy(KEYRING, file, true)).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });

  test('a directory that leads elsewhere is not written to', async () => {
    const target = join(root, 'elsewhere');
    mkdirSync(target);
    symlinkSync(target, join(root, 'trap'));
    const [said] = await copy('KEYRING:session:x', join(root, 'trap', 'krb5cc'));
    expect(said).toContain('does not belong to this user');
  });

  test.skipIf(process.getuid!() !== 0)("a directory of somebody else's is not written to", async () => {
    const target = join(root, 'theirs');
    mkdirSync(target);
    execFileSync('chown', ['12345', target]);
    chmodSync(target, 0o777);
    const [said] = await copy('KEYRING:session:x', join(target, 'krb5cc'));
    expect(said).toContain('does not belong to this user');
  });
});
