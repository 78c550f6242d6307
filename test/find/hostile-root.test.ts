import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startLiveClient} from '../../src/find/live-check.ts';
import {checkLocal} from '../../src/find/local-check.ts';
import {lookAtPlaces} from '../../src/find/places-hold.ts';

// Sorted before and after the one that is good; what follows a line break would be the answer to the next question.
const NAMES = ['!\n1', 'a.b\nevil.example.org', '-rf.x', '$(touch x).y', '*.*', 'z.\u001b[2J', '\n', 'x.\r', '.hidden', 'a b.c'];
const GOOD = 'sft.cern.ch';

let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-hostile-root-')));
  for (const name of [...NAMES, GOOD]) mkdirSync(join(root, name, 'inside'), {recursive: true});
  mkdirSync(Buffer.concat([Buffer.from(`${root}/b.`), Buffer.from([0xff, 0xfe])]));
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

const launch = {node: process.execPath, scout: '', getfattr: '/usr/bin/getfattr', sh: '/bin/sh'};
const named = (names: readonly string[] | null) => names?.filter(name => name !== '' && !name.startsWith('-'));

test('names with control characters hide no repository, and answer no other question', async () => {
  const client = startLiveClient(launch);
  const [names, life] = await Promise.all([client.names(root, 20_000), client.look(join(root, GOOD), false, 20_000)]);
  await client.stop();
  expect(names.status === 'names' && named(names.names)).toEqual([GOOD]);
  expect(life).toEqual({status: 'alive', rootHash: null});
});

test('names with control characters shift no time of a plain tree', async () => {
  const checked = await checkLocal(launch, root, [GOOD, `${GOOD}/inside`], 20_000);
  if (checked.status !== 'answered') throw new Error(checked.status);
  expect(named(checked.names)).toEqual([GOOD]);
  expect(checked.stamps).toEqual([expect.stringMatching(/\d/), expect.stringMatching(/\d/)]);
  const looked = await lookAtPlaces({file: '/dev/null', parts: []}, {root, launch, limitMs: 20_000}, true);
  expect(named(looked.names)).toEqual([GOOD]);
});

test('a root hash that is none does not answer the next question', async () => {
  const repository = join(root, GOOD);
  execFileSync('setfattr', ['-n', 'user.root_hash', '-v', `${'0'.repeat(40)}\n1${'f'.repeat(40)}`, repository]);
  const client = startLiveClient(launch);
  const looks = [client.look(repository, true, 20_000), client.look(join(root, 'nothing'), true, 20_000)];
  expect(await Promise.all(looks)).toEqual([{status: 'alive', rootHash: null}, {status: 'no-entries'}]);
  await client.stop();
});
