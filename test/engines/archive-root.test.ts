import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {IMAGE_WORD, withImageStep} from '../../src/engines/archive-root.ts';

const STEP = {script: 'hsf_image="the image"; shift', args: []};

test('the image takes the place of its word, and of no other', () => {
  const before = ['--env', "it's $HOME", '', 'a\nb', '"$1"'];
  const behind = ['/bin/sh', '-c', IMAGE_WORD, '', '*'];
  const argv = withImageStep('/usr/bin/printf', STEP, ['/usr/bin/printf', '%s\\0', ...before, IMAGE_WORD, ...behind]);
  const {stdout, stderr} = spawnSync(argv[0]!, argv.slice(1), {encoding: 'utf8', env: {hsf_word1: 'mine', hsf_image: 'mine'}});
  expect(stderr).toBe('');
  expect(stdout.split('\0').slice(0, -1)).toEqual([...before, 'the image', ...behind]);
});

test('a command may have as many words as a program can be given', () => {
  // Going round with all of them for each takes minutes.
  const words = Array.from({length: 60_000}, (_, index) => `word ${index}`);
  const argv = withImageStep('/usr/bin/printf', STEP, ['/usr/bin/printf', '%s\\0', IMAGE_WORD, ...words]);
  const {stdout, stderr} = spawnSync(argv[0]!, argv.slice(1), {encoding: 'utf8', maxBuffer: 1 << 24, timeout: 20_000});
  expect(stderr).toBe('');
  expect(stdout).toBe(['the image', ...words].map(word => `${word}\0`).join(''));
});
