import {chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {browserFor, openDocumentation} from '../../src/commands/picker-documentation.ts';

const ADDRESS = 'https://lcgdocs.web.cern.ch/?a=1&b=2';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-browser-'));
  for (const name of ['xdg-open', 'browse']) {
    writeFileSync(
      join(folder, name),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder}/asked.tmp'\n/bin/mv '${folder}/asked.tmp' '${folder}/asked'\n`,
    );
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, {recursive: true}));

test.each([
  {title: 'the desktop', env: {DISPLAY: ':0'}, words: ['xdg-open', ADDRESS]},
  {title: 'a wish before the desktop', env: {DISPLAY: ':0', BROWSER: 'browse'}, words: ['browse', ADDRESS]},
  {title: 'a wish with a place for the address', env: {BROWSER: 'browse --new %s:xdg-open'}, words: ['browse', '--new', ADDRESS]},
  {title: 'a wish that is not there', env: {BROWSER: 'gone'}, words: null},
  {title: 'no desktop, where it would take this terminal', env: {}, words: null},
])('shows pages by $title', ({env, words}) =>
  expect(browserFor(ADDRESS, {PATH: folder, ...env}, [])).toEqual(words && [`${folder}/${words[0]}`, ...words.slice(1)]),
);

test.each(['file:///etc/passwd', '--help', 'javascript:alert(1)', 'https://a b'])('takes no other address: %s', address =>
  expect(browserFor(address, {PATH: folder, DISPLAY: ':0'}, [])).toBeNull(),
);

test('takes no program from CVMFS', () => expect(browserFor(ADDRESS, {PATH: folder, DISPLAY: ':0'}, [folder])).toBeNull());

test('starts it with the address as one word, else says where to read', async () => {
  expect(await openDocumentation(ADDRESS, {PATH: folder, DISPLAY: ':0'}, [])).toMatch(/was handed to .*xdg-open/);
  await expect.poll(() => existsSync(`${folder}/asked`) && readFileSync(`${folder}/asked`, 'utf8')).toBe(`${ADDRESS}\n`);
  expect(await openDocumentation(ADDRESS, {PATH: folder}, [])).toBe(`No browser can be opened here. Read on at ${ADDRESS}`);
});
