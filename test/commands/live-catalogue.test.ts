import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {makeContext} from '../../src/commands/context.ts';
import {liveCatalogue} from '../../src/commands/live-catalogue.ts';
import {parseArguments} from '../../src/commands/parse-arguments.ts';
import {realWorld} from '../../src/commands/real-world.ts';
import {HOST} from '../tui/fixtures/catalogue.ts';

const folder = mkdtempSync(join(tmpdir(), 'hsf-live-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a table that is gone before it is read is looked for again, and not for ever', async () => {
  const asked = join(folder, 'asked');
  const lost = {kind: 'table', file: join(folder, 'gone'), bytes: null, request: '', reading: []};
  // In the place of the finder: says that it has packed what is not there.
  writeFileSync(
    join(folder, 'picker-finder.js'),
    `require('fs').appendFileSync(${JSON.stringify(asked)}, 'x');
    for (const news of ${JSON.stringify([lost, {kind: 'end', notes: []}])}) console.log(JSON.stringify(news));`,
  );
  const world = {...realWorld(import.meta.url), home: folder, fromSources: false, env: {HOME: folder, PATH: '/usr/bin:/bin'}};
  const live = liveCatalogue(makeContext(world, parseArguments([])), null, HOST);
  const ended = new Promise<void>(resolve => {
    live.updates(({reading}) => reading?.length === 0 && resolve());
  });
  // The news of a table settles it, be it readable or not; the search has ended when nothing is awaited any more.
  await live.begin();
  await ended;
  expect(readFileSync(asked, 'utf8')).toBe('xxxxxx');
  expect(live.table().stacks).toBe(0);
});
