import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ListPlace, ListRead} from '../../../src/find/packages/package-list.ts';
import {answerPackages} from '../../../src/find/scout/answer-packages.ts';
import {makeResolver} from '../../../src/find/scout/resolve-path.ts';

const FQRN = 'sw.example.org';
let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-lists-')));
});
afterAll(() => {
  rmSync(root, {recursive: true, force: true});
});

const at = (path: string) => join(root, FQRN, path);
function file(path: string, text: string | Uint8Array = ''): void {
  mkdirSync(dirname(at(path)), {recursive: true});
  writeFileSync(at(path), text);
}
const folder = (path: string) => void mkdirSync(at(path), {recursive: true});

function read(
  wishes: Partial<ListPlace> & Pick<ListPlace, 'format' | 'directory'>,
): ListRead & {readonly found: readonly string[]} {
  const place: ListPlace = {files: '*', cache: null, select: {}, whole: null, below: [], ...wishes};
  const answers: ListRead[] = [];
  const request = {ask: 'packages', repository: FQRN, known: [FQRN], lists: [place], times: true} as const;
  answerPackages(request, root, makeResolver(root, new Set([FQRN])), answer => {
    if ('list' in answer) answers.push(answer.read);
  });
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) throw new Error('one list was asked for');
  const {words} = answer;
  const found = words.flatMap((word, index) =>
    index % 3 === 0 ? [`${word} ${words[index + 1]}${words[index + 2] && ` ${words[index + 2]}`}`] : [],
  );
  return {...answer, found: found.toSorted()};
}

