import {spawnSync} from 'node:child_process';
import {afterAll, describe, expect, test} from 'vitest';
import {withFunctions} from '../../src/start/exported-functions.ts';
import {makeLauncher} from './launcher.ts';

const launcher = makeLauncher();
afterAll(() => launcher.remove());

const MINE = {'BASH_FUNC_mine%%': '() { echo "mine: $1"\n}'};

test.each([
  {title: 'other variables need nothing', env: {A: '1', _b2: ''}, words: ['/bin/true', 'x']},
  {title: 'what may be a secret is not put where everybody reads it', env: {'my.token': 's3cret'}, words: ['/bin/true', 'x']},
  {title: 'functions are given by env', env: {A: '1', ...MINE}, words: ['/usr/bin/env', ...entries(MINE), '/bin/true', 'x']},
])('$title', ({env, words}) => {
  expect(withFunctions(['/bin/true', 'x'], env)).toEqual(words);
});

test('a program with an equals sign in its name stays the program', () => {
  expect(withFunctions(['/a=b/true'], MINE)).toEqual(['/a=b/true']);
});

describe.each([true, false])('where hsf becomes the command: %s', mayReplace => {
  test.each(['true', "trap '' HUP", 'ulimit -Sn 200', "trap '' INT; ulimit -Sn 300", "export RAW=$'\\xff'"])(
    'they arrive behind "%s"',
    preparation => {
      const words = launcher.words({argv: ['/bin/bash', '-c', 'mine well']}, mayReplace);
      const {stdout} = spawnSync('/bin/bash', ['-c', `${preparation}; exec "$@"`, 'bash', ...words], {
        encoding: 'utf8',
        env: {...launcher.env, ...MINE},
      });
      expect(stdout).toBe('mine: well\n');
    },
  );

  test('and through the small parent of an engine', () => {
    const signals = {by: 'child', generation: 0} as const;
    const words = launcher.words({argv: ['/bin/bash', '-c', 'mine well'], signals}, mayReplace);
    const {stdout} = spawnSync(words[0], words.slice(1), {encoding: 'utf8', env: {...launcher.env, ...MINE}});
    expect(stdout).toBe('mine: well\n');
  });
});

function entries(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
