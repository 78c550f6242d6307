import {rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {MOST_PACKAGES} from '../../src/find/packages/package-list.ts';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const PLATFORM = 'x86_64-el9-gcc13-opt';
const lineOf = (name: string) => `${name}; 01234; 1.0; ./${name}/1.0/${PLATFORM}; \n`;

let scene: Scene;
beforeAll(() => {
  scene = makeScene();
});
afterAll(() => scene.remove());

const manifest = (kind: string) => join(scene.tree.root, `sft.cern.ch/lcg/releases/LCG_107/LCG_${kind}_${PLATFORM}.txt`);
const spoil = (text: string | Uint8Array) => writeFileSync(manifest('externals'), text);
const address = `lcg/LCG_107@${PLATFORM}`;
const doctor = async () => (await scene.hsf(['doctor'])).stdout;

test.each([
  ['compressed', gzipSync(lineOf('ROOT'))],
  ['in UTF-16 without its mark', Buffer.from(lineOf('ROOT'), 'utf16le')],
  ['with the line ends of old Macs', `${lineOf('ROOT').trim()}\r${lineOf('Geant4').trim()}\r`],
  ['empty', ''],
])('a manifest that is %s is told by search, show and doctor', async (_, text) => {
  rmSync(manifest('generators'), {force: true});
  spoil(text);
  const search = await scene.hsf(['search', 'ROOT', '--family', 'lcg']);
  expect([search.status, search.stdout.includes(address)]).toEqual([0, false]);
  expect(search.stderr).toContain(`Nothing could be read of 1 package list (that of ${address}). Run "hsf doctor" for more.`);
  const show = await scene.hsf(['show', address, '--packages', '--json']);
  expect(show.status).toBe(0);
  expect(show.stderr).toContain(`The package list of ${address} is there, but nothing in it is understood.`);
  expect(documentOf(show)['stack']).toMatchObject({variants: [{packages: null}]});
  expect(await doctor()).toContain('1 is not readable');
});

test('a manifest that is longer than any is told, and what was read of it counts', async () => {
  const lines = Array.from({length: MOST_PACKAGES}, (_, number) => `p${number};1;1.0;.;\n`);
  spoil(`${lines.join('')}${lineOf('Last')}`);
  const search = await scene.hsf(['search', 'p7', '--family', 'lcg']);
  expect([search.status, search.stdout]).toEqual([0, expect.stringContaining(address)]);
  expect(search.stderr).toContain(`Only a part could be read of 1 package list (that of ${address})`);
  const again = await scene.hsf(['search', 'Last', '--family', 'lcg']);
  expect(again.status).toBe(3);
  expect(again.stderr).toContain(`Only a part could be read of 1 package list (that of ${address})`);
  const show = await scene.hsf(['show', address, '--packages', '--json']);
  expect(show.stderr).toContain(`The package list of ${address} could be read in part only`);
  const [variant] = (documentOf(show)['stack'] as {variants: {packages: unknown[]}[]}).variants;
  expect(variant?.packages.length).toBe(MOST_PACKAGES);
  expect(await doctor()).toContain('1 is readable in part');
});

test('a manifest that leads out of the repository costs what lies beside it nothing', async () => {
  spoil(lineOf('ROOT'));
  symlinkSync('/etc/passwd', manifest('generators'));
  const search = await scene.hsf(['search', 'ROOT', '--family', 'lcg']);
  expect([search.status, search.stdout.includes(address)]).toEqual([0, true]);
  expect(search.stderr).toContain(`Only a part could be read of 1 package list (that of ${address})`);
  expect(await doctor()).toContain('1 is readable in part');
});
