import {describe, expect, it} from 'vitest';
import {checkFamily} from '../../src/find/check-family.ts';
import type {FamilyProblem} from '../../src/find/read-toml.ts';
import {globTest} from '../../src/find/glob.ts';
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
  const checked = checkFamily(text, 'mine.toml', 'mine.toml', ['eessi', 'lcg']);
  return checked.status === 'problems' ? checked.problems : [];
}

describe('built-in families', () => {
  it('have names of their own, those that most people look for first', () => {
    const ids = FAMILIES.map(({id}) => id);
    expect(ids.slice(0, 2)).toEqual(['lcg', 'lcg-nightly']);
    expect(new Set(ids).size).toBe(ids.length);
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
    ...['BASH_ENV', 'LD_PRELOAD', 'PROMPT_COMMAND'].map(name => ({
      title: `a variable from which code is run, ${name}`,
      from: 'path = "setup.sh"',
      to: `path = "setup.sh"\nset = {${name} = "$(touch /tmp/x)"}`,
      line: 12,
      key: `layout[0].entry.set.${name}`,
      says: `No family may set ${name}`,
    })),
    {
      title: 'a depth without an end',
      from: '{platform}"',
      to: '{platform...}"',
      line: 4,
      key: 'layout[0].leaf',
      says: 'must say how it ends',
    },
    {
      title: 'a value with the nearest right one',
      from: 'kind = "source"',
      to: 'kind = "soruce"',
      line: 10,
      key: 'layout[0].entry.kind',
      says: 'did you mean "source"?',
    },
    {
      title: 'a placeholder with the nearest right one',
      from: 'path = "setup.sh"',
      to: 'path = "{platfrom}/setup.sh"',
      line: 11,
      key: 'layout[0].entry.path',
      says: 'did you mean {platform}?',
    },
    {
      title: 'a grammar that does not exist, with the nearest ones',
      from: 'grammar = "lcg"',
      to: 'grammar = "lgc"',
      line: 7,
      key: 'layout[0].grammar',
      says: 'did you mean "lcg"?',
    },
    {
      title: 'an id beside "extends"',
      from: 'title =',
      to: 'extends = "lcg"\ntitle =',
      line: 1,
      key: 'id',
      says: 'cannot stand beside "extends"',
    },
    {
      title: 'a file that is too large',
      from: '',
      to: `# ${'x'.repeat(300_000)}\n`,
      line: 1,
      key: '',
      says: 'larger than 256 kB',
    },
    {title: 'tables that nest too deeply', from: '', to: `a = ${'['.repeat(50_000)}\n`, line: 1, key: '', says: 'no valid TOML'},
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
