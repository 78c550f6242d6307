import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';

const CHECKOUT = join(import.meta.dirname, '..', '..');
let base = '';

// The entry of the real build before a part of its own, so that nothing else makes or reads the cache.
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-entry-')));
  cpSync(join(CHECKOUT, 'dist/hsf.js'), join(base, 'hsf.mjs'));
  writeFileSync(join(base, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(base, 'main.js'),
    `console.log('started', ${JSON.stringify('x'.repeat(5000))}.length, process.argv.slice(2).join());`,
  );
});

afterAll(() => {
  execFileSync('chmod', ['-R', 'u+rwx', base]);
  rmSync(base, {recursive: true, force: true});
});

function start(env: Readonly<Record<string, string>>): void {
  const {stdout, stderr, status} = spawnSync(process.execPath, [join(base, 'hsf.mjs'), 'a', 'b'], {
    env: {...env},
    encoding: 'utf8',
  });
  expect({stdout, stderr, status}).toEqual({stdout: 'started 5000 a,b\n', stderr: '', status: 0});
}

test('code is kept where hsf has a cache, and used again', () => {
  mkdirSync(join(base, 'cache/hsf'), {recursive: true});
  start({XDG_CACHE_HOME: join(base, 'cache')});
  expect(readdirSync(join(base, 'cache/hsf/code'))).toHaveLength(1);
  start({XDG_CACHE_HOME: join(base, 'cache')});
});

test('no cache is made where hsf has none yet', () => {
  mkdirSync(join(base, 'home'));
  start({HOME: join(base, 'home')});
  expect(existsSync(join(base, 'home/.cache'))).toBe(false);
});

test('starts without, whatever is wrong with the cache', () => {
  writeFileSync(join(base, 'file'), '');
  mkdirSync(join(base, 'closed/hsf'), {recursive: true});
  chmodSync(join(base, 'closed/hsf'), 0o500);
  mkdirSync(join(base, 'damaged/hsf/code'), {recursive: true});
  start({XDG_CACHE_HOME: join(base, 'damaged')});
  for (const entry of readdirSync(join(base, 'damaged/hsf/code'), {recursive: true, withFileTypes: true})) {
    if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'nothing that Node wrote');
  }
  for (const env of [
    {},
    {HOME: '/proc/nowhere'},
    {HOME: join(base, 'file')},
    {XDG_CACHE_HOME: 'relative', HOME: ''},
    {XDG_CACHE_HOME: join(base, 'closed')},
    {XDG_CACHE_HOME: join(base, 'damaged')},
  ]) {
    start(env);
  }
});
