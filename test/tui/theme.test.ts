import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import {describe, expect, test} from 'vitest';
import {ROLES, checkTheme, parseTheme} from '../../src/tui/theme.ts';
import {BUILT_IN_THEMES, builtInTheme} from '../../src/tui/theme/built-in-themes.ts';
import {fallbackTheme, selectTheme} from '../../src/tui/theme/select-theme.ts';
import type {ThemeWish} from '../../src/tui/theme/select-theme.ts';
import {paintWith} from '../../src/tui/theme/sgr.ts';

const FOLDER = join(import.meta.dirname, '../../themes');
const FILES = readdirSync(FOLDER).filter(name => name.endsWith('.json') && name !== 'theme.schema.json');
const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const validate = new Ajv.default({strict: true}).compile(JSON.parse(text('theme.schema.json')));

describe('the themes of the folder', () => {
  test('all are built in, under the name of their file', () => {
    expect(FILES.map(file => file.replace('.json', '')).toSorted()).toEqual([...BUILT_IN_THEMES].toSorted());
    for (const file of FILES) expect(parseTheme(text(file), file).name).toBe(file.replace('.json', ''));
  });
  for (const file of FILES)
    test(`${file} follows the schema`, () =>
      expect(validate(JSON.parse(text(file))), JSON.stringify(validate.errors)).toBe(true));
});

describe('a theme file with mistakes', () => {
  const cases: readonly {title: string; file: string; message: string}[] = [
    {title: 'no JSON names the line', file: '{\n  "name": "x",\n  "roles": {,}\n}', message: 'mine.json:3: this is no JSON.'},
    {
      title: 'an unknown role',
      file: '{"name": "x", "roles": {\n"txt": {}}}',
      message: 'mine.json:2: roles.txt is not known; known are text, muted',
    },
    {
      title: 'an unknown colour',
      file: '{"name": "x",\n"roles": {"text": {\n"colour": "pink"}}}',
      message: 'mine.json:3: roles.text.colour has to be "#rrggbb" or one of black, red',
    },
    {
      title: 'a flag that is no flag',
      file: '{"name": "x", "roles": {"text": {"bold": 1}}}',
      message: 'mine.json:1: roles.text.bold has to be true or false.',
    },
    {title: 'no name', file: '{}', message: 'mine.json: name has to be a word'},
    {title: 'a half', file: '{\n  "name": "x",\n', message: 'mine.json:3: this is no JSON.'},
    {title: 'a list', file: '[]', message: 'mine.json: the theme has to be an object.'},
  ];
  for (const {title, file, message} of cases) {
    test(title, () => {
      expect(() => parseTheme(file, 'mine.json')).toThrow(message);
      // The schema for editors agrees with what is said here, as far as it is JSON.
      if (!message.includes('no JSON')) expect(validate(JSON.parse(file))).toBe(false);
    });
  }
  test('roles that are left out are plain', () =>
    expect(Object.keys(checkTheme({name: 'x'}, 'x.json').roles)).toEqual([...ROLES]));
});

describe('selectTheme', () => {
  const wish = (part: Partial<ThemeWish>): string =>
    selectTheme({
      name: 'auto',
      noColour: false,
      colourHint: undefined,
      folders: ['/home/themes'],
      readText: path => (path === '/home/themes/mine.json' ? '{"name": "mine"}' : null),
      ...part,
    }).name;
  test('NO_COLOR is the monochrome one, whatever is set', () =>
    expect(wish({name: 'solarized', noColour: true})).toBe('monochrome'));
  test('a light background that the terminal tells', () => expect(wish({colourHint: '0;15'})).toBe('default-light'));
  test('dark where nothing is told', () =>
    expect([wish({}), wish({colourHint: '15;0'}), wish({name: 'default'})]).toEqual(Array(3).fill('default-dark')));
  test('one of the user', () => expect(wish({name: 'mine'})).toBe('mine'));
  test('no path', () => expect(() => wish({name: '../mine'})).toThrow('There is no theme "../mine".'));
  test('the fall-back is there', () => expect(fallbackTheme().name).toBe('default-dark'));
});

describe('paintWith', () => {
  const theme = checkTheme({name: 'x', roles: {title: {bold: true, colour: '#ff8000'}, error: {colour: 'bright-red'}}}, 'x.json');
  const cases: readonly (readonly [number, string])[] = [
    [24, '\u001b[1;38;2;255;128;0ma\u001b[39;22m'],
    [8, '\u001b[1;38;5;208ma\u001b[39;22m'],
    [4, '\u001b[1;33ma\u001b[39;22m'],
    [1, '\u001b[1ma\u001b[22m'],
  ];
  for (const [depth, painted] of cases)
    test(`${depth} bits of colour`, () => expect(paintWith(theme, depth)('a', 'title')).toBe(painted));
  test('one of the 256 is named as such where there are more, which is shorter', () => {
    const grey = checkTheme({name: 'x', roles: {muted: {colour: '#9e9e9e'}}}, 'x.json');
    expect(paintWith(grey, 24)('a', 'muted')).toBe('\u001b[38;5;247ma\u001b[39m');
  });
  test('the bright names', () => expect(paintWith(theme, 4)('a', 'error')).toBe('\u001b[91ma\u001b[39m'));
  test('what lies behind a role shows through, and not in sixteen colours where it would be another one', () => {
    const roles = {native: {colour: 'green'}, selected: {background: '#000080'}, 'cursor-row': {background: '#303132'}};
    const rows = checkTheme({name: 'x', ground: 'dark', roles}, 'x.json');
    expect(paintWith(rows, 24)('a', 'native', 'cursor-row')).toBe('\u001b[32;48;2;48;49;50ma\u001b[49;39m');
    expect(paintWith(rows, 24)('a', 'selected', 'cursor-row')).toBe('\u001b[48;2;0;0;128ma\u001b[49m');
    expect(paintWith(rows, 4)('a', 'native', 'cursor-row')).toBe('\u001b[32ma\u001b[39m');
    expect(paintWith(rows, 4)(' ', 'text', 'cursor-row')).toBe(' ');
  });
  test('monochrome has no colour at any depth', () => {
    const paint = paintWith(builtInTheme('monochrome')!, 24);
    for (const role of ROLES) expect(paint('a', role)).not.toMatch(/\[[\d;]*(3\d|4\d|9\d)/);
  });
});
