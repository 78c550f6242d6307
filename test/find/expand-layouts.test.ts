import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {entryText, parseEntry} from '../../src/find/entry-text.ts';
import {expandLayouts} from '../../src/find/expand-layouts.ts';
import {memoLookup} from '../../src/find/lookup.ts';
import {emptyMemo} from '../../src/find/memo.ts';
import {expand, familyWith, found, memoOf, REPOSITORY} from './layout-scene.ts';
import {FAMILIES} from './scene.ts';

describe('expandLayouts', () => {
  it('asks for one directory a placeholder level, literal segments free', () => {
    const family = familyWith({path: 'a/b/{release}/c/{platform}', marker: 'setup.sh'});
    expect(expand(family, emptyMemo()).directories).toEqual(['a/b']);
    expect(expand(family, memoOf({'a/b': 'R1/ R2/ file'})).directories).toEqual(['a/b/R1/c', 'a/b/R2/c']);
    const memo = memoOf({'a/b': 'R1/ R2/', 'a/b/R1/c': 'p1/ p2/', 'a/b/R2/c': 'p1/'});
    expect(expand(family, memo)).toMatchObject({directories: [], checks: []});
    expect(found(family, memo)).toEqual(['R1@p1', 'R1@p2', 'R2@p1']);
  });

  it('asks once for what two layouts share', () => {
    const one = familyWith({path: 'top/{release}/x/{platform}'});
    const two = familyWith({path: 'top/{release}/y/{platform}'});
    const expansion = expandLayouts({
      repository: REPOSITORY,
      families: [one, two],
      lookup: memoLookup(emptyMemo()),
      checkMarkers: false,
    });
    expect(expansion.directories).toEqual(['top']);
  });

  it('has absolute paths below /cvmfs and the captures', () => {
    const [variant] = expand(familyWith({}), memoOf({'': 'R1/', R1: 'p/'})).variants;
    expect(variant).toMatchObject({
      root: `/cvmfs/${REPOSITORY}/R1/p`,
      entry: {kind: 'source', path: `/cvmfs/${REPOSITORY}/R1/p/setup.sh`},
      captures: {release: 'R1', platform: 'p'},
      link: null,
    });
  });

  it('knows where a path leads that has a link in it', () => {
    const {variants} = expand(familyWith({}), memoOf({'': 'R1/ R2//R1', R1: 'p/ q//p'}));
    const at = (path: string) => `/cvmfs/${REPOSITORY}/${path}`;
    expect(variants.map(({root, real}) => ({root, real}))).toEqual([
      {root: at('R1/p'), real: null},
      {root: at('R1/q'), real: at('R1/p')},
      {root: at('R2/p'), real: at('R1/p')},
      {root: at('R2/q'), real: at('R1/p')},
    ]);
  });

  const names = [
    {
      title: 'leaves dot files, files and ignored names alone',
      layout: {ignore: ['logs']},
      names: '.git/ R1/ logs/ README',
      releases: ['R1'],
    },
    {title: 'matches globs', layout: {match: {release: 'LCG_[0-9]*'}}, names: 'LCG_1/ LCG_x/ dev3/', releases: ['LCG_1']},
    {
      title: 'matches one of several words',
      layout: {match: {release: '{Mon,Tue}'}},
      names: 'Mon/ Tue/ Wed/ Mont/',
      releases: ['Mon', 'Tue'],
    },
    {
      title: 'keeps text around a placeholder',
      layout: {path: 'v{release}-x/{platform}'},
      names: 'v1-x/ v2/ 3-x/',
      releases: ['1'],
    },
    {
      title: 'takes several placeholders from one name',
      layout: {path: '{release}_{arch}/{platform}'},
      names: 'a_b_c/',
      releases: ['a_b'],
    },
    {title: 'follows links between levels', layout: {}, names: 'R1/ R2//R1', releases: ['R2']},
  ];
  for (const {title, layout, names: texts, releases} of names) {
    it(title, () => {
      const memo = memoOf({'': texts});
      for (const text of texts.split(' ')) memo.directories.set(text.split('/')[0] ?? '', {key: null, content: ['p/']});
      const expansion = expand(familyWith(layout), memo);
      expect(
        [...new Set(expansion.variants.map(({release}) => release))].filter(
          release => release !== 'R1' || releases.includes('R1'),
        ),
      ).toEqual(releases);
    });
  }

  it('keeps a leaf that is a link, with its target', () => {
    const memo = memoOf({'': 'latest/ Thu/', Thu: 'p/', latest: 'p//../Thu/p'});
    expect(expand(familyWith({}), memo).variants.map(({link}) => link)).toEqual(['../Thu/p', null]);
  });

  it('leaves out a link that certainly dangles', () => {
    const memo = memoOf({'': 'Tue/ latest/', Tue: '', latest: 'p//../Tue/p'});
    expect(found(familyWith({}), memo)).toEqual([]);
  });

  it('looks at markers only when told, and then leaves out what has none', () => {
    const family = familyWith({marker: 'setup.sh'});
    const directories = {'': 'R/', R: 'p/ q/'};
    expect(found(family, memoOf(directories))).toEqual(['R@p', 'R@q']);
    expect(expand(family, memoOf(directories), true)).toMatchObject({variants: [], checks: ['R/p/setup.sh', 'R/q/setup.sh']});
    expect(found(family, memoOf(directories, {'R/p/setup.sh': 'file', 'R/q/setup.sh': 'missing'}), true)).toEqual(['R@p']);
  });

  it('takes the first entry outside the variant that exists, and always looks', () => {
    const family = familyWith({entry: {kind: 'modules', path: ['/v/{release}/new', '/v/{release}/old']}});
    const directories = {'': 'R/', R: 'p/ q/'};
    expect(expand(family, memoOf(directories))).toMatchObject({variants: [], checks: ['v/R/new']});
    const memo = memoOf(directories, {'v/R/new': 'missing', 'v/R/old': 'file'});
    expect(expand(family, memo).variants.map(({entry}) => entry.path)).toEqual([
      `/cvmfs/${REPOSITORY}/v/R/old`,
      `/cvmfs/${REPOSITORY}/v/R/old`,
    ]);
    expect(expand(family, memoOf(directories, {'v/R/new': 'missing', 'v/R/old': 'missing'})).variants).toEqual([]);
  });

  describe('variable depth', () => {
    const images = familyWith({
      path: '{registry}/{image...}',
      leaf: {name: '*:*', most: 3},
      release: '{image}',
      platform: '',
      entry: {kind: 'image', path: '.'},
    });
    const targets = familyWith({
      path: 'sw/{arch}/{target...}',
      leaf: {contains: 'modules', most: 2},
      release: 'R',
      platform: '{arch}/{target}',
      entry: {kind: 'modules', path: '.'},
    });

    it('ends at the first name that fits', () => {
      const memo = memoOf({
        '': 'hub.io/',
        'hub.io': 'library/ top:1///cvmfs/x/y',
        'hub.io/library': 'alma:9//../.flat/aa sub/',
        'hub.io/library/sub': 'deep:1/',
      });
      expect(expand(images, memo).variants.map(({release}) => release)).toEqual([
        'library/alma:9',
        'library/sub/deep:1',
        'top:1',
      ]);
    });

    it('goes no deeper than told and follows no links on the way', () => {
      const memo = memoOf({'': 'r/', r: 'a/ loop//.', 'r/a': 'b/', 'r/a/b': 'c/'});
      expect(expand(images, memo).directories).toEqual([]);
      expect(expand(images, memoOf({'': 'r/', r: 'a/ loop//.', 'r/a': 'b/'})).directories).toEqual(['r/a/b']);
    });

    it('ends at the first directory that holds a name', () => {
      const memo = memoOf({
        sw: 'x86_64/',
        'sw/x86_64': 'generic/ amd/ empty/',
        'sw/x86_64/generic': 'modules/ software/',
        'sw/x86_64/amd': 'zen2/ zen3/',
        'sw/x86_64/amd/zen2': 'modules/',
        'sw/x86_64/amd/zen3': 'software/',
        'sw/x86_64/empty': '',
      });
      expect(expand(targets, memo).variants.map(({platformText}) => platformText)).toEqual(['x86_64/generic', 'x86_64/amd/zen2']);
      expect(expand(targets, memo).directories).toEqual([]);
    });
  });

  it('finds compilers inside a variant as choices of their own', () => {
    const gentoo = FAMILIES.find(({id}) => id === 'gentoo');
    if (gentoo === undefined) throw new Error('no gentoo');
    const prefix = 'lcg/contrib/gentoo/linux/x86_64';
    const memo = memoOf({
      'lcg/contrib/gentoo': 'linux/',
      'lcg/contrib/gentoo/linux': 'x86_64/',
      [`${prefix}/usr`]: 'bin/ x86_64-pc-linux-gnu/ lib/',
      [`${prefix}/usr/x86_64-pc-linux-gnu/gcc-bin`]: '13/ 14/',
      [`${prefix}/usr/lib/llvm`]: '19/',
    });
    const {variants} = expandLayouts({
      repository: 'sft.cern.ch',
      families: [gentoo],
      lookup: memoLookup(memo),
      checkMarkers: false,
    });
    expect(variants.map(({compiler}) => compiler)).toEqual([
      null,
      {name: 'gcc', version: '13', path: 'usr/x86_64-pc-linux-gnu/gcc-bin/13'},
      {name: 'gcc', version: '14', path: 'usr/x86_64-pc-linux-gnu/gcc-bin/14'},
      {name: 'clang', version: '19', path: 'usr/lib/llvm/19/bin'},
    ]);
  });

  it('stands names that no sane publisher would choose', () => {
    const piece = fc.oneof(
      fc.string({unit: 'binary', maxLength: 300}),
      fc.constantFrom(
        '..',
        '.',
        '',
        'a b',
        'x:y',
        'c++',
        '\u0000',
        '\n',
        '\u001b[31m',
        '__proto__',
        'constructor',
        '{release}',
        '*',
        'a'.repeat(5000),
      ),
    );
    const listing = fc.array(
      fc.record({name: piece, type: fc.constantFrom('directory', 'file', 'link', 'other'), target: piece}),
    );
    fc.assert(
      fc.property(listing, listing, (outer, inner) => {
        const directories = new Map([['', outer]]);
        const {variants} = expandLayouts({
          repository: REPOSITORY,
          families: [familyWith({path: '{release}/{platform}', match: {release: '*', platform: '*'}})],
          lookup: {
            ...memoLookup(emptyMemo()),
            listDirectory: path => (directories.get(path) ?? inner) as never,
            kindOf: () => 'directory',
            firstThere: ([first = '']) => ({path: first, unread: []}),
          },
          checkMarkers: true,
        });
        for (const {root, captures} of variants) {
          const segments = root.split('/');
          expect(segments).toHaveLength(5);
          expect(segments.slice(3)).not.toContain('..');
          expect(segments.slice(3)).not.toContain('');
          expect(root.includes('\0')).toBe(false);
          expect(captures['release']).toBe(segments[3]);
        }
      }),
    );
  });

  it('keeps every name through the text of the index', () => {
    const name = fc.string({unit: 'binary', minLength: 1}).filter(text => !text.includes('/'));
    const entry = fc.oneof(
      fc.record({name, type: fc.constant('directory'), target: fc.constant(null), holds: fc.string({unit: 'binary'})}),
      fc.record({name, type: fc.constantFrom('directory', 'file', 'other'), target: fc.constant(null)}),
      fc.record({name, type: fc.constant('link'), target: fc.string({unit: 'binary'})}),
    );
    fc.assert(
      fc.property(entry, one => {
        expect(parseEntry(entryText(one as never))).toEqual(one);
      }),
    );
  });
});
