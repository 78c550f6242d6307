import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Context} from '../../src/commands/context.ts';
import {noteKeys, themeOf} from '../../src/commands/picker-looks.ts';
import {themesPort} from '../../src/commands/picker-themes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-themes-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

type Wish = {
  readonly config?: string | null;
  readonly theme?: string;
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  readonly origins?: Readonly<Record<string, string>>;
  readonly files?: readonly {readonly file: string; readonly text: string}[];
};

/** As much of a context as looks at themes and keys, and what is said. */
function scene({config = folder, theme = 'default', keys = {}, origins = {}, files = []}: Wish = {}) {
  const notes: string[] = [];
  const context = {
    world: {env: {}},
    directories: {config},
    settings: {theme, keys, color: 'always'},
    loaded: {origins, files},
    output: {note: (text: string) => void notes.push(text)},
  } as unknown as Context;
  return {context, notes};
}

const put = (name: string, text: string) => {
  mkdirSync(join(folder, 'themes'), {recursive: true});
  writeFileSync(join(folder, 'themes', name), text);
};

describe('a theme that is chosen in the picker', () => {
  test('is one of the user’s, the site’s or ours, and a broken one says where', async () => {
    put('mine.json', '{"name": "mine", "title": "Mine"}');
    put('broken.json', '{\n"name": "broken",\n"ground": "grey"}');
    const themes = await themesPort(scene().context).themes();
    expect(themes.slice(0, 2)).toMatchObject([
      {name: 'broken', theme: null, problem: expect.stringContaining('broken.json:3: ground has to be')},
      {name: 'mine', origin: 'user', problem: null},
    ]);
    expect(themes.some(({name, origin}) => name === 'default-dark' && origin === 'built-in')).toBe(true);
  });

  test('is kept in the settings, beside what stands there', async () => {
    writeFileSync(join(folder, 'config.json'), '{"engine": "podman"}');
    const said = await themesPort(scene().context).keepTheme('solarized');
    expect(said).toBe('The theme is solarized from now on.');
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual({engine: 'podman', theme: 'solarized'});
  });

  test('says what is stronger than the settings', async () => {
    const {context} = scene({origins: {theme: 'variable HSF_THEME'}});
    expect(await themesPort(context).keepTheme('solarized')).toContain('variable HSF_THEME is stronger');
  });

  test('holds until one leaves where nothing can be written, which is said once', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    // Also for root, for whom no folder is read-only.
    const port = themesPort(scene({config: join(file, 'hsf')}).context);
    expect(await port.keepTheme('solarized')).toMatch(
      /^The theme is solarized until you leave\. It is not kept: .*cannot be written/,
    );
    expect(await port.keepTheme('catppuccin')).toBe('The theme is catppuccin until you leave.');
  });

  test('holds as well where there is no place for settings', async () => {
    expect(await themesPort(scene({config: null}).context).keepTheme('solarized')).toContain('neither HOME nor XDG_CONFIG_HOME');
  });
});

describe('at the start', () => {
  test('a theme with a mistake is named with its line, and the usual one drawn', async () => {
    put('mine.json', '{\n"name": "mine",\n"roles": {\n"text": {"colour": "pink"}}}');
    const {context, notes} = scene({theme: 'mine'});
    expect((await themeOf(context)).name).toBe('default-dark');
    expect(notes).toEqual([expect.stringContaining('themes/mine.json:4: roles.text.colour has to be')]);
  });

  test('a folder in the place of the file is no theme', async () => {
    mkdirSync(join(folder, 'themes/other.json'), {recursive: true});
    const {context, notes} = scene({theme: 'other'});
    expect((await themeOf(context)).name).toBe('default-dark');
    expect(notes).toHaveLength(1);
  });

  test('keys with mistakes are named with file and line', async () => {
    const file = join(folder, 'config.json');
    const text = '{\n"keys": {\n"copy": "ctrl-y",\n"cpoy": "ctrl-y"}}';
    const {context, notes} = scene({keys: {copy: ['ctrl-y'], cpoy: ['ctrl-e']}, origins: {keys: file}, files: [{file, text}]});
    await noteKeys(context);
    expect(notes).toEqual([expect.stringMatching(/config\.json:4: keys\.cpoy is no command/)]);
  });

  test('keys of a variable are named by it, and none is silent', async () => {
    const {context, notes} = scene({keys: {cpoy: ['x']}, origins: {keys: 'variable HSF_KEYS'}});
    await noteKeys(context);
    expect(notes).toEqual([expect.stringMatching(/^variable HSF_KEYS: keys\.cpoy is no command/)]);
    const none = scene();
    await noteKeys(none.context);
    expect(none.notes).toEqual([]);
  });
});
