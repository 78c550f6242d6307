import {appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {buildId} from '../../build/build-id.ts';

const SOURCES = [
  'src/commands/main.ts',
  'schemas/plan.json',
  'themes/dark.json',
  'build/build.ts',
  'package.json',
  'package-lock.json',
];
// What npm notes of an install depends on machine, registry and npm; times and owners depend on everything.
const OTHERS = ['node_modules/.package-lock.json', 'README.md', 'dist/hsf.js', 'test/commands/main.test.ts'];

test('the id of a build follows from its sources, all of them, and from nothing else', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-build-id-')));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  for (const path of [...SOURCES, ...OTHERS]) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), path);
  }
  const ids = [await buildId(root)];
  expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
  for (const path of SOURCES) {
    appendFileSync(join(root, path), ' ');
    ids.push(await buildId(root));
  }
  expect(new Set(ids).size).toBe(SOURCES.length + 1);
  for (const path of OTHERS) appendFileSync(join(root, path), ' ');
  expect(await buildId(root)).toBe(ids.at(-1));
});