describe('package lists are read', () => {
  test('from modules, without what lies beside them', () => {
    file('eessi/modules/all/ROOT/6.30.06-foss-2023a.lua');
    file('eessi/modules/all/ROOT/.modulerc.lua');
    file('eessi/modules/all/GCC/12.3.0.lua');
    file('eessi/modules/all/GCC/notes.txt');
    file('eessi/modules/all/README');
    symlinkSync('/opt/eessi/gone', at('eessi/modules/all/CUDA'));
    const {found, status, left} = read({format: 'modules', directory: 'eessi/modules/all'});
    expect([found, status, left]).toEqual([['GCC 12.3.0', 'ROOT 6.30.06-foss-2023a'], 'read', 0]);
  });

  test('from a spider cache where it has the directory, else from the directory', () => {
    file('spider/modules/all/ROOT/1.lua');
    const cache = (path: string) =>
      `spiderT = { ["${path}"] = { R = { fileT = { ["R/4.3.2"] = { Version = "4.3.2", }, }, }, }, version = 5, }\n`;
    file('spider/.lmod/cache/spiderT.lua', cache(`/cvmfs/${FQRN}/spider/modules/all`));
    file('spider/.lmod/other/spiderT.lua', cache('/cvmfs/elsewhere'));
    const rule = {format: 'modules', directory: 'spider/modules/all'} as const;
    const cached = read({...rule, cache: 'spider/.lmod/cache/spiderT.lua'});
    expect(cached.found).toEqual(['R 4.3.2']);
    expect(cached.places.map(([path]) => path)).toEqual([`${FQRN}/spider/.lmod/cache/spiderT.lua`]);
    expect(read({...rule, cache: 'spider/.lmod/other/spiderT.lua'}).found).toEqual(['ROOT 1']);
    expect(read({...rule, cache: 'spider/.lmod/none.lua'}).found).toEqual(['ROOT 1']);
  });

  test('from module files of any kind, at any depth', () => {
    file('cc/modules/Core/gcc/12.3.lua');
    file('cc/modules/Compiler/gcc12/root/6.28.04.lua');
    file('cc/modules/MPI/gcc12/openmpi4/hdf5-mpi/1.14.2.lua');
    file('cc/modules/Core/.hidden/1.0');
    file('cc/modules/Core/python/3.11.5');
    file('cc/modules/Core/python/.version');
    symlinkSync('3.11.5', at('cc/modules/Core/python/default'));
    expect(read({format: 'modulefiles', directory: 'cc/modules'}).found).toEqual([
      'gcc 12.3',
      'hdf5-mpi 1.14.2',
      'python 3.11.5',
      'root 6.28.04',
    ]);
  });

  test('from directories of names and versions', () => {
    for (const path of ['root/v6_28', 'root/v6_28.version', 'geant4/v11']) folder(`ups/${path}`);
    symlinkSync('v11', at('ups/geant4/current'));
    file('ups/geant4/setup');
    expect(read({format: 'directories', directory: 'ups'}).found).toEqual(['geant4 v11', 'root v6_28']);
  });

  test('from builds of Spack, a nightly laid over the newest whole build before it', () => {
    for (const [day, builds] of Object.entries({
      '2024-03-01': ['root/6.28.00-aaaaaa', 'podio/0.17-bbbbbb'],
      '2024-03-10': ['root/6.30.04-cccccc', 'podio/0.99-dddddd', 'edm4hep/0.10.5-eeeeee'],
      '2024-03-12': ['podio/1.0-ffffff'],
    }))
      for (const build of builds) folder(`key4hep/${day}/x/${build}`);
    for (const day of ['2024-03-01', '2024-03-10']) file(`key4hep/${day}/x/.scratch`);
    const below = ['key4hep/2024-03-11/x', 'key4hep/2024-03-10/x', 'key4hep/2024-03-01/x'];
    const nightly = read({format: 'spack', directory: 'key4hep/2024-03-12/x', whole: '.scratch', below});
    expect(nightly.found).toEqual(['edm4hep 0.10.5', 'podio 1.0', 'root 6.30.04']);
    const whole = read({format: 'spack', directory: 'key4hep/2024-03-10/x', whole: '.scratch', below});
    expect(whole.found).toEqual(['edm4hep 0.10.5', 'podio 0.99', 'root 6.30.04']);
  });

  test("from CMS's release map, lines of one architecture, Windows's ends and junk included", () => {
    const line = (arch: string, label: string) =>
      `architecture=${arch};label=${label};type=Production;state=Announced;prodarch=1;\r\n`;
    file(
      'releases.map',
      `${line('el8_amd64_gcc12', 'CMSSW_14_0_5')}${line('el9_amd64_gcc12', 'CMSSW_14_1_0_pre3')}junk\r\n\r\n${line('el8_amd64_gcc12', 'CMSSW_14_0_5_patch1')}`,
    );
    const {found, left} = read({
      format: 'cms-releases',
      directory: '.',
      files: 'releases.map',
      select: {architecture: 'el8_amd64_gcc12'},
    });
    expect([found, left]).toEqual([['CMSSW 14_0_5', 'CMSSW 14_0_5_patch1'], 1]);
  });

  test('from conda-meta, without its history', () => {
    for (const name of ['numpy-1.26.4-py310hb13e2d6_0.json', 'python-dateutil-2.9.0-pyhd8ed1ab_0.json', 'history', 'odd.json'])
      file(`conda/env/conda-meta/${name}`);
    const {found, left} = read({format: 'conda', directory: 'conda/env/conda-meta'});
    expect([found, left]).toEqual([['numpy 1.26.4', 'python-dateutil 2.9.0'], 1]);
  });

  test("from Portage's database", () => {
    for (const name of ['dev-lang/python-3.13.1_p2-r1', 'sci-physics/root-6.36.02', 'sys-devel/-MERGING-gcc-13'])
      folder(`prefix/var/db/pkg/${name}`);
    expect(read({format: 'portage', directory: 'prefix/var/db/pkg'}).found).toEqual([
      'python 3.13.1_p2-r1 dev-lang',
      'root 6.36.02 sci-physics',
    ]);
  });
});

