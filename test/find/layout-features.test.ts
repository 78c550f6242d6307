import {describe, expect, it} from 'vitest';
import {readDirectory} from '../../src/find/scout/read-directory.ts';
import {prune} from '../../src/find/prune-memo.ts';
import {expand, familyWith, found, memoOf, REPOSITORY} from './layout-scene.ts';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {scratch} from './scene.ts';

const roots = (...wanted: Parameters<typeof expand>) =>
  expand(...wanted).variants.map(({root}) => root.slice(`/cvmfs/${REPOSITORY}/`.length));
const reasons = (...wanted: Parameters<typeof expand>) =>
  Object.fromEntries(expand(...wanted).leftOut.map(({reason, count, examples}) => [reason, [count, ...examples]]));

const ROOT = {kind: 'prefix', path: '.'} as const;

describe('links', () => {
  it('in the middle of a path lead to the directory they name, which is read once', () => {
    const family = familyWith({path: 'views/{release}/{platform}'});
    const memo = memoOf({views: 'LCG_1/ latest//LCG_1'});
    expect(expand(family, memo).directories).toEqual(['views/LCG_1']);
    memo.directories.set('views/LCG_1', {key: null, content: ['p/']});
    expect(roots(family, memo)).toEqual(['views/LCG_1/p', 'views/latest/p']);
    expect(expand(family, memo).directories).toEqual([]);
  });

  const circles = [
    {title: 'to itself', names: 'R/ x//x', reason: 'link-loop'},
    {title: 'to each other', names: 'R/ x//y y//x', reason: 'link-loop'},
    {title: 'to where it is', names: 'R/ x//.', reason: 'link-loop'},
    {title: 'to the top', names: `R/ x///cvmfs/${REPOSITORY}`, reason: 'link-loop'},
    {title: 'to nothing', names: 'R/ x//gone', reason: 'dangling'},
    {title: 'to an empty text', names: 'R/ x//', reason: 'dangling'},
    {title: 'to the host', names: 'R/ x///opt/software', reason: 'link-out'},
    {title: 'above /cvmfs', names: 'R/ x//../../etc', reason: 'link-out'},
  ];
  for (const {title, names, reason} of circles) {
    it(`${title} are left out and counted`, () => {
      const family = familyWith({path: '{release}/{build}/{platform}'});
      const memo = memoOf({'': names, R: 'b/', 'R/b': 'p/'});
      expect(roots(family, memo)).toEqual(['R/b/p']);
      expect(expand(family, memo).directories).toEqual([]);
      const links = names.split(' ').slice(1);
      expect(reasons(family, memo)).toEqual({
        [reason]: [links.length, ...links.map(text => `/cvmfs/${REPOSITORY}/${text.slice(0, 1)}`)],
      });
    });
  }

  it('to each other’s directories end after one round', () => {
    const family = familyWith({path: '{a}/{b}/{c}/{platform}', release: '{a}/{b}/{c}'});
    const memo = memoOf({'': 'a/ b/', a: 'x//../b', b: 'y//../a sub/', 'b/sub': 'p/', 'b/y': 'p/'});
    expect(roots(family, memo)).toEqual(['a/x/sub/p']);
    expect(reasons(family, memo)['link-loop']).toEqual([2, `/cvmfs/${REPOSITORY}/a/x/y`, `/cvmfs/${REPOSITORY}/b/y/x`]);
  });

  it('are left to the scout where a directory on the way was not read', () => {
    const family = familyWith({path: 'lcg/views/{release}/{platform}'});
    const memo = memoOf({'lcg/views': 'R1//../../elsewhere/R1 R2///cvmfs/other.example.org/R2'});
    expect(expand(family, memo).directories).toEqual(['lcg/views/R1', 'lcg/views/R2']);
    expect(reasons(family, memo)).toEqual({});
  });

  it('into a hidden store are images by name, and nothing of the store is read', () => {
    const images = familyWith({
      path: '{registry}/{image...}',
      leaf: {name: '*:*', most: 3},
      release: '{image}',
      platform: '',
      ignore: ['podmanStore'],
      entry: {kind: 'image', path: '.'},
    });
    for (const target of [`/cvmfs/${REPOSITORY}/.images/ab/cd`, '../../.images/ab/cd']) {
      const memo = memoOf({
        '': 'htc/ .images/ store//.images podmanStore/ pods//podmanStore',
        htc: 'sub/',
        'htc/sub': `rocky:9//${target}`,
      });
      expect(expand(images, memo).directories).toEqual([]);
      expect(roots(images, memo)).toEqual(['htc/sub/rocky:9']);
      // Tags with equal content share a directory, which is looked at once.
      expect(expand(images, memo, true).checks).toEqual(['.images/ab/cd']);
      memo.checks.set('.images/ab/cd', 'missing');
      expect(roots(images, memo, true)).toEqual([]);
    }
  });
});

