import {expect, test} from 'vitest';
import {BUILT_IN_THEMES} from '../../../src/tui/theme/built-in-themes.ts';
import {listThemes} from '../../../src/tui/theme/list-themes.ts';

const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/home/themes': {
    'mine.json': '{"name": "mine", "title": "Mine", "ground": "dark"}',
    'broken.json': '{\n  "name": "broken",\n  "roles": {"txt": {}}\n}',
    'half.json': '{\n',
    'solarized.json': '{"name": "solarized", "title": "My own"}',
    'theme.schema.json': '{}',
    'notes.txt': '',
    '..json': '{}',
  },
  '/site/themes': {
    'mine.json': '{"name": "mine", "title": "The site’s"}',
    'site.json': '{"name": "site", "title": "The site’s own"}',
  },
};

const listed = listThemes({
  folders: [
    {path: '/home/themes', origin: 'user'},
    {path: '/site/themes', origin: 'site'},
    {path: '/none', origin: 'site'},
  ],
  namesIn: folder => (FILES[folder] === undefined ? null : Object.keys(FILES[folder])),
  readText: path => FILES[path.slice(0, path.lastIndexOf('/'))]?.[path.slice(path.lastIndexOf('/') + 1)] ?? null,
});
const named = (name: string) => listed.filter(entry => entry.name === name);

test('the user’s come first, then the site’s, then ours, and a name is there once', () => {
  expect(listed.map(({name, origin}) => `${origin} ${name}`).slice(0, 5)).toEqual([
    'user broken',
    'user half',
    'user mine',
    'user solarized',
    'site site',
  ]);
  expect(listed.slice(5).map(({name}) => name)).toEqual(BUILT_IN_THEMES.filter(name => name !== 'solarized'));
  expect(named('mine')).toMatchObject([{title: 'Mine', theme: {name: 'mine'}, problem: null}]);
  expect(named('solarized')).toMatchObject([{title: 'My own', origin: 'user'}]);
});

test('one with a mistake names file and line, and cannot be drawn with', () => {
  expect(named('broken')).toMatchObject([
    {theme: null, problem: expect.stringContaining('/home/themes/broken.json:3: roles.txt')},
  ]);
  expect(named('half')).toMatchObject([{theme: null, problem: expect.stringContaining('/home/themes/half.json:')}]);
});

test('without folders ours are there', () => {
  expect(listThemes({folders: [], namesIn: () => null, readText: () => null}).map(({name}) => name)).toEqual(BUILT_IN_THEMES);
});
