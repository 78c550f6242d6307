import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterAll} from 'vitest';
import {processEnvironment} from '../../src/start/hand-over.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import {prepare} from '../../src/start/prepare.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {asAccount, requires} from '../engines/rig.ts';
import {buildPrefix, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {homesFor} from './homes.ts';
import {IMAGE, SETUP, writeImage} from './toy-image.ts';
import {inputOf, type InputWishes, variantOf, type VariantWishes} from './rig.ts';

export const able = requires('bwrap', 'unshare', 'proot', 'busybox', 'setpriv', 'ldd');
export const uids = process.getuid!() === 0 ? [0, 12_345] : [process.getuid!()];

/** Where nothing is shown inside by itself, as `/tmp` is. */
const UNSHARED = process.getuid!() === 0 ? '/srv' : homedir();

/** A tree with an image and a stack for it, homes for these users, and real starts in it. Removed after the suite. */
export function containerScene(who: readonly number[] = uids) {
  const root = realpathSync(mkdtempSync(join(UNSHARED, 'hsf-container-')));
  afterAll(() => rmSync(root, {recursive: true, force: true}));
  chmodSync(root, 0o755);
  const cvmfs = join(root, 'cvmfs');
  mkdirSync(join(cvmfs, 'unpacked.cern.ch'), {recursive: true});
  if (able) writeImage(cvmfs);
  if (able && prefixObstacle() === null) buildPrefix(cvmfs);
  const homes = homesFor(root, who);

  const planOf = (uid: number, action: Wishes['action'], wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) => {
    const home = homes.get(uid)!;
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      SHELL: '/bin/bash',
      TERM: 'screen-256color',
      USER: 'somebody',
      LANG: 'C.UTF-8',
      LD_LIBRARY_PATH: '/host/lib',
      DISPLAY: ':7',
      ...wishes.caller?.env,
    };
    const variant = variantOf({entry: {kind: 'source', path: SETUP}, runs: 'container', image: IMAGE, ...more});
    const input = inputOf(variant, cvmfs, {
      cacheDirectory: join(home, 'cache'),
      stateDirectory: join(home, 'state'),
      ...wishes,
      wishes: {action, ...wishes.wishes},
      caller: {uid, gid: uid, cwd: join(home, 'thesis'), ...wishes.caller, env},
    });
    return {plan: makePlan(input), env};
  };
  const start = async (
    uid: number,
    action: Wishes['action'],
    wishes: InputWishes = {},
    more: Partial<VariantWishes> = {},
    input = '',
  ) => {
    const {plan: promise, env} = planOf(uid, action, wishes, more);
    const plan = await promise;
    await prepare(plan.prepare);
    // Made by the user's own launcher in real life.
    const runtime = plan.prepare.flatMap(item =>
      'path' in item && item.path.includes('/hsf/runtime') ? [dirname(item.path)] : [],
    );
    if (process.getuid!() === 0) execFileSync('chown', ['-R', `${uid}:${uid}`, homes.get(uid)!, ...runtime]);
    const [program, ...args] = asAccount({uid, gid: uid, groups: wishes.caller?.groups ?? [], home: homes.get(uid)!}, plan.argv);
    return {plan, ...(await ended(program!, args, processEnvironment(plan, env), input))};
  };
  const run = (uid: number, words: readonly [string, ...string[]], wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) =>
    start(uid, {kind: 'command', command: words}, wishes, more);
  const sh = (uid: number, script: string, wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) =>
    run(uid, ['/bin/sh', '-c', script], wishes, more);
  return {root, cvmfs, homes, here: (path: string) => cvmfs + path.slice('/cvmfs'.length), planOf, start, run, sh};
}

/** Not waited for with all hands: a registry of the test may have to answer meanwhile. */
export async function ended(program: string, args: readonly string[], env: Readonly<Record<string, string>>, input = '') {
  const child = spawn(program, args, {env, cwd: '/', timeout: 60_000});
  // A command that ends without reading closes it while it is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return {stdout, stderr, status};
}
