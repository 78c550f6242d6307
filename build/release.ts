/**
 * `npm run release [-- --out DIR] [-- --without-node]`: makes `release/hsf-VERSION-PLATFORM.tar.gz`, which runs from one directory without npm
 * (`docs/release.md`).
 *
 * Built anew from the sources, whatever `dist` is. The time in it is that of the commit, or `SOURCE_DATE_EPOCH`, so that anybody who makes it
 * again gets the same bytes.
 */
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rm} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import {layOutRelease, packRelease} from './make-release.ts';

const root = join(import.meta.dirname, '..');
const {values} = parseArgs({options: {out: {type: 'string'}, 'without-node': {type: 'boolean'}}});
const out = resolve(values.out ?? join(root, 'release'));
const platform = `${process.platform}-${process.arch}`;
const node = values['without-node'] === true ? null : join(root, 'node_modules', `node-${platform}`);

function git(...args: readonly string[]): string | null {
  try {
    return execFileSync('git', args, {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();
  } catch {
    return null;
  }
}

/** Seconds since 1970. */
function timeOfSources(): number {
  const text = process.env['SOURCE_DATE_EPOCH'] ?? git('log', '-1', '--format=%ct') ?? '';
  if (!/^\d+$/.test(text))
    throw new Error('The sources have no time of their own: there is no git here, and no SOURCE_DATE_EPOCH.');
  return Number(text);
}

async function release(): Promise<void> {
  const seconds = timeOfSources();
  const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {version: string};
  if (node !== null && !existsSync(join(node, 'bin/node'))) throw new Error(`${node} is missing: run "npm ci" on ${platform}.`);
  if (git('status', '--porcelain') !== '') console.error('These sources are no commit: nobody else can make this archive again.');
  const name = node === null ? `hsf-${version}` : `hsf-${version}-${platform}`;
  await mkdir(out, {recursive: true});
  const draft = await mkdtemp(join(out, '.draft-'));
  try {
    await layOutRelease({root, node}, join(draft, name));
    const archive = join(out, `${name}.tar.gz`);
    const sum = await packRelease(join(draft, name), archive, seconds);
    console.log(`${sum}  ${archive}`);
  } finally {
    await rm(draft, {recursive: true, force: true});
  }
}

await release().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
