import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {captureEnvironment} from '../../src/start/environment/capture.ts';
import {processEnvironment} from '../../src/start/hand-over.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {nameOfSetUp} from '../../src/start/set-up-step.ts';
import {inputOf, type InputWishes, variantOf, type VariantWishes} from './rig.ts';

export const VIEW = '/cvmfs/sft.cern.ch/lcg/views/LCG_1/x86_64-el9-gcc13-opt';
export const command = (...words: [string, ...string[]]): Wishes['action'] => ({kind: 'command', command: words});

/** A tree with one view, a home with a directory `work` and a link to it, and ways to start what is written there, for real. */
export function nativeScene() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-native-')));
  const cvmfs = join(root, 'cvmfs');
  mkdirSync(join(cvmfs, VIEW.slice(7)), {recursive: true});
  mkdirSync(join(root, 'work'));
  symlinkSync(join(root, 'work'), join(root, 'link'));
  const env = {PATH: '/usr/bin:/bin', HOME: root, SHELL: '/bin/bash', TERM: 'xterm', MINE: 'kept', LD_LIBRARY_PATH: '/users/own'};

  async function planFor(action: Wishes['action'], wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) {
    const variant = variantOf({entry: {kind: 'source', path: `${VIEW}/setup.sh`}, root: VIEW, ...more});
    return makePlan(
      inputOf(variant, cvmfs, {
        ...wishes,
        wishes: {action, ...wishes.wishes},
        caller: {env, cwd: join(root, 'work'), ...wishes.caller},
      }),
    );
  }

  return {
    root,
    cvmfs,
    env,
    planFor,
    remove: () => rmSync(root, {recursive: true, force: true}),
    /** A file below `/cvmfs`, the view's set-up script unless told; one that begins with `#!` can be executed. */
    write: (text: string, path = `${VIEW}/setup.sh`) => {
      const file = join(cvmfs, path.slice(7));
      mkdirSync(dirname(file), {recursive: true});
      writeFileSync(file, text);
      chmodSync(file, text.startsWith('#!') ? 0o755 : 0o644);
    },

    /** The plan carried out, as its program is started; the tree is shown at /cvmfs, so the set-up has its real path. */
    run: async (action: Wishes['action'], wishes: InputWishes = {}, more: Partial<VariantWishes> = {}, input = '') => {
      const plan = await planFor(action, wishes, more);
      const result = spawnSync(plan.argv[0], plan.argv.slice(1), {
        env: processEnvironment(plan, {...env, ...wishes.caller?.env}),
        cwd: wishes.caller?.cwd ?? join(root, 'work'),
        encoding: 'utf8',
        input,
      });
      return {plan, ...result};
    },

    /** What the set-up does to the environment, and what it printed. */
    capture: async (more: Partial<VariantWishes> = {}, timeoutMs = 10_000) => {
      const printed: string[] = [];
      const plan = await planFor({kind: 'capture'}, {}, more);
      const options = {setUp: nameOfSetUp(plan.steps), env, timeoutMs, onOutput: (text: string) => printed.push(text)};
      const change = await captureEnvironment(plan, options);
      return {change, printed: printed.join('')};
    },
  };
}
