import {spawnSync} from 'node:child_process';
import {chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

const HSF = join(import.meta.dirname, '../../bin/hsf');
const ME = process.getuid!();
const STRANGER = 12_345;

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => scene.remove());
beforeEach(() => {
  for (const name of readdirSync(scene.home)) rmSync(join(scene.home, name), {recursive: true});
});

/** Runs `bin/hsf`, as another user where one is named. */
function hsf(args: readonly string[], uid = ME, env: Readonly<Record<string, string>> = {}) {
  const host = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
  return spawnSync(HSF, args, {
    encoding: 'utf8',
    cwd: scene.folder,
    env: {PATH: process.env['PATH'], HOME: scene.home, HSF_CVMFS: scene.tree.root, ...host, ...env},
    ...(uid === ME ? {} : {uid, gid: uid}),
  });
}

/** A file below the home, with the directories above it. */
function put(path: string, text: string, mode = 0o600): string {
  const file = join(scene.home, path);
  mkdirSync(join(file, '..'), {recursive: true, mode: 0o700});
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const NATIVE = 'LCG_107@debian12-gcc12';
const EVIL = JSON.stringify({env: ['EVIL=yes']});
const showEvil = ['run', NATIVE, '--', 'sh', '-c', 'echo "[$EVIL]"'];

describe('settings that others can write', () => {
  test('are not used, which is said', () => {
    const file = put('.config/hsf/config.json', EVIL, 0o666);
    const ended = hsf(showEvil);
    expect([ended.status, ended.stdout]).toEqual([0, '[]\n']);
    expect(ended.stderr).toContain(`hsf: ${file} can be written by everybody, so its settings are not used.`);
    chmodSync(file, 0o600);
    expect(hsf(showEvil).stdout).toBe('[yes]\n');
  });

  test('do not become the own ones by a change of another setting', () => {
    const file = put('.config/hsf/config.json', EVIL, 0o666);
    const ended = hsf(['config', 'set', 'theme', 'mono']);
    expect([ended.status, ended.stderr]).toEqual([1, expect.stringContaining(`${file} can be written by everybody`)]);
    expect(lstatSync(file).mode & 0o777).toBe(0o666);
  });

  test('are no profiles and no families either', () => {
    const profiles = put('.config/hsf/profiles.json', '{"profiles": {}}', 0o666);
    const family = put('.config/hsf/families/evil.toml', 'extends = "lcg"\ntitle = "Evil"\n', 0o666);
    expect(hsf(['profile', 'list']).stderr).toContain(`${profiles} can be written by everybody`);
    const shown = hsf(['family', 'show', 'lcg']);
    expect(shown.stderr).toContain(`${family}:1: This file can be written by everybody.`);
    expect(shown.stdout).not.toContain('Evil');
    expect(hsf(['profile', 'save', 'mine', NATIVE]).stderr).toContain(`${profiles} can be written by everybody`);
  });

  test('are no directory: what was planted there is left alone', () => {
    put('.config/hsf/config.json', EVIL);
    for (const name of ['.config', '.cache', '.local/state']) {
      mkdirSync(join(scene.home, name, 'hsf'), {recursive: true});
      chmodSync(join(scene.home, name, 'hsf'), 0o777);
    }
    const ended = hsf(showEvil);
    expect([ended.status, ended.stdout]).toEqual([0, '[]\n']);
    expect(ended.stderr).toContain(`${scene.home}/.config/hsf can be written by everybody, so it is not used.`);
    expect(readdirSync(join(scene.home, '.cache/hsf'))).toEqual([]);
    expect(readdirSync(join(scene.home, '.local/state/hsf'))).toEqual([]);
    const {stdout} = hsf(['doctor']);
    for (const name of ['.config', '.cache', '.local/state'])
      expect(stdout).toContain(`${scene.home}/${name}/hsf can be written by everybody, so it is not used.`);
  });
});

// Files can be given away by root alone.
describe.runIf(ME === 0)('files of another user', () => {
  function giveAway(uid: number): void {
    for (const name of readdirSync(scene.home, {recursive: true})) chownSync(join(scene.home, String(name)), uid, uid);
    chownSync(scene.home, uid, uid);
    // For everybody on the way, a user who may not read it is no trial of anything.
    for (const path of [scene.folder, scene.home]) chmodSync(path, 0o755);
  }

  test('are not used by root, who may have kept the HOME of whoever called sudo', () => {
    put('.config/hsf/config.json', EVIL);
    giveAway(STRANGER);
    const ended = hsf(showEvil);
    expect([ended.status, ended.stdout]).toEqual([0, '[]\n']);
    expect(ended.stderr).toContain(`${scene.home}/.config/hsf belongs to somebody else (uid ${STRANGER}), so it is not used.`);
    expect(hsf(showEvil, STRANGER).stdout).toBe('[yes]\n');
    // Neither has root left anything there that its owner then could not change.
    const owners = readdirSync(scene.home, {recursive: true}).map(name => lstatSync(join(scene.home, String(name))).uid);
    expect(new Set(owners)).toEqual(new Set([STRANGER]));
  });

  test('are not used by another user: a cache that was planted runs nothing and is not written to', () => {
    const cache = join(scene.folder, 'planted');
    mkdirSync(join(cache, 'hsf/quick'), {recursive: true});
    const planted = 'hsf_whole=yes\nhsf_use_stored() { echo PLANTED; exit 0; }\n';
    writeFileSync(join(cache, 'hsf/quick/list'), planted);
    chmodSync(cache, 0o1777);
    chmodSync(scene.folder, 0o755);
    // As it would be without owners: the file is well-formed.
    expect(hsf(['list'], ME, {XDG_CACHE_HOME: cache}).stdout).toBe('PLANTED\n');
    const home = join(scene.folder, 'home-of-stranger');
    mkdirSync(home);
    chownSync(home, STRANGER, STRANGER);
    for (const owner of [ME, 23_456]) {
      for (const path of ['', 'hsf', 'hsf/quick', 'hsf/quick/list']) chownSync(join(cache, path), owner, owner);
      const ended = hsf(['list'], STRANGER, {XDG_CACHE_HOME: cache, HOME: home});
      expect([ended.status, ended.stdout]).toEqual([0, expect.stringContaining('lcg/LCG_107')]);
      expect(ended.stdout).not.toContain('PLANTED');
      expect(readdirSync(join(cache, 'hsf'))).toEqual(['quick']);
    }
    // The file may be the user's own, as by a link; the directory says who put it there.
    chownSync(join(cache, 'hsf/quick/list'), STRANGER, STRANGER);
    expect(hsf(['list'], STRANGER, {XDG_CACHE_HOME: cache, HOME: home}).stdout).not.toContain('PLANTED');
    expect(existsSync(join(cache, 'hsf/code'))).toBe(false);
  });
});
