import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {directoryReads} from '../../bench/directory-reads.ts';
import {interleaved, summarise} from '../../bench/samples.ts';
import {BenchTerminal, mostMemory} from '../../bench/terminal.ts';
import {writeBenchTree} from '../../bench/tree.ts';

describe('a summary', () => {
  test.each([
    {samples: [3, 1, 2], median: 2, least: 1},
    {samples: [4, 1, 2, 3], median: 2.5, least: 1},
    {samples: [7], median: 7, least: 7},
  ])('of $samples has the median $median', ({samples, ...expected}) => expect(summarise(samples)).toMatchObject(expected));

  test('of nothing is nothing', () => expect(summarise([])).toBeNull());
});

test('cases run round by round, the first round is thrown away', async () => {
  const order: string[] = [];
  const run = (name: string) => async () => order.push(name);
  const samples = await interleaved(
    [
      {name: 'a', run: run('a')},
      {name: 'b', run: run('b')},
    ],
    2,
  );
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect([...samples]).toEqual([
    ['a', [3, 5]],
    ['b', [4, 6]],
  ]);
});

describe('the instruments', () => {
  test('count what a program and its children read of directories', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-reads-')));
    try {
      const tree = writeBenchTree(root, 10, 'x86_64', 'debian12');
      expect(tree).toMatchObject({leastReads: 3, address: 'lcg/LCG_101@x86_64-debian12-gcc13-opt'});
      const views = join(root, 'sft.cern.ch/lcg/views');
      const script = `ls ${views}; ls ${views}/LCG_100 ${views}/LCG_101; ls ${views}; ls /usr >/dev/null; cat ${tree.setup}`;
      const env = {PATH: '/usr/bin:/bin'};
      expect(await directoryReads(['/bin/sh', '-c', script], root, env)).toEqual({all: 4, different: 3});
    } finally {
      rmSync(root, {recursive: true, force: true});
    }
  });

  test('see a program start in a terminal of the size asked for, take keys, and end', async () => {
    const frame = String.raw`printf 'size %s\n' "$(stty size)"; stty raw -echo; while c=$(dd bs=1 count=1 2>/dev/null) && [ "$c" != q ]; do printf '%s\033[?2026l' "$c"; done`;
    const terminal = new BenchTerminal(
      `/bin/sh -c '${frame.replaceAll("'", "'\\''")}'`,
      {columns: 90, rows: 33},
      {PATH: '/usr/bin:/bin'},
    );
    const pid = await terminal.begins();
    await terminal.sees('size 33 90');
    await terminal.settles(50);
    expect(await terminal.keyToFrame('x')).toBeLessThan(5000);
    expect(mostMemory(pid)).toBeGreaterThan(0);
    await terminal.ends('q');
  });
});