describe('a name beside the end of the path', () => {
  it('takes the place of what it is the same as', () => {
    const flat = familyWith({
      path: '{release}/{platform}.sh',
      ends: 'file',
      unless: '{platform}',
      entry: {kind: 'source', path: '.'},
    });
    // Links and files count as well: whatever is there is looked after by another layout.
    const memo = memoOf({'': 'A/ B/', A: 'p.sh q.sh q/ r.sh r//../elsewhere', B: 'p.sh'});
    expect(roots(flat, memo)).toEqual(['A/p.sh', 'B/p.sh']);
    expect(reasons(flat, memo)).toEqual({});
  });
});

describe('markers', () => {
  it('may name placeholders, and one of several is enough', () => {
    const family = familyWith({path: '{release}', platform: '', marker: ['etc/{release}.sh', 'setup.sh'], entry: ROOT});
    const memo = memoOf({'': 'A/ B/ C/'}, {'A/etc/A.sh': 'file', 'B/setup.sh': 'file', 'B/etc/B.sh': 'missing'});
    expect(expand(family, memo, true)).toMatchObject({checks: ['C/etc/C.sh', 'C/setup.sh']});
    expect(roots(family, memo, true)).toEqual(['A', 'B']);
    memo.checks.set('C/etc/C.sh', 'missing').set('C/setup.sh', 'missing');
    expect(reasons(family, memo, true)).toEqual({'half-published': [1, `/cvmfs/${REPOSITORY}/C`]});
  });

  it('that are the script are files: a directory of its name is none', () => {
    const family = familyWith({
      path: '{release}',
      platform: '',
      marker: ['setup.sh', 'bin'],
      entry: {kind: 'source', path: ['setup.sh', 'other.sh']},
    });
    const memo = memoOf(
      {'': 'A/ B/ C/ D/', D: 'setup.sh/'},
      {
        'A/setup.sh': 'file',
        // Any other marker may be a directory, and then the next script counts.
        'B/setup.sh': 'directory',
        'B/bin': 'directory',
        'B/other.sh': 'file',
        'C/setup.sh': 'directory',
        'C/bin': 'missing',
        'D/bin': 'missing',
      },
    );
    const expected = [`/cvmfs/${REPOSITORY}/A/setup.sh`, `/cvmfs/${REPOSITORY}/B/other.sh`];
    expect(expand(family, memo, true).variants.map(({entry}) => entry.path)).toEqual(expected);
    expect(reasons(family, memo, true)).toEqual({
      'half-published': [2, `/cvmfs/${REPOSITORY}/C`, `/cvmfs/${REPOSITORY}/D`],
    });
  });

  it('that are there cost the index a few letters each, those before them nothing', () => {
    const family = familyWith({path: '{release}', platform: '', marker: ['lib', 'setup.sh'], entry: ROOT});
    const memo = memoOf({'': 'A/ B/'}, {'A/lib': 'missing', 'A/setup.sh': 'file', 'B/lib': 'directory', 'B/setup.sh': 'file'});
    const request = {fqrn: REPOSITORY, families: [family], checkMarkers: true, extra: []};
    const pruned = prune(request, memo, null);
    expect(pruned.directories.get('')?.content).toEqual(['A/:setup.sh', 'B/:lib/']);
    expect([...pruned.checks]).toEqual([]);
    expect(expand(family, pruned, true)).toMatchObject({directories: [], checks: []});
    expect(roots(family, pruned, true)).toEqual(['A', 'B']);
  });

  it('are looked at on a real client, too, for layouts that say so', () => {
    expect(expand(familyWith({marker: 'setup.sh', eager: true}), memoOf({'': 'R/', R: 'p/'})).checks).toEqual(['R/p/setup.sh']);
  });
});

describe('paths', () => {
  it('that end in text known beforehand are looked at with one stat each, also on a real client', () => {
    const family = familyWith({path: '{release}/build', platform: 'x'});
    const memo = memoOf({'': 'A/ B/ C/'}, {'A/build': 'directory', 'B/build': 'missing', 'C/build': 'file'});
    expect(expand(family, memoOf({'': 'A/'})).checks).toEqual(['A/build']);
    expect(roots(family, memo)).toEqual(['A/build']);
    expect(roots(familyWith({path: '{release}/build', platform: 'x', ends: 'file'}), memo)).toEqual(['C/build']);
    expect(reasons(family, memo)).toEqual({});
  });

  it('with the same placeholder twice mean the same text twice, and read no directory for it', () => {
    const twice = familyWith({path: 'images/{release}/{release}.simg', platform: ''});
    const memo = memoOf(
      {images: 'tool_1/ tool_2/'},
      {'images/tool_1/tool_1.simg': 'directory', 'images/tool_2/tool_2.simg': 'missing'},
    );
    expect(expand(twice, memoOf({images: 'tool_1/'}))).toMatchObject({directories: [], checks: ['images/tool_1/tool_1.simg']});
    expect(roots(twice, memo)).toEqual(['images/tool_1/tool_1.simg']);
    const mixed = familyWith({path: '{release}/{release}-{platform}'});
    expect(found(mixed, memoOf({'': 'a/', a: 'a-p/ b-q/'}))).toEqual(['a@p']);
  });

  it('leave out what globs ignore', () => {
    const family = familyWith({ignore: ['*-tmp', 'log[sz]']});
    expect(found(family, memoOf({'': 'R/ R-tmp/ logs/', R: 'p/ q-tmp/'}))).toEqual(['R@p']);
  });
});