describe('what is wrong is left out and counted', () => {
  const rule = (files: string) => ({format: 'lcg-manifest', directory: 'lists', files}) as const;
  const GOOD = 'ROOT; 18eb6; 6.34.02; ./ROOT/6.34.02/x86_64-el9-gcc13-opt; Python-2924c\n';

  test('a file of two gigabytes, of which some is read', () => {
    file('lists/huge.txt', GOOD);
    truncateSync(at('lists/huge.txt'), 2 * 1024 ** 3);
    const {found, left} = read(rule('huge.txt'));
    expect(found).toEqual(['ROOT 6.34.02']);
    expect(left).toBeGreaterThan(0);
  });

  test.each<{title: string; content: Uint8Array | string}>([
    {title: 'UTF-16', content: Buffer.from(`\uFEFF${GOOD}`, 'utf16le')},
    {title: "Windows's line ends and a mark", content: `\uFEFF${GOOD.replace('\n', '\r\n')}`},
    {title: 'Latin-1 elsewhere', content: Buffer.concat([Buffer.from('# caf\u00e9\n', 'latin1'), Buffer.from(GOOD)])},
    {title: 'control characters in a name', content: `RO\u001bOT; 1; 2; ./x; \n${GOOD}`},
    {title: 'too many fields', content: `a;b;c;d;e;f;g\n${GOOD}`},
  ])('$title', ({content}) => {
    file('lists/odd.txt', content);
    expect(read(rule('odd.txt')).found).toEqual(['ROOT 6.34.02']);
  });

  test('a pipe, a link loop, a link that leads out, and a directory that is none', () => {
    file('lists/target', GOOD);
    symlinkSync('loop.txt', at('lists/loop.txt'));
    symlinkSync('/etc/passwd', at('lists/out.txt'));
    expect(read(rule('loop.txt')).status).toBe('failed ELOOP');
    expect(read(rule('out.txt')).status).toBe('missing');
    expect(read({format: 'modules', directory: 'lists/target'}).status).toBe('failed ENOTDIR');
    const nowhere = read({format: 'portage', directory: 'nowhere/at/all'});
    expect(nowhere.status).toBe('missing');
    expect(nowhere.places.map(([path]) => path)).toEqual([FQRN]);
  });

  test('a directory that cannot be read, beside others', () => {
    file('some/modules/A/1.lua');
    file('some/modules/B/2.lua');
    chmodSync(at('some/modules/B'), 0o000);
    const {found, left} = read({format: 'modules', directory: 'some/modules'});
    // The superuser reads everything.
    expect([found, left]).toEqual(process.getuid?.() === 0 ? [['A 1', 'B 2'], 0] : [['A 1'], 1]);
    chmodSync(at('some/modules/B'), 0o755);
  });

  test('from the manifests that can be read, whatever lies beside them', () => {
    file('links/LCG_externals_x.txt', 'ROOT; 0a1b2; 6.36.02; ./ROOT/6.36.02/x; ');
    symlinkSync('LCG_loop_x.txt', at('links/LCG_loop_x.txt'));
    symlinkSync('/etc/passwd', at('links/LCG_generators_x.txt'));
    const {found, status, left} = read({format: 'lcg-manifest', directory: 'links', files: 'LCG_*_x.txt'});
    expect([found, status, left]).toEqual([['ROOT 6.36.02'], 'partly', 2]);
    expect(read({format: 'lcg-manifest', directory: 'links', files: 'LCG_generators_x.txt'}).status).toBe('missing');
  });

  test.each([
    {title: 'empty lines', end: '\n'},
    {title: 'empty lines of Windows', end: '\r\n'},
  ])('past millions of $title, up to the size of any such file', ({end}) => {
    const row = 'ROOT; 0a1b2; 6.36.02; ./ROOT/6.36.02/x; ';
    const blank = (bytes: number) => end.repeat(bytes / end.length);
    file('blank/few/LCG_x.txt', `${blank(4e6)}${row}\n`);
    file('blank/many/LCG_x.txt', `${row}\n${blank(30e6)}${row}\n`);
    const few = read({format: 'lcg-manifest', directory: 'blank/few'});
    expect([few.found, few.left]).toEqual([['ROOT 6.36.02'], 0]);
    const many = read({format: 'lcg-manifest', directory: 'blank/many'});
    expect([many.found, many.left]).toEqual([['ROOT 6.36.02'], 1]);
  });
});
