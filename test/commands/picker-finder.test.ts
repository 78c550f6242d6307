import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {FinderNews, FinderRequest} from '../../src/commands/picker-news.ts';
import {recallTable} from '../../src/commands/picker-memory.ts';
import {makeScene, type Scene} from './hsf.ts';

const DIST = join(import.meta.dirname, '../../dist');

describe('the finder', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = makeScene();
    mkdirSync(join(scene.home, '.cache/hsf'), {recursive: true});
  });
  afterEach(() => scene.remove());

  const start = () =>
    spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(DIST, 'picker-finder.js'), `${scene.home}/.cache/hsf`],
      {
        cwd: '/',
        env: {PATH: '/usr/bin:/bin'},
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
  const request = (changes: Partial<FinderRequest> = {}): string => {
    const env = {HOME: scene.home, HSF_CVMFS: scene.tree.root, PATH: '/usr/bin:/bin'};
    return `${JSON.stringify({argv: [], env, cwd: scene.folder, known: null, again: [], ...changes})}\n`;
  };
  const ask = async (changes: Partial<FinderRequest> = {}): Promise<readonly FinderNews[]> => {
    const finder = start();
    finder.stdin.write(request(changes));
    const news: FinderNews[] = [];
    for await (const line of createInterface({input: finder.stdout})) news.push(JSON.parse(line) as FinderNews);
    finder.stdin.end();
    return news;
  };
  const memory = (news: readonly FinderNews[]) => {
    const last = news.findLast(one => one.kind === 'table');
    expect(readdirSync(join(scene.home, '.cache/hsf/picker'))).toHaveLength(1);
    expect(last?.file).toContain('/picker/');
    // Its first line says of which build it is.
    const build = readFileSync(last!.file!, 'latin1').split(' ', 4)[3]!;
    return recallTable(last!.file!, build, last!.request, process.getuid!());
  };

  test('packs what it finds, and where nothing has changed finds out no more than that', async () => {
    const first = await ask();
    expect(first.at(-1)).toEqual({kind: 'end', notes: []});
    const known = memory(first)!;
    expect(known.table.addresses.length).toBeGreaterThan(0);
    expect(known.table.stackAt(0).variants[0].found.family.layouts).toContain(known.table.stackAt(0).variants[0].found.layout);
    expect(known.repositories.map(({state}) => state)).toContain('ready');
    expect(await ask({known: known.head})).toEqual([{kind: 'end', notes: []}]);
  });

  test('packs anew where a release has come', async () => {
    const {head} = memory(await ask())!;
    const variant = join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_999/x86_64-el9-gcc13-opt');
    mkdirSync(variant, {recursive: true});
    writeFileSync(join(variant, 'setup.sh'), '');
    const news = await ask({known: head});
    expect(news.some(one => one.kind === 'table')).toBe(true);
    expect(memory(news)?.table.positionOf('lcg/LCG_999')).toBeGreaterThanOrEqual(0);
  });

  test('reads one repository anew when it is asked to', async () => {
    const {head, repositories} = memory(await ask())!;
    const fqrn = repositories.find(({state}) => state === 'ready')!.fqrn;
    const scannedAt = repositories.find(one => one.fqrn === fqrn)!.scannedAt!;
    const again = memory(await ask({known: head, again: [fqrn]}))!;
    expect(again.repositories.find(one => one.fqrn === fqrn)!.scannedAt! > scannedAt).toBe(true);
  });

  test('ends when nobody is there any more, and leaves no half files', async () => {
    for (const waitMs of [0, 60, 120, 180, 240]) {
      const finder = start();
      // It may have found everything, and be gone, before its input ends.
      const gone = once(finder, 'exit');
      finder.stdin.write(request());
      // Whatever it is at by then: any moment is right.
      await new Promise(resolve => setTimeout(resolve, waitMs));
      finder.stdin.end();
      finder.stdout.destroy();
      await gone;
    }
    expect(scene.files().filter(file => file.endsWith('.tmp'))).toEqual([]);
    expect(memory(await ask())).not.toBeNull();
  });

  test('says what is wrong with the settings by now', async () => {
    const env = {HOME: scene.home, HSF_CVMFS: scene.tree.root, HSF_TIMEOUT: 'soon', PATH: '/usr/bin:/bin'};
    expect(await ask({env})).toMatchObject([{kind: 'failed'}]);
  });
});
