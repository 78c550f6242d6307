import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const SCHEMAS = join(import.meta.dirname, '..', '..', 'schemas');
const ajv = new Ajv2020({allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false, strictTypes: false});
for (const file of readdirSync(SCHEMAS)) {
  const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as {$schema: string};
  // Those of draft 7 are for files that people write: editors of TOML know no later one.
  if (schema.$schema.includes('2020-12')) ajv.addSchema(schema);
}

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

/** Host facts that do not depend on the machine that runs the test. */
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};

async function valid(schema: string, args: readonly string[], env: Readonly<Record<string, string>> = HOST) {
  const ended = await scene.hsf(['--json', ...args], {env});
  const document = documentOf(ended);
  const validate = ajv.getSchema(`${schema}.schema.json`)!;
  expect(validate(document), JSON.stringify(validate.errors, null, 1)).toBe(true);
  expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1);
  return {...ended, document};
}

describe('every JSON document has all its keys', () => {
  test.each([
    {schema: 'list', args: ['list'], status: 0},
    {schema: 'list', args: ['list', 'no-such-thing'], status: 3},
    {schema: 'list', args: ['list', '--cvmfs', '/nonexistent'], status: 3},
    {schema: 'show', args: ['show', 'LCG_107', '--packages'], status: 0},
    {schema: 'show', args: ['show', 'gentoo/linux'], status: 0},
    {schema: 'show', args: ['show', 'eessi/2025.06@zen3'], status: 0},
    {schema: 'show', args: ['show', 'unpacked/registry.hub.docker.com/library/almalinux:9'], status: 0},
    {schema: 'search', args: ['search', 'ROOT>=6.3'], status: 0},
    {schema: 'search', args: ['search', 'no-such-package'], status: 3},
    {schema: 'families', args: ['family'], status: 0},
    {schema: 'families', args: ['family', 'show', 'lcg'], status: 0},
    {schema: 'families', args: ['family', 'check', '/nonexistent.toml'], status: 1},
    {schema: 'families', args: ['family', 'new'], status: 0},
    {schema: 'plan', args: ['plan', 'LCG_107@debian12-gcc12'], status: 0},
    {schema: 'plan', args: ['plan', 'gentoo/linux@gcc13', '--', 'gcc', '--version'], status: 0},
    {schema: 'plan', args: ['shell', 'eessi/2023.06', '--dry-run'], status: 0},
    {schema: 'images', args: ['images'], status: 0},
    {schema: 'images', args: ['images', 'no-such-image'], status: 3},
    {schema: 'host', args: ['host'], status: 0},
    {schema: 'host', args: ['host', '--sysroot', '/'], status: 0},
    {schema: 'refresh', args: ['refresh'], status: 0},
    {schema: 'refresh', args: ['refresh', '--packages'], status: 0},
    {schema: 'diff', args: ['diff', 'LCG_106b', 'LCG_107'], status: 0},
    {schema: 'diff', args: ['diff', 'gentoo/linux', 'eessi/2025.06'], status: 0},
    {schema: 'config', args: ['config'], status: 0},
    {schema: 'config', args: ['config', 'get', 'timeout'], status: 0},
    {schema: 'config', args: ['config', 'path'], status: 0},
    {schema: 'status', args: ['status'], status: 3},
    {schema: 'error', args: ['show', 'LCG_999'], status: 3},
    {schema: 'error', args: ['plan', 'LCG_107'], status: 2},
    {schema: 'error', args: ['plan'], status: 2},
    {schema: 'error', args: ['list', '--wrong'], status: 2},
    {schema: 'error', args: ['run', 'LCG_107', '--', 'true'], status: 125},
  ])('$args', async ({schema, args, status}) => {
    expect((await valid(schema, args)).status).toBe(status);
  });

  test('status, inside', async () => {
    const marks = {
      HSF_STACK: 'lcg/LCG_107',
      HSF_PLATFORM: 'x',
      HSF_LEVEL: '2',
      HSF_OUTER: 'lcg/LCG_106@x',
      HSF_SINCE: '2026-01-01T00:00:00Z',
    };
    const used = {
      HSF_USED: 'bash 1\nset A\nlist PATH\nunset B\nfunction f',
      HSF_REVISION: 'sft.cern.ch=0123',
      HSF_DROPPED: 'C D',
    };
    const {status, document} = await valid('status', ['status'], {...HOST, ...marks, ...used});
    expect(status).toBe(0);
    expect(document['status']).toMatchObject({
      how: 'in-place',
      level: 2,
      underneath: ['lcg/LCG_106@x'],
      changes: {set: ['A'], lists: ['PATH'], unset: ['B'], functions: ['f']},
      dropped: ['C', 'D'],
      // A plain tree has no revision to tell.
      revision: {repository: 'sft.cern.ch', entered: '0123', now: null, moved: null},
    });
  });

  test('doctor', async () => {
    const {status, document} = await valid('doctor', ['doctor']);
    const levels = (document['checks'] as {level: string}[]).map(({level}) => level);
    expect(status).toBe(levels.includes('failure') ? 1 : 0);
  });
});

