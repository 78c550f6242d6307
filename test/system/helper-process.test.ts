import {spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {describe, expect, it} from 'vitest';
import {makeDirectory, writeAtomically} from '../../src/system/atomic-file.ts';
import {startHelper} from '../../src/system/helper-process.ts';
import {startLineClient} from '../../src/system/line-client.ts';
import {makeScout} from '../../src/system/scout-process.ts';
import {describeStuck, isStillStuck, processesOf} from '../../src/system/stuck-helper.ts';
import {makeWorkQueue} from '../../src/system/work-queue.ts';
import {scratch} from '../find/scene.ts';

const SH = '/bin/sh';
const nobody = {onLine: () => {}, onEnd: () => {}};

describe('a helper', () => {
  it('gets lines, answers in lines, and ends with its input', async () => {
    const lines: string[] = [];
    const status = await new Promise(resolve => {
      const helper = startHelper(SH, [SH, '-c', 'while read -r a; do echo "<$a>"; done; exit 3'], {
        onLine: line => lines.push(line),
        onEnd: resolve,
      });
      helper.send('one');
      helper.send('two');
      helper.finish();
    });
    expect(lines).toEqual(['<one>', '<two>']);
    expect(status).toBe(3);
  });

  it('puts lines together that come in pieces', async () => {
    const lines: string[] = [];
    await new Promise(resolve => {
      startHelper(SH, [SH, '-c', 'printf "a€"; sleep 0.05; printf "b\\nc"'], {onLine: line => lines.push(line), onEnd: resolve});
    });
    expect(lines).toEqual(['a€b']);
  });

  it('is gone when the shell is missing', async () => {
    const status = await new Promise(resolve => startHelper('/nowhere/sh', ['x'], {onLine: () => {}, onEnd: resolve}));
    expect(status).toBeNull();
  });

  it('gets nothing of our environment and no directory of ours', async () => {
    const lines: string[] = [];
    await new Promise(resolve => startHelper(SH, [SH, '-c', 'pwd; env'], {onLine: line => lines.push(line), onEnd: resolve}));
    expect(lines[0]).toBe('/');
    expect(lines.slice(1).filter(line => !/^(PATH|LC_ALL|TZ|PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual([]);
  });

  it('leaves no process when it is stopped or abandoned', async () => {
    const stopped = startHelper(SH, ['sleep', '60'], nobody);
    const abandoned = startHelper(SH, ['sleep', '60'], nobody);
    await delay(50);
    expect(processesOf(stopped.group ?? 0).length).toBe(2);
    await stopped.stop();
    abandoned.abandon();
    await delay(100);
    expect([...processesOf(stopped.group ?? 0), ...processesOf(abandoned.group ?? 0)]).toEqual([]);
  });
});

describe('stopHelpers', () => {
  it('leaves no child and lets none be started', () => {
    // In a process of its own, since it is final.
    const module = new URL('../../src/system/helper-process.ts', import.meta.url).href;
    const script = `
      import {startHelper, stopHelpers} from ${JSON.stringify(module)};
      import {readFileSync} from 'node:fs';
      const nobody = {onLine: () => {}, onEnd: () => console.log('ended')};
      for (let i = 0; i < 3; i++) startHelper('/bin/sh', ['sleep', '60'], nobody);
      await stopHelpers();
      console.log(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8'), startHelper('/bin/sh', ['true'], nobody).group);`;
    const {stdout, status} = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    expect({stdout, status}).toEqual({stdout: ' null\n', status: 0});
  });
});

describe('a stuck helper', () => {
  it('is recognised while one of its processes lives', async () => {
    const helper = startHelper(SH, ['sleep', '60'], nobody);
    await delay(50);
    const left = describeStuck(helper.group ?? 0, new Date(), true);
    expect(isStillStuck(left)).toBe(true);
    expect(isStillStuck({...left, machine: 'another'})).toBe(false);
    // The number belongs to somebody else when all its processes are younger.
    expect(isStillStuck({...left, leftAt: 1})).toBe(false);
    await helper.stop();
    await delay(50);
    expect(isStillStuck(left)).toBe(false);
  });
});

describe('a client of lines', () => {
  it('gives up on one that does not answer, and knows one that is gone', async () => {
    const slow = startLineClient(SH, ['sleep', '60']);
    const answer = await slow.ask('x', 50);
    expect(answer.status).toBe('stalled');
    const gone = startLineClient(SH, ['true']);
    expect(await gone.ask('x', 5000)).toEqual({status: 'gone'});
    expect(await gone.ask('x', 5000)).toEqual({status: 'gone'});
  });
});

describe('a scout', () => {
  const launch = (script: string) => {
    const scout = join(scratch(), 'scout.mjs');
    writeFileSync(scout, script);
    return {node: process.execPath, scout, getfattr: null, sh: SH};
  };
  const patience = {silenceMs: () => 1000};

  it('may take long as long as it speaks', async () => {
    const scout = makeScout(
      launch(
        'for (let i = 0; i < 8; i++) { console.log("{}"); await new Promise(r => setTimeout(r, 50)); } console.log(JSON.stringify({end: true})); setInterval(() => {}, 1e6)',
      ),
      '/',
    );
    const answers: unknown[] = [];
    expect(await scout.ask({}, {silenceMs: () => 350}, answer => answers.push(answer))).toBe('answered');
    expect(answers).toHaveLength(8);
    await scout.stop();
  });

  it('is left behind when it is silent, and another one takes the next request', async () => {
    const scout = makeScout(launch('setInterval(() => {}, 1e6)'), '/');
    expect(await scout.ask({}, {silenceMs: () => 300}, () => {})).toBe('stalled');
    const first = scout.stuckGroup();
    expect(first).not.toBeNull();
    expect(await scout.ask({}, {silenceMs: () => 300}, () => {})).toBe('stalled');
    expect(scout.stuckGroup()).not.toBe(first);
    await delay(100);
    expect(processesOf(first ?? 0)).toEqual([]);
  });

  it('that dies is gone, once', async () => {
    const scout = makeScout(launch('process.exit(1)'), '/');
    expect(await scout.ask({}, patience, () => {})).toBe('gone');
    expect(await scout.ask({}, patience, () => {})).toBe('gone');
    expect(scout.stuckGroup()).toBeNull();
  });

  it('that talks rubbish is not believed', async () => {
    const scout = makeScout(launch('console.log("rubbish"); console.log("null"); console.log("7")'), '/');
    const answers: unknown[] = [];
    expect(await scout.ask({}, patience, answer => answers.push(answer))).toBe('gone');
    expect(answers).toEqual([7]);
  });
});

describe('a work queue', () => {
  it('does with one worker what one can do', async () => {
    let workers = 0;
    const done: number[] = [];
    const queue = makeWorkQueue<number>({
      graceMs: 1000,
      most: 4,
      worker: async next => {
        workers++;
        for (let task = next(); task !== undefined; task = next()) {
          await delay(1);
          done.push(task);
        }
      },
    });
    for (let i = 0; i < 5; i++) queue.add(i);
    await queue.idle();
    expect({workers, done}).toEqual({workers: 1, done: [0, 1, 2, 3, 4]});
  });

  it('gives a slow task company, up to a number', async () => {
    let running = 0;
    let most = 0;
    const queue = makeWorkQueue<number>({
      graceMs: 10,
      most: 3,
      worker: async next => {
        for (let task = next(); task !== undefined; task = next()) {
          most = Math.max(most, ++running);
          await delay(60);
          running--;
        }
      },
    });
    for (let i = 0; i < 8; i++) queue.add(i);
    await queue.idle();
    expect(most).toBe(3);
  });

  it('goes on after a worker that left early, and tells of one that threw', async () => {
    const done: number[] = [];
    const queue = makeWorkQueue<number>({
      graceMs: 1000,
      most: 2,
      worker: async next => {
        const task = next();
        if (task === 1) throw new Error('one');
        if (task !== undefined) done.push(task);
      },
    });
    for (let i = 0; i < 4; i++) queue.add(i);
    await expect(queue.idle()).rejects.toThrow('one');
    expect(done).toEqual([0, 2, 3]);
  });
});

describe('writeAtomically', () => {
  it('makes folders, replaces whole files and leaves nothing beside them', () => {
    const folder = scratch();
    const file = join(folder, 'a/b/file');
    expect(writeAtomically(file, 'one')).toEqual({status: 'written'});
    expect(writeAtomically(file, 'two')).toEqual({status: 'written'});
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['file']);
  });

  it('fails with a word where it cannot', () => {
    const folder = scratch();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'taken'));
    symlinkSync('nothing', join(folder, 'dangling'));
    expect(writeAtomically(join(folder, 'file/x'), '')).toEqual({status: 'failed', code: 'ENOTDIR'});
    expect(writeAtomically(join(folder, 'taken'), '').status).toBe('failed');
    expect(writeAtomically('/proc/hsf/x', '').status).toBe('failed');
    expect(readdirSync(folder).toSorted()).toEqual(['dangling', 'file', 'taken']);
  });

  it('comes back from a folder that cannot be made', () => {
    expect(() => makeDirectory('/proc/self/nothing/at/all')).toThrow(/ENOENT|EACCES|EPERM/);
  });
});
