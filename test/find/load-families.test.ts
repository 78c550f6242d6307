import {describe, expect, it} from 'vitest';
import {checkRules} from '../../src/find/check-rules.ts';
import {isFamilyFile, loadFamilies} from '../../src/find/load-families.ts';
import {FAMILIES} from './scene.ts';

const familyFile = (id: string, title: string) => `id = "${id}"
title = "${title}"

[[layout]]
repository = "soft.example.org"
path = "v/{release}/{platform}"
grammar = "lcg"
entry = {kind = "source", path = "setup.sh"}
`;

/** Loads files by path; a place is named by the folder. */
const load = (files: Readonly<Record<string, string | null>>, ...places: readonly string[]) =>
  loadFamilies({
    builtIn: FAMILIES,
    places: places.map(place =>
      Object.entries(files)
        .filter(([file]) => file.startsWith(`${place}/`))
        .map(([file, text]) => ({file, text})),
    ),
    grammars: ['lcg'],
  });

it.each([
  {name: 'mine.toml', counts: true},
  {name: '.mine.toml', counts: false},
  {name: 'mine.toml~', counts: false},
  {name: 'toml', counts: false},
  {name: '.toml', counts: false},
])('a file $name counts: $counts', ({name, counts}) => expect(isFamilyFile(name)).toBe(counts));

describe('loadFamilies', () => {
  it('gives the built-in ones where there is no file', async () => {
    expect((await load({}, '/none')).families).toBe(FAMILIES);
  });

  it('lets the user win over the site, and both over what is built in', async () => {
    const {families} = await load(
      {
        '/site/b.toml': familyFile('mine', 'Site'),
        '/user/lcg.toml': familyFile('lcg', 'My LCG'),
        '/user/mine.toml': familyFile('mine', 'Mine'),
      },
      '/site',
      '/user',
    );
    expect(families.find(({id}) => id === 'mine')?.title).toBe('Mine');
    expect(families.find(({id}) => id === 'lcg')).toMatchObject({title: 'My LCG', origin: '/user/lcg.toml'});
  });

  it('reports a bad file and one that cannot be read, and keeps what they would have replaced', async () => {
    const {families, problems} = await load(
      {'/user/bad.toml': familyFile('eessi', 'X').replace('title', 'titel'), '/user/closed.toml': null},
      '/user',
    );
    expect(problems.map(({file, key}) => `${file} ${key}`)).toEqual(['/user/bad.toml titel', '/user/closed.toml ']);
    expect(families.find(({id}) => id === 'eessi')?.origin).toBe('built-in');
  });

  it('changes the given keys of a family, and adds its layouts behind those that are there', async () => {
    const [lcg] = FAMILIES;
    const added = familyFile('x', 'x').split('\n').slice(3).join('\n');
    const {families, problems} = await load({'/site/a.toml': `extends = "lcg"\nrecommended = ["LCG_105"]\n${added}`}, '/site');
    const changed = families.find(({id}) => id === 'lcg');
    expect(problems).toEqual([]);
    expect(changed).toMatchObject({title: lcg?.title, recommended: ['LCG_105'], origin: 'built-in, /site/a.toml'});
    expect(changed?.layouts.slice(0, -1)).toEqual(lcg?.layouts);
    expect(changed?.layouts.at(-1)?.repository).toBe('soft.example.org');
  });

  it('changes families of the same place whatever the files are called, and says which ones there are not', async () => {
    const {families, problems} = await load(
      {
        '/user/a.toml': 'extends = "mine"\ntitle = "Changed"\n',
        '/user/b.toml': familyFile('mine', 'Mine'),
        '/user/c.toml': 'extends = "lgc"\ntitle = "X"\n',
      },
      '/user',
    );
    expect(families.find(({id}) => id === 'mine')?.title).toBe('Changed');
    expect(problems).toEqual([
      {file: '/user/c.toml', line: 1, key: 'extends', message: 'There is no family "lgc" to change; did you mean "lcg"?'},
    ]);
  });

  it('joins the rules of all places: hidden by any, recommended and images by the later one first', async () => {
    const {wishes, families} = await load(
      {
        '/site/rules.toml': 'hide = ["eessi"]\nrecommend = ["lcg/LCG_105"]\n[[image]]\nos = "el9"\nimages = ["*/site/el9:*"]\n',
        '/user/rules.toml':
          'hide = ["lcg/LCG_9*"]\nrecommend = ["lcg/LCG_107"]\n[[image]]\nos = "el9"\nimages = ["/cvmfs/own.example.org/el9"]\n',
      },
      '/site',
      '/user',
    );
    expect(families).toHaveLength(FAMILIES.length);
    expect(wishes).toEqual({
      hide: ['eessi', 'lcg/LCG_9*'],
      recommend: ['lcg/LCG_107', 'lcg/LCG_105'],
      images: [
        {
          os: 'el9',
          images: ['/cvmfs/own.example.org/el9'],
          reference: '/cvmfs/own.example.org/el9',
          source: '/user/rules.toml',
        },
        {os: 'el9', images: ['*/site/el9:*'], reference: null, source: '/site/rules.toml'},
      ],
    });
  });
});

describe('checkRules', () => {
  it.each([
    {title: 'an unknown key', text: 'hde = []\n', line: 1, key: 'hde', says: 'did you mean "hide"?'},
    {title: 'a text for a list', text: 'hide = "x"\n', line: 1, key: 'hide', says: 'must be a list'},
    {title: 'an image of nothing', text: '[[image]]\nos = "el9"\n', line: 1, key: 'image[0]', says: '"images" or "reference"'},
    {
      title: 'a system that is none',
      text: '[[image]]\nreference = "a"\nos = "EL 9"\n',
      line: 3,
      key: 'image[0].os',
      says: 'such as el9',
    },
  ])('reports $title', ({text, line, key, says}) => {
    const checked = checkRules(text, 'rules.toml');
    const found = checked.status === 'problems' ? checked.problems.find(problem => problem.key === key) : undefined;
    expect(found).toMatchObject({file: 'rules.toml', line, message: expect.stringContaining(says)});
  });
});
