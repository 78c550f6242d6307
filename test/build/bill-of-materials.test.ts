import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {Ajv} from 'ajv';
import {expect, onTestFinished, test} from 'vitest';
import {billOfMaterials, nodeComponent, withParts} from '../../build/bill-of-materials.ts';
import type {BillOfMaterials, Component} from '../../build/bill-of-materials.ts';
import schema from './cyclonedx-1.6.schema.json' with {type: 'json'};

const CHECKOUT = join(import.meta.dirname, '..', '..');
// Formats and the kinds of licences need further files; what they would say is looked at below.
const isValid = new Ajv({strict: false, validateFormats: false}).compile<BillOfMaterials>(schema);

const built = JSON.parse(readFileSync(join(CHECKOUT, 'dist/sbom.cdx.json'), 'utf8')) as BillOfMaterials;

/** Which of all the components, parts of parts included, are named more than once, and which references lead nowhere. */
function looseEnds({components, dependencies, metadata}: BillOfMaterials) {
  const refs = [metadata.component, ...components].flatMap(one => one['bom-ref'] ?? []);
  const named = dependencies.flatMap(({ref, dependsOn}) => [ref, ...dependsOn]);
  return {twice: refs.filter((ref, at) => refs.indexOf(ref) !== at), nowhere: named.filter(ref => !refs.includes(ref))};
}

test('what the build writes is a bill of materials by the rules of CycloneDX', () => {
  isValid(built);
  expect(isValid.errors).toBeNull();
  expect(looseEnds(built)).toEqual({twice: [], nowhere: []});
  expect(built.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  isValid({...built, components: [{...built.components[0], color: 'red'}]});
  expect(isValid.errors).not.toBeNull();
});

test('it names what npm knows of the lockfile, with the same checksums, and each part is reached from hsf', () => {
  const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev'], {
    cwd: CHECKOUT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const npms = (JSON.parse(text) as {components: readonly Component[]}).components;
  const sums = new Map(npms.map(({purl, hashes}) => [purl, hashes?.[0]?.content]));
  expect(built.components.length).toBeGreaterThan(20);
  expect(built.components.map(({purl, hashes}) => [purl, hashes?.[0]?.content])).toEqual(
    built.components.map(({purl}) => [purl, sums.get(purl)]),
  );
  const reached = new Set([built.metadata.component['bom-ref']]);
  // A set goes on over what is added meanwhile.
  for (const ref of reached)
    for (const next of built.dependencies.find(one => one.ref === ref)?.dependsOn ?? []) reached.add(next);
  expect(built.components.map(one => one['bom-ref']).filter(ref => !reached.has(ref))).toEqual([]);
});

test('every package in the bundle has its notice', () => {
  const notices = readFileSync(join(CHECKOUT, 'dist/THIRD-PARTY.txt'), 'utf8');
  const names = built.components.map(({group, name, version}) => `${group === undefined ? '' : `${group}/`}${name} ${version} (`);
  expect(names.filter(name => !notices.includes(`\n${name}`))).toEqual([]);
});

const LOCKED = {
  packages: {
    '': {dependencies: {one: '1.0.0', other: '2.0.0'}},
    'node_modules/one': {version: '1.0.0', integrity: 'sha512-AQI=', license: 'MIT', dependencies: {'@scope/two': '^2'}},
    'node_modules/one/node_modules/@scope/two': {version: '2.1.0', integrity: 'sha512-Aw==', license: '(MIT OR CC0-1.0)'},
    'node_modules/@scope/two': {version: '2.0.0', integrity: 'sha512-BA==', license: 'ISC'},
    'node_modules/other': {version: '2.0.0', integrity: 'sha512-BQ==', license: 'ISC', dependencies: {'@scope/two': '^2'}},
    'node_modules/esbuild': {version: '0.1.0', integrity: 'sha512-Bg==', license: 'MIT'},
  },
};

/** A checkout with the packages above, of the versions given or else those of the lockfile. */
function checkout(versions: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bill-')));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  const write = (path: string, data: unknown) => {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), JSON.stringify(data));
  };
  write('package.json', {name: 'hsf', version: '1.2.3', license: 'Apache-2.0'});
  write('package-lock.json', LOCKED);
  for (const [path, entry] of Object.entries(LOCKED.packages))
    if ('version' in entry) write(`${path}/package.json`, {version: versions[path] ?? entry.version});
  return root;
}

test('dependencies are those that Node would find: the nearest one', async () => {
  const inputs = ['one/index.js', 'one/node_modules/@scope/two/a.js', '@scope/two/a.js', '@scope/two/b.js', 'other/index.js'];
  const bill = await billOfMaterials(checkout(), ['src/main.ts', ...inputs.map(input => `node_modules/${input}`)]);
  expect(
    bill.components.map(({'bom-ref': ref, group, name, version, licenses}) => ({ref, group, name, version, licenses})),
  ).toEqual([
    {ref: 'pkg:npm/%40scope/two@2.0.0', group: '@scope', name: 'two', version: '2.0.0', licenses: [{license: {id: 'ISC'}}]},
    {ref: 'pkg:npm/one@1.0.0', group: undefined, name: 'one', version: '1.0.0', licenses: [{license: {id: 'MIT'}}]},
    {
      ref: 'pkg:npm/%40scope/two@2.1.0',
      group: '@scope',
      name: 'two',
      version: '2.1.0',
      licenses: [{expression: '(MIT OR CC0-1.0)'}],
    },
    {ref: 'pkg:npm/other@2.0.0', group: undefined, name: 'other', version: '2.0.0', licenses: [{license: {id: 'ISC'}}]},
  ]);
  expect(bill.dependencies).toEqual([
    {ref: 'hsf@1.2.3', dependsOn: ['pkg:npm/one@1.0.0', 'pkg:npm/other@2.0.0']},
    {ref: 'pkg:npm/%40scope/two@2.0.0', dependsOn: []},
    {ref: 'pkg:npm/one@1.0.0', dependsOn: ['pkg:npm/%40scope/two@2.1.0']},
    {ref: 'pkg:npm/%40scope/two@2.1.0', dependsOn: []},
    {ref: 'pkg:npm/other@2.0.0', dependsOn: ['pkg:npm/%40scope/two@2.0.0']},
  ]);
});

test('a package that is not the one of the lockfile fails the build', async () => {
  const root = checkout({'node_modules/one': '1.0.1'});
  await expect(billOfMaterials(root, ['node_modules/one/index.js'])).rejects.toThrow(
    'node_modules/one is 1.0.1, but package-lock.json has 1.0.0: run "npm ci".',
  );
});

test('the Node of an archive is a part of it, with the libraries that are in it', () => {
  const node = nodeComponent(Buffer.from('program'), 'linux-x64', {node: '26.1.0', zlib: '1.3', ada: '4.0.0'});
  expect(node.components).toEqual([
    {type: 'library', name: 'ada', version: '4.0.0'},
    {type: 'library', name: 'zlib', version: '1.3'},
  ]);
  const bill = withParts(built, [node]);
  isValid(bill);
  expect(isValid.errors).toBeNull();
  expect(looseEnds(bill)).toEqual({twice: [], nowhere: []});
  expect(bill.dependencies.find(({ref}) => ref === bill.metadata.component['bom-ref'])?.dependsOn).toContain(node['bom-ref']);
  expect(bill.serialNumber).not.toBe(built.serialNumber);
});
