import {spawnSync} from 'node:child_process';
import {afterAll, describe, expect, test} from 'vitest';
import {withOddNames} from '../../src/start/odd-names.ts';
import {makeLauncher} from './launcher.ts';

const launcher = makeLauncher();
afterAll(() => launcher.remove());

const ODD = {'BASH_FUNC_mine%%': '() { echo "mine: $1"\n}', 'a.b': "it's\nodd", 'MY-OWN': ''};

test.each([
  {title: 'usual names need nothing', env: {A: '1', _b2: ''}, words: ['/bin/true', 'x']},
  {title: 'what env would take for an option or cannot say is left out', env: {'-i': '1', '': '2'}, words: ['/bin/true', 'x']},
  {title: 'others are given by env', env: {A: '1', 'a.b': 'c d'}, words: ['/usr/bin/env', 'a.b=c d', '/bin/true', 'x']},
])('$title', ({env, words}) => {
  expect(withOddNames(['/bin/true', 'x'], env)).toEqual(words);
});

test('a program with an equals sign in its name stays the program', () => {
  expect(withOddNames(['/a=b/true'], {'a.b': ''})).toEqual(['/a=b/true']);
});

describe.each([true, false])('where hsf becomes the command: %s', mayReplace => {
  test.each(['true', "trap '' HUP", 'ulimit -Sn 200', "trap '' INT; ulimit -Sn 300", "export RAW=$'\\xff'"])(
    'functions of bash and other odd names arrive behind "%s"',
    preparation => {
      const words = launcher.words({argv: ['/bin/bash', '-c', 'mine well; printf "\\0"; exec env -0']}, mayReplace);
      const {stdout} = spawnSync('/bin/bash', ['-c', `${preparation}; exec "$@"`, 'bash', ...words], {
        encoding: 'utf8',
        env: {...launcher.env, ...ODD},
      });
      const parts = stdout.split('\0');
      expect(parts[0]).toBe('mine: well\n');
      for (const name of ['a.b', 'MY-OWN'] as const) expect(parts).toContain(`${name}=${ODD[name]}`);
    },
  );

  test('and through the small parent of an engine', () => {
    const signals = {by: 'child', generation: 0} as const;
    const words = launcher.words({argv: ['/bin/bash', '-c', 'mine well'], signals}, mayReplace);
    const {stdout} = spawnSync(words[0], words.slice(1), {encoding: 'utf8', env: {...launcher.env, ...ODD}});
    expect(stdout).toBe('mine: well\n');
  });
});