describe('nightlies', () => {
  const nightly = familyWith({
    path: 'views/{slot}/{day}/{platform}',
    release: '{slot}/{day}',
    nightly: true,
    complete: {directory: '/nightlies/{slot}/{day}', file: 'isDone-{platform}'},
  });
  const views = {
    views: 'dev3/',
    'views/dev3': 'Mon/ Tue/ latest/',
    'views/dev3/Mon': 'p/ q/',
    'views/dev3/Tue': 'p/',
    'views/dev3/latest': 'p//../Mon/p q//../Mon/q',
  };

  it('are complete when their flag is there, also through latest, for one directory a day', () => {
    expect(expand(nightly, memoOf(views)).directories).toContain('nightlies/dev3/Mon');
    expect(expand(nightly, memoOf(views)).directories).not.toContain('nightlies/dev3/latest');
    const memo = memoOf({...views, 'nightlies/dev3/Mon': 'isDone-p isDone-unstable-q ROOT/'});
    memo.directories.set('nightlies/dev3/Tue', {key: null, content: 'missing'});
    expect(expand(nightly, memo).variants.map(({release, platformText, complete}) => [release, platformText, complete])).toEqual([
      ['dev3/Mon', 'p', true],
      ['dev3/Mon', 'q', false],
      ['dev3/Tue', 'p', null],
      ['dev3/latest', 'p', true],
      ['dev3/latest', 'q', false],
    ]);
  });

  it('keep of the directory of flags what may be a flag', () => {
    const memo = memoOf({...views, 'nightlies/dev3/Mon': 'isDone-p ROOT/ Python/', 'nightlies/dev3/Tue': 'gcc/'});
    for (const path of ['Mon', 'Tue', 'latest']) {
      const content = memo.directories.get(`views/dev3/${path}`)?.content as readonly string[];
      memo.directories.set(`views/dev3/${path}`, {key: null, content, times: content.map(() => 0)});
    }
    const pruned = prune({fqrn: REPOSITORY, families: [nightly], checkMarkers: false, extra: []}, memo, null);
    expect(pruned.directories.get('nightlies/dev3/Mon')).toEqual({key: null, content: ['isDone-p'], only: 'isDone-'});
    expect(expand(nightly, pruned).directories).toEqual([]);
    expect(expand(nightly, pruned).variants.map(({complete}) => complete)).toEqual([true, false, false, true, false]);
    // A layout that wants the directory itself does not take the rest for the whole.
    const packages = familyWith({path: 'nightlies/dev3/{release}/{platform}'});
    pruned.directories.set('nightlies/dev3', {key: null, content: ['Mon/']});
    expect(expand(packages, pruned).directories).toEqual(['nightlies/dev3/Mon']);
  });

  it('are dated by the directory or the link itself, and no others are', () => {
    const memo = memoOf(views);
    expect(expand(nightly, memo).timed).toEqual(['views/dev3/Mon', 'views/dev3/Tue', 'views/dev3/latest']);
    memo.directories.set('views/dev3/Mon', {key: null, content: ['p/', 'q/'], times: [1_700_000_000, 0]});
    const [first, second] = expand(nightly, memo).variants;
    expect([first?.dated, second?.dated]).toEqual(['2023-11-14T22:13:20.000Z', null]);
    expect(expand(nightly, memo).timed).toEqual(['views/dev3/Tue', 'views/dev3/latest']);
    expect(expand(familyWith({path: 'views/dev3/{release}/{platform}'}), memo).timed).toEqual([]);
  });
});

describe('a directory with more entries than are read', () => {
  it('gives those that were read, and says that there are more', () => {
    const directory = join(scratch(), 'many');
    mkdirSync(directory);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(directory, name), '');
    expect(readDirectory(directory, 2)).toMatchObject({truncated: true, entries: [{}, {}]});
    expect(readDirectory(directory, 3)).toMatchObject({truncated: false, entries: [{}, {}, {}]});
  });
});
