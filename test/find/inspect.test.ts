import {spawnSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from 'vitest';
import {inspect, type Question} from '../../src/find/inspect.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {clock, LAUNCH, scratch} from './scene.ts';

describe('inspect', () => {
  let root: string;
  const ask = (path: string, what: Question['what'], most?: number) =>
    inspect(root, [{path, what, ...(most !== undefined && {most})}], deadlineAfter(10_000, clock), LAUNCH).then(
      ([answer]) => answer,
    );

  beforeAll(() => {
    root = scratch();
    const repository = join(root, 'a.example.org');
    mkdirSync(join(repository, 'd/e'), {recursive: true});
    mkdirSync(join(root, 'b.example.org'));
    writeFileSync(join(repository, 'd/text'), 'häßlich\n');
    writeFileSync(join(repository, 'd/program'), '#!/bin/sh\n', {mode: 0o755});
    writeFileSync(join(root, 'b.example.org/file'), 'b');
    symlinkSync('/cvmfs/a.example.org/d', join(repository, 'absolute'));
    symlinkSync('../b.example.org/file', join(repository, 'across'));
    symlinkSync('/etc/passwd', join(repository, 'out'));
    symlinkSync('nothing', join(repository, 'dangling'));
    symlinkSync('circle', join(repository, 'circle'));
    spawnSync('mkfifo', [join(repository, 'pipe')]);
  });

  const cases: readonly {title: string; path: string; what: Question['what']; answer: object}[] = [
    {
      title: 'the state of a file',
      path: 'd/text',
      what: 'state',
      answer: {status: 'state', kind: 'file', size: 10, readable: true},
    },
    {title: 'the state of a program', path: 'd/program', what: 'state', answer: {executable: true}},
    {title: 'the state of a directory', path: 'd', what: 'state', answer: {kind: 'directory'}},
    {title: 'a repository itself', path: '', what: 'state', answer: {kind: 'directory'}},
    {
      title: 'entries',
      path: 'd',
      what: 'list',
      answer: {
        status: 'list',
        truncated: false,
        entries: [
          {name: 'e', type: 'directory'},
          {name: 'program', type: 'file'},
          {name: 'text', type: 'file'},
        ],
      },
    },
    {title: 'text', path: 'd/text', what: 'text', answer: {status: 'text', text: 'häßlich\n', truncated: false}},
    {title: 'what is behind an absolute link', path: 'absolute/text', what: 'text', answer: {text: 'häßlich\n'}},
    {title: 'where a link leads', path: 'absolute/e', what: 'real', answer: {status: 'real', real: '/cvmfs/a.example.org/d/e'}},
    {title: 'where a link out of the tree leads', path: 'out', what: 'real', answer: {real: '/etc/passwd'}},
    {title: 'but nothing of what is there', path: 'out', what: 'text', answer: {status: 'missing'}},
    {title: 'nor of a repository that was not named', path: 'across', what: 'text', answer: {status: 'missing'}},
    {title: 'a missing path', path: 'd/none/x', what: 'state', answer: {status: 'missing'}},
    {title: 'a dangling link', path: 'dangling', what: 'state', answer: {status: 'missing'}},
    {title: 'links in a circle', path: 'circle', what: 'state', answer: {status: 'failed', code: 'ELOOP'}},
    {title: 'a path through a file', path: 'd/text/x', what: 'state', answer: {status: 'missing'}},
    {title: 'a list of a file', path: 'd/text', what: 'list', answer: {status: 'failed', code: 'ENOTDIR'}},
    {title: 'the text of a directory', path: 'd', what: 'text', answer: {status: 'failed'}},
    {
      title: 'a pipe, without waiting for its other end',
      path: 'pipe',
      what: 'text',
      answer: {status: 'failed', code: 'no regular file'},
    },
  ];
  for (const {title, path, what, answer} of cases) {
    it(`tells ${title}`, async () => {
      const asked = path === '' ? '/cvmfs/a.example.org' : `/cvmfs/a.example.org/${path}`;
      expect(await ask(asked, what)).toMatchObject({...answer, path: asked});
    });
  }

  it('cuts long texts and lists', async () => {
    expect(await ask('/cvmfs/a.example.org/d/program', 'text', 4)).toMatchObject({text: '#!/b', truncated: true});
    expect(await ask('/cvmfs/a.example.org/d', 'list', 2)).toMatchObject({truncated: true});
  });

  it('answers in order, whatever the repository, and refuses what lies elsewhere', async () => {
    const paths = [
      '/cvmfs/b.example.org/file',
      '/etc/passwd',
      '/cvmfs/a.example.org/d',
      '/cvmfs/c.example.org',
      '/cvmfs/a.example.org/across',
    ];
    const answers = await inspect(
      root,
      paths.map(path => ({path, what: 'state'})),
      deadlineAfter(10_000, clock),
      LAUNCH,
    );
    expect(answers.map(({path}) => path)).toEqual(paths);
    expect(answers.map(({status}) => status)).toEqual(['state', 'failed', 'state', 'missing', 'state']);
  });

  it('says so when there is no scout', async () => {
    const launch = {...LAUNCH, scout: '/nowhere.js'};
    const [answer] = await inspect(root, [{path: '/cvmfs/a.example.org', what: 'state'}], deadlineAfter(5000, clock), launch);
    expect(answer).toMatchObject({status: 'failed', code: 'the process that looks at it ended early'});
  });

  it('answers nothing for no questions', async () => {
    expect(await inspect(root, [], deadlineAfter(1000, clock), LAUNCH)).toEqual([]);
  });
});

describe('a helper that says nothing', () => {
  // In place of Node, so that no scout ever answers.
  const silent = () => {
    const node = join(scratch(), 'node');
    writeFileSync(node, '#!/bin/sh\nsleep 60\n', {mode: 0o755});
    return {...LAUNCH, node};
  };
  const ask = async (totalMs: number, leftMs: number) => {
    const launch = silent();
    const deadline = deadlineAfter(totalMs, clock, clock() - totalMs + leftMs);
    const [answer] = await inspect(scratch(), [{path: '/cvmfs/a.example.org', what: 'state'}], deadline, launch);
    return answer;
  };

  it.concurrent('did not answer, where it had the time', async () => {
    expect(await ask(5000, 5000)).toMatchObject({status: 'not-answering', repository: 'a.example.org', late: false});
  });

  it.concurrent('was late, where time was over', async () => {
    expect(await ask(20_000, 400)).toMatchObject({status: 'not-answering', repository: 'a.example.org', late: true});
  });
});
