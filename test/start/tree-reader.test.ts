import {chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {Answer, Question} from '../../src/find/inspect.ts';
import {treeReader} from '../../src/start/tree-reader.ts';
import {hostFiles} from '../../src/system/host-files.ts';
import {runTool} from '../../src/system/run-tool.ts';
import {which} from '../../src/system/which.ts';

const directory = mkdtempSync(join(tmpdir(), 'hsf-reader-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));
writeFileSync(join(directory, 'file'), 'text\n');
symlinkSync('file', join(directory, 'link'));
symlinkSync('nowhere', join(directory, 'dangling'));
const host = hostFiles('/bin/sh', () => 2_000);

describe('a reader of trees', () => {
  const reader = (answer: (question: Question) => Answer) => {
    const rounds: (readonly Question[])[] = [];
    const ask = (questions: readonly Question[]) => {
      rounds.push(questions);
      return Promise.resolve(questions.map(answer));
    };
    const tree = treeReader(ask, ask, host);
    return {tree, rounds};
  };
  const there = (path: string): Answer => ({status: 'state', kind: 'file', size: 1, readable: true, executable: false, path});

  test('asks ahead in one round and never twice', async () => {
    const {tree, rounds} = reader(({path}) => there(path));
    await tree.ahead([
      {path: '/cvmfs/a.b/x', what: 'state'},
      {path: '/cvmfs/a.b/y', what: 'state'},
    ]);
    expect(await tree.states(['/cvmfs/a.b/x', '/cvmfs/a.b/y'])).toEqual(
      new Map([
        ['/cvmfs/a.b/x', 'file'],
        ['/cvmfs/a.b/y', 'file'],
      ]),
    );
    expect(rounds).toHaveLength(1);
  });

  test("never touches /cvmfs itself, and the machine's files only itself", async () => {
    const {tree, rounds} = reader(({path}) => there(path));
    const states = await tree.states([
      join(directory, 'file'),
      directory,
      join(directory, 'link'),
      join(directory, 'dangling'),
      '/cvmfs/a.b',
    ]);
    expect([...states.values()]).toEqual(['file', 'directory', 'file', 'missing', 'file']);
    expect(rounds.flat().map(question => question.path)).toEqual(['/cvmfs/a.b']);
    expect(await tree.list(directory)).toContainEqual({name: 'link', kind: 'link', target: 'file'});
    expect(await tree.text(join(directory, 'file'))).toBe('text\n');
    expect(await tree.same(join(directory, 'file'), join(directory, 'link'))).toBe(true);
  });

  test('fails on a repository that does not answer, by name', async () => {
    const {tree} = reader(({path}) => ({status: 'not-answering', path, repository: 'a.b', afterMs: 1, late: false}));
    expect((await tree.states(['/cvmfs/a.b/x'])).get('/cvmfs/a.b/x')).toBe('not-answering');
    for (const look of [tree.list, tree.text, tree.real])
      await expect(look('/cvmfs/a.b/x')).rejects.toMatchObject({
        code: 'repository-not-answering',
        message: 'a.b does not answer.',
      });
  });
});

describe('looks at the machine', () => {
  test('give a stuck path up and go on with the rest', async () => {
    // A shell whose look at one path never ends stands for a dead automount.
    const slow = join(directory, 'slow-sh');
    writeFileSync(slow, '#!/bin/sh\nshift 3\nfor p do case $p in */stuck) sleep 30;; esac; echo m; done\n', {mode: 0o755});
    const started = Date.now();
    const states = await hostFiles(slow, () => 300).states(['/a', '/x/stuck', '/b']);
    expect([...states]).toEqual([
      ['/a', 'missing'],
      ['/x/stuck', 'not-answering'],
      ['/b', 'missing'],
    ]);
    expect(Date.now() - started).toBeLessThan(3_000);
  });
});

describe('rights on this machine', () => {
  test('are those of what a link leads to, by a look that may be given up', async () => {
    chmodSync(join(directory, 'file'), 0o640);
    const uid = process.getuid!();
    const paths = ['file', 'link', 'dangling', 'none'].map(name => join(directory, name));
    const local = mkdtempSync('/tmp/hsf-rights-');
    chmodSync(local, 0o711);
    const rights = await host.rights([...paths, local, '/tmp/hsf-none']);
    rmSync(local, {recursive: true});
    expect([...rights].toSorted()).toEqual(
      [
        [local, {mode: 0o711, uid}],
        [paths[0], {mode: 0o640, uid}],
        [paths[1], {mode: 0o640, uid, real: realpathSync(paths[0]!)}],
      ].toSorted(),
    );
    expect((await host.rights([])).size).toBe(0);
    expect(await hostFiles('/bin/false', () => 2_000).rights([join(directory, 'file')])).toEqual(new Map());
  });

  test('parts of files are read from anywhere, fewer at the end', () => {
    const text = (path: string, offset: number, length: number) => {
      const bytes = host.part(path, offset, length);
      return bytes === null ? null : Buffer.from(bytes).toString();
    };
    expect([
      text(join(directory, 'file'), 0, 2),
      text(join(directory, 'file'), 2, 99),
      text(join(directory, 'file'), 99, 1),
    ]).toEqual(['te', 'xt\n', '']);
    expect([text(directory, 0, 1), text(join(directory, 'none'), 0, 1)]).toEqual([null, null]);
  });
});

describe('tools', () => {
  const env = {PATH: '/usr/bin:/bin'};
  test('give status, output and signal', async () => {
    expect(await runTool(['/bin/sh', '-c', 'cat; echo err >&2; exit 3'], {timeoutMs: 5_000, env, input: 'in'})).toEqual({
      status: 3,
      signal: null,
      stdout: 'in',
      stderr: 'err\n',
      late: false,
    });
    expect(await runTool(['/bin/sh', '-c', 'kill -TERM $$'], {timeoutMs: 5_000, env})).toMatchObject({
      status: null,
      signal: 'SIGTERM',
    });
    expect(await runTool(['/no/such'], {timeoutMs: 5_000, env})).toMatchObject({
      status: null,
      late: false,
      stderr: expect.stringContaining('ENOENT'),
    });
  });
  test('are given up in time with all that they started', async () => {
    const started = Date.now();
    expect(await runTool(['/bin/sh', '-c', 'sleep 30 & sleep 30'], {timeoutMs: 200, env})).toMatchObject({
      status: null,
      late: true,
    });
    expect(Date.now() - started).toBeLessThan(2_000);
  });
  test('are kept within bounds', async () => {
    expect((await runTool(['/bin/sh', '-c', 'yes | head -c 100000'], {timeoutMs: 5_000, env, limit: 10})).stdout).toHaveLength(
      10,
    );
  });
});

describe('which', () => {
  test('finds programs, not directories, nor what must not be touched', () => {
    expect(which('sh', '/nowhere:/bin')).toBe('/bin/sh');
    expect(which('sh', ':.:bin')).toBeNull();
    expect(which('bin', '/usr')).toBeNull();
    expect(which('sh', '/bin', ['/bin'])).toBeNull();
    expect(which('/bin/sh', undefined)).toBe('/bin/sh');
    expect(which('./sh', '/bin')).toBeNull();
  });
});
