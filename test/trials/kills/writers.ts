import {appendFileSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {NATIVE, type StateScene} from '../../rig/state/state-scene.ts';
import type {Kept} from '../../rig/state/kept.ts';

/** A command that writes something its user would miss, or wait for. */
export type Writer = {
  readonly title: string;
  /** Makes sure that there is something to write; the number differs from one trial to the next. */
  readonly before?: (scene: StateScene, number: number) => void;
  readonly words: (number: number) => readonly string[];
  /** What may be otherwise afterwards: all else of what is kept has to be as it was. */
  readonly changes: (kept: Kept, number: number) => Kept | null;
};

const touched = (scene: StateScene, number: number) => {
  const view = join(scene.tree.root, 'sft.cern.ch/lcg/views');
  mkdirSync(join(view, `LCG_${300 + (number % 50)}`), {recursive: true});
  utimesSync(view, number, number);
};

const started = (kept: Kept): Kept => ({
  ...kept,
  starts: new Map([...kept.starts, ['lcg/LCG_107', (kept.starts.get('lcg/LCG_107') ?? 0) + 1]]),
});

/** Two hours ago, in milliseconds since 1970: old enough to be folded. */
const longAgo = () => Date.now() - 2 * 3_600_000;

export const WRITERS: readonly Writer[] = [
  {
    title: 'config set',
    words: number => ['config', 'set', 'timeout', String(20 + (number % 100))],
    changes: (kept, number) => ({...kept, settings: {...kept.settings, timeout: 20 + (number % 100)}}),
  },
  {
    title: 'favourite add',
    words: number => ['favourite', 'add', number % 2 === 0 ? 'LCG_107' : 'LCG_110a'],
    changes: (kept, number) => {
      const name = number % 2 === 0 ? 'lcg/LCG_107' : 'lcg/LCG_110a';
      return {...kept, favourites: [name, ...kept.favourites.filter(other => other !== name)]};
    },
  },
  {
    title: 'profile save',
    words: number => ['profile', 'save', `p${number % 7}`, NATIVE],
    changes: (kept, number) => ({
      ...kept,
      profiles: {...kept.profiles, [`p${number % 7}`]: 'lcg/LCG_107@x86_64-debian12-gcc12-opt'},
    }),
  },
  {
    title: 'allow',
    words: () => ['allow', '.'],
    changes: kept => ({...kept, trusted: true}),
  },
  {title: 'lock', words: () => ['lock', '.'], changes: kept => kept},
  {title: 'list', before: touched, words: () => ['list'], changes: kept => kept},
  {title: 'refresh', before: touched, words: () => ['refresh', '--packages'], changes: kept => kept},
  {title: 'search', before: touched, words: number => ['search', number % 2 === 0 ? 'ROOT' : 'Python'], changes: kept => kept},
  {title: 'run', words: number => ['run', NATIVE, '--', 'true', String(number % 3)], changes: started},
  {
    title: 'a first run',
    before: scene => rmSync(join(scene.home, '.cache/hsf'), {recursive: true, force: true}),
    words: () => ['run', NATIVE, '--', 'true'],
    changes: started,
  },
  {title: 'env', words: () => ['env', NATIVE, '--shell', 'bash'], changes: kept => kept},
  {
    title: 'a history that is folded',
    before: scene => {
      const history = join(scene.home, '.local/state/hsf/history');
      mkdirSync(history, {recursive: true});
      const at = new Date(longAgo()).toISOString();
      const line = `${JSON.stringify({at, event: 'started', address: 'old/stack', variant: null, verb: 'run'})}\n`;
      const pieces = readdirSync(history).filter(name => name.endsWith('.jsonl'));
      for (let piece = pieces.length; piece < 4; piece++)
        writeFileSync(join(history, `${longAgo() + piece}-test${piece}${Date.now().toString(36)}.jsonl`), line.repeat(3), {
          mode: 0o600,
        });
      // Long enough to be moved away.
      const file = join(scene.home, '.local/state/hsf/history.jsonl');
      const size = statSync(file, {throwIfNoEntry: false})?.size ?? 0;
      if (size < 66_000) appendFileSync(file, line.repeat(Math.ceil((66_000 - size) / line.length)), {mode: 0o600});
    },
    words: () => ['run', NATIVE, '--', 'true'],
    changes: started,
  },
];
