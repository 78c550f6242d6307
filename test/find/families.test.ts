import {describe, expect, it} from 'vitest';
import {checkFamily, type FamilyProblem} from '../../src/find/check-family.ts';
import {globTest} from '../../src/find/glob.ts';
import {loadFamilies} from '../../src/find/load-families.ts';
import {FAMILIES} from './scene.ts';

const GOOD = `id = "mine"
title = "Mine"

[[layout]]
repository = "soft.example.org"
path = "v/{release}/{platform}"
grammar = "lcg"

[layout.entry]
kind = "source"
path = "setup.sh"
`;

function problems(text: string): readonly FamilyProblem[] {
  const checked = checkFamily(text, 'mine.toml');
  return checked.status === 'problems' ? checked.problems : [];
}

describe('built-in families', () => {
  it('are all there, in the order in which they are shown', () => {
    expect(FAMILIES.map(({id}) => id)).toEqual(['lcg', 'lcg-nightly', 'gentoo', 'eessi', 'unpacked']);
  });

  it('are plain data, so that the build can put them into the bundle', () => {
    expect(JSON.parse(JSON.stringify(FAMILIES))).toEqual(FAMILIES);
  });
});

describe('checkFamily', () => {
  it('fills in defaults', () => {
    expect(checkFamily(GOOD, 'mine.toml')).toMatchObject({
      status: 'family',
      family: {
        id: 'mine',
        origin: 'mine.toml',
        recommended: [],
        layouts: [{release: '{release}', platform: '{platform}', nightly: false, needs: []}],
      },
    });
  });

  const wrong = [
    {
      title: 'a key that does not exist, with the nearest right one',
      from: 'title =',
      to: 'titel =',
      line: 2,
      key: 'titel',
      says: 'did you mean "title"?',
    },
    {
      title: 'a key of a table',
      from: 'grammar =',
      to: 'gramar =',
      line: 7,
      key: 'layout[0].gramar',
      says: 'did you mean "grammar"?',
    },
    {
      title: 'a key deep inside',
      from: 'kind = "source"',
      to: 'kind = "sauce"',
      line: 10,
      key: 'layout[0].entry.kind',
      says: 'must be one of prefix, source, modules, image',
    },
    {
      title: 'a missing key, at the table it belongs to',
      from: 'repository = "soft.example.org"\n',
      to: '',
      line: 4,
      key: 'layout[0].repository',
      says: 'is missing',
    },
    {
      title: 'a name without a dot',
      from: 'soft.example.org',
      to: 'soft',
      line: 5,
      key: 'layout[0].repository',
      says: 'full repository name',
    },
    {
      title: 'a path that leaves the repository',
      from: 'v/{release}',
      to: '../{release}',
      line: 6,
      key: 'layout[0].path',
      says: 'without ..',
    },
    {
      title: 'a placeholder that the path does not have',
      from: 'path = "setup.sh"',
      to: 'path = "{slot}/setup.sh"',
      line: 11,
      key: 'layout[0].entry.path',
      says: '{slot} is no placeholder of "path"',
    },
    {
      title: 'a depth without an end',
      from: '{platform}"',
      to: '{platform...}"',
      line: 4,
      key: 'layout[0].leaf',
      says: 'must say how it ends',
    },
    {title: 'syntax', from: 'title = "Mine"', to: 'title = ', line: 2, key: '', says: 'no valid TOML'},
    {
      title: 'a wrong type',
      from: 'path = "setup.sh"',
      to: 'path = 3',
      line: 11,
      key: 'layout[0].entry.path',
      says: 'must be a text or a list of texts',
    },
  ];
  for (const {title, from, to, line, key, says} of wrong) {
    it(`reports ${title}`, () => {
      const found = problems(GOOD.replace(from, to)).find(problem => problem.key === key);
      expect(found).toMatchObject({file: 'mine.toml', line});
      expect(found?.message).toContain(says);
    });
  }
});

describe('loadFamilies', () => {
  const files: Readonly<Record<string, string>> = {
    '/site/b.toml': GOOD.replace('"Mine"', '"Site"'),
    '/site/readme.txt': 'no family',
    '/user/lcg.toml': GOOD.replace('"mine"', '"lcg"').replace('"Mine"', '"My LCG"'),
    '/user/mine.toml': GOOD,
    '/user/bad.toml': GOOD.replace('"mine"', '"eessi"').replace('title', 'titel'),
  };
  const load = (directories: readonly string[]) =>
    loadFamilies({
      builtIn: FAMILIES,
      directories,
      listNames: directory => {
        const names = Object.keys(files)
          .filter(path => path.startsWith(`${directory}/`))
          .map(path => path.slice(directory.length + 1));
        return names.length === 0 ? null : names;
      },
      readText: path => files[path] ?? null,
    });

  it('gives the built-in ones where there is no file', async () => {
    expect((await load(['/none'])).families).toBe(FAMILIES);
  });

  it('lets the user win over the site, and both over what is built in', async () => {
    const {families} = await load(['/site', '/user']);
    expect(families.find(({id}) => id === 'mine')?.title).toBe('Mine');
    expect(families.find(({id}) => id === 'lcg')).toMatchObject({title: 'My LCG', origin: '/user/lcg.toml'});
  });

  it('reports a bad file and keeps what it would have replaced', async () => {
    const {families, problems: found} = await load(['/user']);
    expect(found.map(({file, key}) => `${file} ${key}`)).toEqual(['/user/bad.toml title', '/user/bad.toml titel']);
    expect(families.find(({id}) => id === 'eessi')?.origin).toBe('built-in');
  });
});

describe('globs', () => {
  const cases = [
    {glob: 'LCG_*', yes: ['LCG_', 'LCG_107'], no: ['lcg_1', 'xLCG_1']},
    {glob: '*:*', yes: ['a:b', 'a\nb:c'], no: ['ab']},
    {glob: 'a?c', yes: ['abc', 'a.c'], no: ['ac', 'abbc']},
    {glob: '[a-c]x', yes: ['ax', 'cx'], no: ['dx', '-x']},
    {glob: '[!a]x', yes: ['bx'], no: ['ax']},
    {glob: '{one,tw*}', yes: ['one', 'two'], no: ['three', 'ones']},
    {glob: 'a.b+(c)', yes: ['a.b+(c)'], no: ['aXb+(c)']},
    {glob: '[', yes: ['['], no: ['x']},
  ];
  for (const {glob, yes, no} of cases) {
    it(`${glob} fits ${yes.join(', ')}`, () => {
      expect(yes.filter(globTest(glob))).toEqual(yes);
      expect(no.filter(globTest(glob))).toEqual([]);
    });
  }
});
