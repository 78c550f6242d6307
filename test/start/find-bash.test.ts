import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {BASH_TO_BE_FOUND, FIND_BASH_SCRIPT, findingBash} from '../../src/start/find-bash.ts';

const run = (argv: readonly [string, ...string[]], env: Record<string, string> = {}) =>
  spawnSync(argv[0], argv.slice(1), {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: {PATH: '/usr/bin:/bin', ...env}});
/** The same where no bash can be found. */
const withoutBash = (argv: readonly [string, ...string[]]) => {
  const script = FIND_BASH_SCRIPT.replace(/for hsf_bash in .*?; do/, 'for hsf_bash in /no/bash; do');
  return run(argv.map(word => (word === FIND_BASH_SCRIPT ? script : word)) as unknown as readonly [string, ...string[]]);
};
const PRINT = 'printf "<%s>" "$BASH" "$@"';

describe('bash in an image that cannot be looked into', () => {
  test('is found, and its path takes the places of ours alone', () => {
    const words = [BASH_TO_BE_FOUND, '-c', PRINT, 'bash', BASH_TO_BE_FOUND, 'a b', '', "it's", BASH_TO_BE_FOUND];
    const {stdout, stderr, status} = run(findingBash(words, 5, null, 'no'));
    expect({stderr, status}).toEqual({stderr: '', status: 0});
    expect(stdout).toBe(`</bin/bash></bin/bash><a b><><it's></bin/bash>`);
  });
  test.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])(
    'takes its places among as many words as there can be, in %s',
    (...sh) => {
      // Going round with all of them for each takes minutes.
      const words = Array.from({length: 20_000}, (_, index) => `${index} '"$1" *`);
      const [, ...argv] = findingBash([BASH_TO_BE_FOUND, '-c', `printf '%s\\0' "$@"`, 'bash', ...words], 1, ['/bin/false'], 'no');
      const {stdout, stderr} = run(['/usr/bin/env', ...sh, ...argv]);
      expect(stderr).toBe('');
      expect(stdout).toBe(words.map(word => `${word}\0`).join(''));
    },
  );
  test('is said to be missing where it is needed', () => {
    const {stderr, status} = withoutBash(findingBash([BASH_TO_BE_FOUND, '-c', PRINT], 1, null, 'There is no bash in X.'));
    expect({stderr, status}).toEqual({stderr: 'hsf: There is no bash in X.\n', status: 125});
  });
  test('makes way for sh where it is not', () => {
    const {stdout, status} = withoutBash(
      findingBash([BASH_TO_BE_FOUND, '-c', PRINT], 1, ['/bin/sh', '-c', 'echo "sh $1"', 'sh', 'x y'], 'no'),
    );
    expect({stdout, status}).toEqual({stdout: 'sh x y\n', status: 0});
  });
  test('is what SHELL names, where the one it names is not there', () => {
    const words = [BASH_TO_BE_FOUND, '-c', 'echo $SHELL'];
    expect(run(findingBash(words, 1, null, ''), {SHELL: '/no/zsh'}).stdout).toBe('/bin/bash\n');
    expect(run(findingBash(words, 1, null, ''), {SHELL: '/bin/sh'}).stdout).toBe('/bin/sh\n');
  });
});
