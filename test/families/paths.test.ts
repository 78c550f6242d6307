import {mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import type {Variant} from '../../src/choose/stack.ts';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import {findRequest} from '../find/scene.ts';
import {hostNamed} from './hosts.ts';
import {makeLeaf} from './make-leaf.ts';

/**
 * `paths.tsv` has every path of CVMFS that was seen in public text: the path (a directory ends in `/`), the leaf that it belongs to, and
 * the address of that leaf; or `-` and why it is none. The leaves were told from the layouts' descriptions, not from what hsf finds.
 */
const PATHS = readFileSync(join(import.meta.dirname, 'paths.tsv'), 'utf8')
  .split('\n')
  .filter(line => line !== '')
  .map(line => {
    const [path = '', leaf = '', address = ''] = line.split('\t');
    return {path, leaf: leaf === '-' ? null : leaf, address};
  });
const LEAVES = new Map(PATHS.flatMap(({leaf, address}) => (leaf === null ? [] : [[address, leaf] as const])));

/** Found beside the leaves of the list, and right: things that a leaf cannot be there without. */
const BESIDE: readonly {readonly address: RegExp; readonly reason: string}[] = [
  {address: /^cms\/scram@/, reason: 'the architecture that holds a release'},
  {address: /^lhcb\/LbEnv$/, reason: 'the login environment through which projects start'},
  {address: /^icecube\/py3-v4\.1\.1$/, reason: 'the tool set that holds the tree of one system'},
  {address: /^sphenix\/new@default$/, reason: 'the core software through which a build starts'},
  {address: /^osg-image\/fake\//, reason: 'a name out of documentation; a directory of that name would be an image'},
];

describe('every path that was seen', () => {
  let folder: string;
  let variants: readonly Variant[];
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-paths-')));
    const families = builtInFamilies();
    for (const {path} of PATHS) {
      const full = join(folder, path);
      if (path.endsWith('/')) mkdirSync(full, {recursive: true});
      else {
        mkdirSync(dirname(full), {recursive: true});
        writeFileSync(full, '');
      }
    }
    for (const [address, leaf] of LEAVES) makeLeaf(folder, families, address, leaf);
    const findings = await findStacks(findRequest(folder, {families}));
    variants = judge(findings, hostNamed('el9-zen3')).flatMap(stack => stack.variants);
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('is on the list, startable or with a reason', () => {
    expect(PATHS.length).toBeGreaterThan(1000);
    expect(LEAVES.size).toBeGreaterThan(400);
    expect(PATHS.filter(({leaf, address}) => leaf === null && address === '')).toEqual([]);
  });

  test('is found where it is startable, at the address one expects', () => {
    const found = new Map(variants.map(({address, found: {root}}) => [address, root.slice('/cvmfs/'.length)]));
    const lost = [...LEAVES].filter(([address, leaf]) => found.get(address) !== leaf);
    expect(lost.length / LEAVES.size, lost.map(row => row.join('  ')).join('\n')).toBeLessThanOrEqual(0.01);
  });

  test('is not found where it is not', () => {
    const roots = new Set(LEAVES.values());
    const wrong = variants.filter(
      ({address, found: {root}}) =>
        !roots.has(root.slice('/cvmfs/'.length)) && !BESIDE.some(beside => beside.address.test(address)),
    );
    expect(wrong.map(({address, found}) => `${address}  ${found.root}`)).toEqual([]);
    const twice = Map.groupBy(variants, ({found}) => found.root);
    expect([...twice].filter(([, all]) => all.length > 1).map(([, all]) => all.map(({address}) => address))).toEqual([]);
  });
});
