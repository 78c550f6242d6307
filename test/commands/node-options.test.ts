import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

// Node reads options of its own from the whole command line and from variables; hsf is not to be steered by what it passes on.
const HSF = join(import.meta.dirname, '..', '..', 'bin/hsf');
const STACK = 'LCG_107@debian12';

let scene: Scene;
let marker = '';
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  marker = join(scene.folder, 'marker');
  const intruder = join(scene.folder, 'intruder.cjs');
  writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran');`);
  writeFileSync(join(scene.folder, 'steer.json'), JSON.stringify({nodeOptions: {require: [intruder]}}));
  writeFileSync(join(scene.folder, 'node.config.json'), JSON.stringify({nodeOptions: {require: [intruder]}}));
  writeFileSync(join(scene.folder, 'steer.env'), `NODE_OPTIONS=--require ${intruder}\nPLAIN=yes\n`);
});
afterAll(() => scene.remove());

function hsf(words: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = {PATH: process.env['PATH'] ?? '', HOME: scene.home, HSF_CVMFS: scene.tree.root, HSF_OS: 'debian12', ...variables};
  const {status, stdout, stderr} = spawnSync(HSF, words, {cwd: scene.folder, encoding: 'utf8', env});
  return {status, stdout, stderr, intruded: spawnSync('test', ['-e', marker]).status === 0};
}

describe('an argument that is an option of Node', () => {
  test.each([
    '--experimental-config-file=steer.json',
    '--experimental-config-file=missing.json',
    '--experimental-default-config-file',
    '--env-file=steer.env',
    '--env-file-if-exists=steer.env',
    'hsf:words',
  ])('%s reaches the command and nobody else', word => {
    const words = ['a', word, '', 'b c', ':d'];
    const ended = hsf(['run', STACK, '--', 'printf', '<%s>', ...words]);
    expect(ended).toMatchObject({status: 0, stdout: words.map(each => `<${each}>`).join(''), intruded: false});
  });

  test("hsf's own --env-file is read by hsf, as data", () => {
    const ended = hsf(['run', STACK, '--env-file', 'steer.env', '--', 'sh', '-c', 'echo "$PLAIN"']);
    expect(ended).toMatchObject({status: 0, stdout: 'yes\n', intruded: false});
  });

  test('a file that is missing is a failure of hsf', () => {
    expect(hsf(['run', STACK, '--env-file', 'nowhere', '--', 'true'])).toMatchObject({status: 125});
    expect(JSON.parse(hsf(['plan', STACK, '--env-file=nowhere', '--json']).stdout)).toHaveProperty('error.code', 'usage');
  });
});

describe('a variable that steers Node', () => {
  test('does not steer hsf, and reaches the command', () => {
    const ended = hsf(['run', STACK, '--', 'sh', '-c', 'echo "$NODE_OPTIONS"; env | grep -c HSF_KEPT'], {
      NODE_OPTIONS: '--no-such-option',
    });
    expect([ended.status, ended.stdout]).toEqual([1, '--no-such-option\n0\n']);
  });

  test('even empty, it stays set', () => {
    const ended = hsf(['run', STACK, '--', 'sh', '-c', 'echo "${NODE_DEBUG-unset}|${NODE_OPTIONS-unset}"'], {NODE_DEBUG: ''});
    expect(ended.stdout).toBe('|unset\n');
  });
});
