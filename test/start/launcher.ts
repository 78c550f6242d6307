import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Plan} from '../../src/start/plan.ts';
import {keptWords} from './stored-launcher.ts';

/** `bin/hsf` with a program behind it that only hands over: what Node loses on the way is what the real one would lose. */
export type Launcher = {
  readonly directory: string;
  /** The words that start a plan, for a shell or `spawn`: through Node, or kept in sh. Throws for what is never kept. */
  readonly words: (plan: Partial<Plan> & Pick<Plan, 'argv'>, mayReplace: boolean | 'kept') => readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly remove: () => void;
};

export function makeLauncher(): Launcher {
  const directory = mkdtempSync(join(tmpdir(), 'hsf-launcher-'));
  mkdirSync(join(directory, 'bin'));
  mkdirSync(join(directory, 'dist'));
  cpSync(join(import.meta.dirname, '../../bin/hsf'), join(directory, 'bin/hsf'));
  writeFileSync(join(directory, 'dist/package.json'), '{"type": "module"}');
  writeFileSync(
    join(directory, 'dist/hsf.js'),
    `await import(${JSON.stringify(join(import.meta.dirname, 'fixtures/launch.ts'))});\n`,
  );
  let count = 0;
  return {
    directory,
    env: {PATH: '/usr/bin:/bin', HOME: directory, TERM: 'xterm', HSF_NODE: process.execPath},
    words: (plan, mayReplace) => {
      if (mayReplace === 'kept') return kept(plan, directory);
      const file = join(directory, `plan-${(count += 1)}.json`);
      const whole = {
        stack: 's',
        variant: 'v',
        mode: 'native',
        engine: null,
        image: null,
        cwd: '/',
        env: {set: {}, unset: [], dropped: []},
        steps: [],
        mounts: [],
        warnings: [],
        prepare: [],
        signals: {by: 'exec'},
        processEnv: null,
        ...plan,
      };
      writeFileSync(file, JSON.stringify({plan: whole, mayReplace}));
      return [join(directory, 'bin/hsf'), file];
    },
    remove: () => rmSync(directory, {recursive: true, force: true}),
  };
}

function kept(plan: Partial<Plan> & Pick<Plan, 'argv'>, directory: string): readonly [string, ...string[]] {
  const {argv, env = {set: {}, unset: [], dropped: []}, prepare = [], processEnv = null, signals} = plan;
  const isPlain = prepare.length === 0 && processEnv === null && (signals === undefined || signals.by === 'exec');
  const unset = [...env.unset, ...env.dropped.map(({name}) => name)];
  const wishes = {program: join(directory, 'bin/hsf'), cache: join(directory, '.cache'), set: env.set, unset, argv};
  const words = isPlain ? keptWords(wishes) : null;
  if (words === null) throw new Error('No such start is kept in sh.');
  // Were it not found there, Node would say so with a status of its own.
  return words;
}
