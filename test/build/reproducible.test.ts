import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {packRelease} from '../../build/make-release.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const SOURCES = ['bin', 'build', 'docs', 'man', 'schemas', 'src', 'themes'];
const TEXTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'package-lock.json'];
const IS_ROOT = process.getuid?.() === 0;

let base = '';

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-again-')));
  chmodSync(base, 0o755);
});

afterAll(() => rmSync(base, {recursive: true, force: true}));

/** What the build needs: the packages that are in the bundle, and esbuild. */
const neededPackages = (): readonly string[] => {
  const {packages} = JSON.parse(readFileSync(join(CHECKOUT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, {dev?: boolean}>;
  };
  const needed = Object.entries(packages).flatMap(([path, {dev}]) =>
    dev !== true && /^node_modules\/(?!node-)/.test(path) ? [path] : [],
  );
  return [...needed, 'node_modules/esbuild', `node_modules/@esbuild/${process.platform}-${process.arch}`];
};

type Maker = {
  readonly folder: string;
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
  /** Number of user and group, where the test may become somebody else. */
  readonly user?: number;
  readonly touched?: Date;
};

/** A copy of the sources at a place of its own, and the archive that `build/release.ts` makes of it there. */
async function releaseOf({folder, umask, env, user, touched}: Maker): Promise<{sum: string; names: readonly string[]}> {
  const root = join(base, folder);
  mkdirSync(root, {recursive: true});
  for (const path of [...SOURCES, ...TEXTS, ...neededPackages()])
    cpSync(join(CHECKOUT, path), join(root, path), {recursive: true});
  if (touched !== undefined)
    for (const path of [...TEXTS, 'bin/hsf', 'themes/solarized.json']) utimesSync(join(root, path), touched, touched);
  const become = IS_ROOT && user !== undefined ? {uid: user, gid: user} : {};
  if (become.uid !== undefined) execFileSync('chown', ['-R', `${user}:${user}`, root]);
  const words = [
    '-c',
    `umask ${umask}; exec "$@"`,
    '-',
    process.execPath,
    'build/release.ts',
    '--without-node',
    '--out',
    'made here',
  ];
  const child = spawn('/bin/sh', words, {
    cwd: root,
    env: {PATH: '/usr/bin:/bin', ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
    ...become,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  expect(await new Promise(resolve => child.once('close', resolve)), said).toBe(0);
  const archive = /\S+ {2}(\/.*\.tar\.gz)$/m.exec(said)?.[1] ?? '';
  const names = execFileSync('tar', ['tzf', archive], {encoding: 'utf8'}).trim().split('\n');
  return {sum: createHash('sha256').update(readFileSync(archive)).digest('hex'), names};
}

test('two people at two places make the same archive, byte for byte', async () => {
  const epoch = {SOURCE_DATE_EPOCH: '1700000000'};
  const [one, other] = await Promise.all([
    releaseOf({folder: 'one', umask: '022', env: {...epoch, TZ: 'UTC', LANG: 'C', HOME: base}}),
    releaseOf({
      folder: 'a  deeper/place of another',
      umask: '077',
      env: {
        ...epoch,
        TZ: 'Pacific/Kiritimati',
        LANG: 'cs_CZ.UTF-8',
        LC_ALL: 'C.UTF-8',
        COLUMNS: '40',
        CI: 'true',
        USER: 'somebody',
      },
      user: 23_457,
      touched: new Date('2001-02-03T04:05:06Z'),
    }),
  ]);
  expect(other.names).toEqual(one.names);
  expect(one.names).toEqual(expect.arrayContaining([expect.stringMatching(/^hsf-[\d.]+\/dist\/sbom\.cdx\.json$/)]));
  expect(other.sum).toBe(one.sum);
}, 120_000);

test('an archive says nothing of owner, umask and time, and its sum is beside it', async () => {
  const make = async (name: string, umask: number) => {
    const folder = join(base, name, 'hsf-1');
    mkdirSync(join(folder, 'bin'), {recursive: true});
    const order = umask === 0 ? ['b', 'a', 'Z'] : ['Z', 'a', 'b'];
    for (const file of order) writeFileSync(join(folder, file), file);
    writeFileSync(join(folder, 'bin/hsf'), '#!/bin/sh\n');
    symlinkSync('a', join(folder, 'link'));
    chmodSync(join(folder, 'bin/hsf'), 0o777 & ~umask);
    chmodSync(join(folder, 'a'), 0o666 & ~umask);
    chmodSync(folder, umask === 0 ? 0o2777 : 0o700);
    if (IS_ROOT && umask === 0) execFileSync('chown', ['-R', '23457:23458', folder]);
    utimesSync(join(folder, 'a'), umask + 1, umask + 1);
    return packRelease(folder, join(base, name, 'hsf-1.tar.gz'), 1_600_000_000);
  };
  const sums = [await make('x', 0), await make('y', 0o077)];
  expect(sums[1]).toBe(sums[0]);
  expect(execFileSync('sha256sum', ['--check', 'hsf-1.tar.gz.sha256'], {cwd: join(base, 'x'), encoding: 'utf8'})).toBe(
    'hsf-1.tar.gz: OK\n',
  );
  const listed = execFileSync('tar', ['tvzf', join(base, 'y/hsf-1.tar.gz'), '--numeric-owner'], {
    env: {TZ: 'UTC', PATH: '/usr/bin:/bin'},
    encoding: 'utf8',
  });
  expect(
    listed
      .trim()
      .split('\n')
      .map(line => line.replace(/ +/g, ' ')),
  ).toEqual([
    'drwxr-xr-x 0/0 0 2020-09-13 12:26 hsf-1/',
    '-rw-r--r-- 0/0 1 2020-09-13 12:26 hsf-1/Z',
    '-rw-r--r-- 0/0 1 2020-09-13 12:26 hsf-1/a',
    '-rw-r--r-- 0/0 1 2020-09-13 12:26 hsf-1/b',
    'drwxr-xr-x 0/0 0 2020-09-13 12:26 hsf-1/bin/',
    '-rwxr-xr-x 0/0 10 2020-09-13 12:26 hsf-1/bin/hsf',
    'lrwxr-xr-x 0/0 0 2020-09-13 12:26 hsf-1/link -> a',
  ]);
});

test('sources without a time of their own make no archive', () => {
  const root = join(base, 'timeless');
  for (const path of ['build', 'node_modules', 'src'])
    symlinkSync(join(CHECKOUT, path), (mkdirSync(root, {recursive: true}), join(root, path)));
  const env = {PATH: '/usr/bin:/bin', SOURCE_DATE_EPOCH: 'yesterday'};
  const call = () =>
    execFileSync(process.execPath, [join(root, 'build/release.ts'), '--out', root], {cwd: root, env, stdio: 'pipe'});
  expect(call).toThrow(/The sources have no time of their own/);
});
