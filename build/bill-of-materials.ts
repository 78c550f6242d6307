import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {packageFolder} from './third-party.ts';

/** A component of a bill of materials, as CycloneDX 1.6 spells it; only what hsf fills in. */
export type Component = {
  readonly type: 'application' | 'library' | 'platform';
  readonly 'bom-ref'?: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly {readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string}[];
  readonly licenses?: readonly ({readonly license: {readonly id: string}} | {readonly expression: string})[];
  readonly cpe?: string;
  readonly purl?: string;
  readonly components?: readonly Component[];
};

export type BillOfMaterials = {
  readonly $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json';
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly lifecycles: readonly [{readonly phase: 'build'}];
    readonly tools: {readonly components: readonly Component[]};
    readonly component: Component;
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly {readonly ref: string; readonly dependsOn: readonly string[]}[];
};

/** The lockfile's entry of a package. */
type Locked = {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/**
 * What is in the bundle besides our own code, from the files that went into it and not from what was asked for. `inputs` are their paths
 * as esbuild reports them, relative to `root`.
 *
 * The same sources give the same bytes: there is no time in it, and its serial number follows from the rest. Throws where what is
 * installed is not what the lockfile says, since its checksums would then tell of something else.
 */
export async function billOfMaterials(root: string, inputs: readonly string[]): Promise<BillOfMaterials> {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {name: string; version: string; license: string};
  const {packages} = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {packages: Record<string, Locked>};
  const folders = [...new Set(inputs.flatMap(input => packageFolder(input) ?? []))];
  for (const folder of folders) await checkInstalled(root, folder, packages);

  const bundled = folders.map(inLockfile).toSorted();
  const refOf = (path: string) => purlOf(nameOf(path), packages[path]!.version);
  const below = (path: string, names: Iterable<string>) => [...names].flatMap(name => resolved(path, name, bundled)).map(refOf);
  const component: Component = {
    type: 'application',
    'bom-ref': `${own.name}@${own.version}`,
    name: own.name,
    version: own.version,
    ...licensed(own.license),
  };
  const components = bundled.map(path => libraryOf(nameOf(path), packages[path]!));
  const esbuild = libraryOf('esbuild', packages['node_modules/esbuild']!);
  return withSerialNumber({
    metadata: {
      lifecycles: [{phase: 'build'}],
      tools: {components: [{type: 'application', name: esbuild.name, version: esbuild.version, purl: esbuild.purl!}]},
      component,
    },
    // The same version of a package may be there twice, nested in another one.
    components: firstOfEach(components),
    dependencies: firstOfEach([
      {'bom-ref': component['bom-ref'], dependsOn: below('', Object.keys(packages['']?.dependencies ?? {}))},
      ...bundled.map(path => ({'bom-ref': refOf(path), dependsOn: below(path, Object.keys(packages[path]!.dependencies ?? {}))})),
    ]).map(({'bom-ref': ref = '', dependsOn}) => ({ref, dependsOn: [...new Set(dependsOn)].toSorted()})),
  });
}

/** The bill of an archive that has further parts besides the bundle, each of which hsf itself needs. */
export function withParts(bill: BillOfMaterials, parts: readonly Component[]): BillOfMaterials {
  const {metadata, components, dependencies} = bill;
  const refs = parts.flatMap(part => part['bom-ref'] ?? []);
  return withSerialNumber({
    metadata,
    components: [...components, ...parts],
    dependencies: [
      ...dependencies.map(one =>
        one.ref === metadata.component['bom-ref'] ? {...one, dependsOn: [...one.dependsOn, ...refs].toSorted()} : one,
      ),
      ...refs.map(ref => ({ref, dependsOn: []})),
    ],
  });
}

/**
 * The Node that goes along: `binary` is its program, `versions` what it says of itself (`process.versions`), the libraries that are compiled in.
 */
export function nodeComponent(
  binary: Uint8Array,
  platform: string,
  versions: Readonly<Record<string, string | undefined>>,
): Component {
  const {node = '', ...libraries} = versions;
  const parts = Object.entries(libraries).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    type: 'platform',
    'bom-ref': `pkg:npm/node-${platform}@${node}`,
    name: 'node',
    version: node,
    hashes: [{alg: 'SHA-256', content: createHash('sha256').update(binary).digest('hex')}],
    ...licensed('MIT'),
    cpe: `cpe:2.3:a:nodejs:node.js:${node}:*:*:*:*:*:*:*`,
    purl: `pkg:npm/node-${platform}@${node}`,
    components: parts.map(([name, version = '']) => ({type: 'library', name, version})),
  };
}

async function checkInstalled(root: string, folder: string, packages: Readonly<Record<string, Locked>>): Promise<void> {
  const {version} = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as {version: string};
  const locked = packages[inLockfile(folder)]?.version ?? 'nothing';
  if (version !== locked)
    throw new Error(`${inLockfile(folder)} is ${version}, but package-lock.json has ${locked}: run "npm ci".`);
}

// A file that is reached through a link has its path from elsewhere before `node_modules`.
const inLockfile = (folder: string) => folder.slice(folder.indexOf('node_modules/'));
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');
const purlOf = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** Where Node finds package `name` from the one at `path`: in it, or in the nearest one around it. */
function resolved(path: string, name: string, bundled: readonly string[]): readonly string[] {
  const around = path.split('/node_modules/').map((_, index, all) => all.slice(0, all.length - index).join('/node_modules/'));
  const places = [...around.filter(one => one !== '').map(one => `${one}/node_modules/${name}`), `node_modules/${name}`];
  return places.filter(place => bundled.includes(place)).slice(0, 1);
}

function libraryOf(path: string, {version, integrity = '', license = ''}: Locked): Component {
  const [, group, name = path] = /^(@[^/]+)\/(.+)$/.exec(path) ?? [];
  const purl = purlOf(path, version);
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : {group}),
    name,
    version,
    hashes: [{alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')}],
    ...licensed(license),
    purl,
  };
}

const licensed = (license: string): Pick<Component, 'licenses'> => ({
  licenses: [license.includes(' ') ? {expression: license} : {license: {id: license}}],
});

function firstOfEach<T extends {readonly 'bom-ref'?: string | undefined}>(all: readonly T[]): readonly T[] {
  return all.filter((one, index) => all.findIndex(other => other['bom-ref'] === one['bom-ref']) === index);
}

function withSerialNumber(rest: Pick<BillOfMaterials, 'metadata' | 'components' | 'dependencies'>): BillOfMaterials {
  const digest = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  // RFC 9562: version 8, whose bits are ours to choose.
  const uuid = digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    ...rest,
  };
}
