import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import Ajv from 'ajv';
import {describe, expect, test} from 'vitest';
import {ROLES, checkTheme, parseTheme} from '../../src/tui/theme.ts';
import type {Colour, Theme} from '../../src/tui/theme.ts';
import {BUILT_IN_THEMES, builtInTheme} from '../../src/tui/theme/built-in-themes.ts';
import {fallbackTheme, selectTheme} from '../../src/tui/theme/select-theme.ts';
import type {ThemeWish} from '../../src/tui/theme/select-theme.ts';
import {paintWith, rgbOf} from '../../src/tui/theme/sgr.ts';

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
      file: '{"name": "x", "roles": {"txt": {}}}',
      message: 'mine.json: roles.txt is not known; known are text, muted',
    },
    {
      title: 'an unknown colour',
      file: '{"name": "x", "roles": {"text": {"colour": "pink"}}}',
      message: 'mine.json: roles.text.colour has to be "#rrggbb" or one of black, red',
    },
    {
      title: 'a flag that is no flag',
      file: '{"name": "x", "roles": {"text": {"bold": 1}}}',
      message: 'mine.json: roles.text.bold has to be true or false.',
    },
    {title: 'no name', file: '{}', message: 'mine.json: name has to be a word'},
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
  test('the bright names', () => expect(paintWith(theme, 4)('a', 'error')).toBe('\u001b[91ma\u001b[39m'));
  test('monochrome has no colour at any depth', () => {
    const paint = paintWith(builtInTheme('monochrome')!, 24);
    for (const role of ROLES) expect(paint('a', role)).not.toMatch(/\[[\d;]*(3\d|4\d|9\d)/);
  });
});

/** Contrast as WCAG 2 defines it, 1 to 21. */
function contrast(one: Colour, other: Colour): number {
  const luminance = (colour: Colour) => {
    const [red, green, blue] = rgbOf(colour).map(value =>
      value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    ) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function weakest(theme: Theme, ground: Colour): number {
  return Math.min(
    ...ROLES.map(role =>
      contrast(
        theme.roles[role].colour ?? (ground === 'black' ? 'bright-white' : 'black'),
        theme.roles[role].background ?? ground,
      ),
    ),
  );
}

describe('contrast', () => {
  test('high-contrast reaches 7 in every role on black', () =>
    expect(weakest(builtInTheme('high-contrast')!, '#000000')).toBeGreaterThanOrEqual(7));
  for (const name of ['colour-blind', 'catppuccin']) {
    test(`${name} reaches 4.5 in every role on black but the borders`, () => {
      const theme = builtInTheme(name)!;
      for (const role of ROLES)
        if (role !== 'border')
          expect(contrast(theme.roles[role].colour ?? '#ffffff', '#000000'), role).toBeGreaterThanOrEqual(4.5);
    });
  }
});