describe('values', () => {
  type Listed = {
    address: string;
    stack: string;
    variants: {
      address: string;
      root: string;
      realRoot?: string;
      packages?: {name: string}[];
      entry: {path: string};
      verdict: {runs: string; image: string | null};
    }[];
  };

  test('every address is unique, resolves to itself, and paths are below /cvmfs also on another root', async () => {
    const {document} = await valid('list', ['list']);
    const variants = (document['stacks'] as Listed[]).flatMap(stack => stack.variants);
    expect(new Set(variants.map(({address}) => address)).size).toBe(variants.length);
    expect(variants.filter(({root, entry}) => !root.startsWith('/cvmfs/') || !entry.path.startsWith(root.slice(0, 20)))).toEqual(
      [],
    );
    expect(variants.length).toBeGreaterThan(40);
  });

  test('what is for another kind of machine is in the JSON with verdict no', async () => {
    const {document} = await valid('list', ['list', 'mac12']);
    expect((document['stacks'] as Listed[])[0]?.variants[0]?.verdict.runs).toBe('no');
  });

  test('a directory without its marker, an empty release and a dangling link are no variants', async () => {
    const {document} = await valid('list', ['list']);
    const addresses = (document['stacks'] as Listed[]).flatMap(stack => stack.variants.map(({address}) => address));
    expect(addresses.filter(address => /clang19-opt|LCG_200|clang16/.test(address))).toEqual([]);
  });

  test('show adds the real path and, when asked, the packages', async () => {
    const {document} = await valid('show', ['show', 'lcg-nightly/dev3/latest', '--packages']);
    const [variant] = (document['stack'] as Listed).variants;
    expect(variant?.root).toBe('/cvmfs/sft-nightlies.cern.ch/lcg/views/dev3/latest/x86_64-el9-gcc16-opt');
    expect(variant?.realRoot).toBe('/cvmfs/sft-nightlies.cern.ch/lcg/views/dev3/Thu/x86_64-el9-gcc16-opt');
    expect(variant?.packages?.map(({name}) => name)).toContain('ROOT');
  });

  test('missing choices are listed with their values and a ready line', async () => {
    const {document} = await valid('error', ['plan', 'LCG_107']);
    expect(document['error']).toMatchObject({
      code: 'choice-missing',
      choices: {compiler: ['gcc13', 'gcc12']},
      advice: 'For example: hsf plan lcg/LCG_107@x86_64-debian12-gcc13-opt --json',
    });
  });

  test('search knows all three kinds of package lists', async () => {
    const {document} = await valid('search', ['search', 'python']);
    const families = (document['matches'] as {stack: string}[]).map(({stack}) => stack.split('/')[0]);
    expect([...new Set(families)].toSorted()).toEqual(['eessi', 'gentoo', 'lcg', 'lcg-nightly']);
  });

  test('a plan is what run does', async () => {
    const {document} = await valid('plan', ['plan', 'LCG_107@debian12-gcc12', '--', 'stack-name']);
    expect(document['plan']).toMatchObject({
      stack: 'lcg/LCG_107',
      variant: 'lcg/LCG_107@x86_64-debian12-gcc12-opt',
      mode: 'native',
      image: null,
      cwd: scene.folder,
    });
    expect((document['plan'] as {argv: string[]}).argv.at(-1)).toBe('stack-name');
  });

  test('nothing of the host goes unexplained', async () => {
    const {document} = await valid('host', ['host']);
    const {origins} = document['host'] as {origins: Record<string, string>};
    for (const fact of ['kernel', 'arch', 'cpu.level', 'os.family', 'libc.version', 'gpus', 'shells'])
      expect(origins[fact]).toBeTruthy();
    expect(origins['os.family']).toBe('HSF_OS');
  });
});
