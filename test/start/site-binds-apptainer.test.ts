import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {parseSiteBinds} from '../../src/start/site-binds.ts';
import {which} from '../../src/system/which.ts';
import {requires} from '../engines/rig.ts';
import {apptainerProgram} from '../rig/engines/apptainer.ts';

const program = apptainerProgram();
if (program === null)
  console.warn('skipped: apptainer is not installed, so its reading of APPTAINER_BIND is not compared with ours');
const able = requires('busybox') && program !== null;

describe.skipIf(!able)("our reading of APPTAINER_BIND is apptainer's own (MOUNTS.md 5)", () => {
  // Below /var/tmp: what is below /tmp it shows by itself.
  const root = realpathSync(mkdtempSync('/var/tmp/hsf-site-binds-'));
  afterAll(() => rmSync(root, {recursive: true, force: true}));
  chmodSync(root, 0o755);
  const home = join(root, 'home');
  const image = join(root, 'image');
  for (const name of [
    'a',
    'b',
    'x:y',
    'x,y',
    'with blank',
    'home',
    'image/bin',
    'image/m',
    'image/n',
    'image/proc',
    'image/tmp',
    'image/etc',
    'image/dev',
    'image/sys',
  ])
    mkdirSync(join(root, name), {recursive: true});
  if (able) copyFileSync(which('busybox', process.env['PATH'])!, join(image, 'bin/sh'));

  /** What apptainer mounts: target and mode, by the kernel's own list; null when it refuses. */
  function asApptainerDoes(value: string): readonly string[] | null {
    const list =
      'while read -r _ point _ options _; do case $point in /m|/n) echo "$point ${options%%,*}";; esac; done < /proc/self/mounts';
    const words = ['-s', 'exec', '--userns', '--no-mount', 'bind-paths,home,tmp,cwd', image, '/bin/sh', '-c', list];
    const env = {PATH: process.env['PATH']!, HOME: home, APPTAINER_BIND: value};
    const {status, stdout} = spawnSync(program!, words, {env, cwd: '/', encoding: 'utf8'});
    return status === 0
      ? stdout
          .split('\n')
          .filter(line => line !== '')
          .toSorted()
      : null;
  }

  test.each([
    'A:/m:ro,B:/n',
    'A:/m:ro,rw',
    ',A:/m,',
    ' A:/m , B:/n ',
    String.raw`ROOT/x\:y:/m,ROOT/x\,y:/n:ro`,
    'ROOT/with blank:/m:rw,B:/n:ro',
    'ROOT/a/../b:/m',
    'A:/m:bogus',
    'A:/m:ro:rw',
    'A:',
    'A:m',
  ])('%s', pattern => {
    const value = pattern.replaceAll('ROOT', root).replaceAll('A:', `${root}/a:`).replaceAll('B:', `${root}/b:`);
    const binds = parseSiteBinds(value);
    const ours = binds.map(bind => ('refused' in bind ? null : `${bind.target} ${bind.mode}`));
    expect(ours.includes(null) ? null : ours.toSorted()).toEqual(asApptainerDoes(value));
    for (const bind of binds) if ('source' in bind) expect(bind.source.startsWith(root)).toBe(true);
  });
});
