import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {defaultRoot} from '../../src/settings/default-root.ts';
import type {ProjectData} from '../../src/settings/project-data.ts';
import {loadSettings, type SettingsSource} from '../../src/settings/load.ts';
import {makeDirectory} from '../../src/system/atomic-file.ts';
import {writeSetting} from '../../src/settings/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-settings-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const load = (more: Partial<SettingsSource> = {}) =>
  loadSettings({
    env: {},
    cwd: folder,
    userFile: join(folder, 'user.json'),
    siteFile: join(folder, 'site.json'),
    uid: process.getuid!(),
    flags: {},
    defaultRoot: {cvmfs: '/cvmfs', origin: 'built in'},
    findProject: () => ({status: 'none'}),
    ...more,
  });
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

describe('the root where nobody names one', () => {
  test.each([
    {kernel: 'Linux', names: null, cvmfs: '/cvmfs', origin: 'built in'},
    {kernel: 'Darwin', names: ['Users', 'cvmfs'], cvmfs: '/cvmfs', origin: 'built in'},
    {kernel: 'Darwin', names: ['Users'], cvmfs: '/Users/Shared/cvmfs', origin: 'built in for macOS without /cvmfs'},
    {kernel: 'Darwin', names: null, cvmfs: '/Users/Shared/cvmfs', origin: 'built in for macOS without /cvmfs'},
  ])('is $cvmfs on $kernel with $names in /', ({kernel, names, cvmfs, origin}) => {
    const {settings, origins} = load({defaultRoot: defaultRoot(kernel, () => names)});
    expect([settings.cvmfs, origins['cvmfs']]).toEqual([cvmfs, origin]);
    expect(load({defaultRoot: defaultRoot(kernel, () => names), env: {HSF_CVMFS: '/other'}}).settings.cvmfs).toBe('/other');
  });

  test('is not looked for where it is no question', () => {
    const names = () => {
      throw new Error('nobody should look');
    };
    expect(defaultRoot('Linux', names).cvmfs).toBe('/cvmfs');
  });
});

describe('the directory of the site on CVMFS', () => {
  test.each([
    {value: 'sw.example.org/hsf/families', place: '/cvmfs/sw.example.org/hsf/families'},
    {value: '/cvmfs/sw.example.org/families', place: '/cvmfs/sw.example.org/families'},
    // A user who does not want what the site's file names.
    {value: 'none', place: null},
  ])('$value is $place', ({value, place}) => {
    write('site.json', {'site-families': 'other.example.org/families'});
    expect(load({env: {HSF_SITE_FAMILIES: value}}).settings.siteFamilies).toBe(place);
  });

  test.each(['sw.example.org', '../families', 'sw.example.org/../x', '/etc/hsf', 'sw/families', 'sw.example.org//x'])(
    'is not %s',
    value => {
      const {settings, problems} = load({env: {HSF_SITE_FAMILIES: value}});
      expect(settings.siteFamilies).toBeNull();
      expect(problems).toMatchObject([{kind: 'invalid', file: 'HSF_SITE_FAMILIES'}]);
    },
  );
});

describe('layers', () => {
  test('flag beats variable beats user beats site beats built in, and each value says where it is from', () => {
    write('site.json', {timeout: 1, engine: 'site', image: 'site', container: 'never', theme: 'site'});
    write('user.json', {timeout: 2, engine: 'user', image: 'user'});
    const {settings, origins} = load({env: {HSF_TIMEOUT: '3', HSF_ENGINE: 'env'}, flags: {timeout: 4}});
    expect([settings.timeoutMs, settings.engine, settings.image, settings.theme, settings.color]).toEqual([
      4000,
      'env',
      'user',
      'site',
      'auto',
    ]);
    expect(origins).toMatchObject({
      timeout: 'flag --timeout',
      engine: 'variable HSF_ENGINE',
      image: join(folder, 'user.json'),
      theme: join(folder, 'site.json'),
      color: 'built in',
    });
  });

  test("a site's binds and data stay when the user has some", () => {
    write('site.json', {bind: ['/data'], data: ['/pool1']});
    write('user.json', {bind: ['/scratch'], data: ['/mine']});
    expect(load().settings).toMatchObject({bind: ['/scratch'], siteBind: ['/data'], data: ['/mine'], siteData: ['/pool1']});
  });

  test('a list in a variable keeps blanks and commas behind a backslash', () => {
    expect(load({env: {HSF_BIND: String.raw`/a\ b:/c\,d:ro, /e\:f`}}).settings.bind).toEqual(['/a b:/c,d:ro', String.raw`/e\:f`]);
  });

  test('keys for the picker come as a text or a list, and by a variable', () => {
    write('user.json', {
      keys: {copy: 'ctrl-y  alt-y', print: ['ctrl-o', 'alt-p'], mounts: ''},
      letters: 'commands',
      motion: 'off',
    });
    const {settings} = load();
    expect(settings.keys).toEqual({copy: ['ctrl-y', 'alt-y'], print: ['ctrl-o', 'alt-p'], mounts: []});
    expect([settings.letters, settings.motion]).toEqual(['commands', 'off']);
    expect(load({env: {HSF_KEYS: String.raw`copy=ctrl-y alt-y, print=\, =,help=f1`}}).settings.keys).toEqual({
      copy: ['ctrl-y', 'alt-y'],
      print: [',', '='],
      help: ['f1'],
    });
    expect(load({env: {HSF_KEYS: 'copy'}}).problems).toMatchObject([{kind: 'ignored', file: 'HSF_KEYS'}]);
  });

  test('the mark that hsf leaves inside is no wish', () => {
    expect(load({env: {HSF_CONTAINER: 'never'}}).settings.container).toBe('never');
    const inside = load({env: {HSF_CONTAINER: '/cvmfs/unpacked.cern.ch/x', HSF_LEVEL: '1'}});
    expect([inside.settings.container, inside.problems]).toEqual(['auto', []]);
  });

  test('directories in variables may be relative, those in files not', () => {
    expect(load({env: {HSF_CVMFS: 'tree'}}).settings.cvmfs).toBe(join(folder, 'tree'));
    write('user.json', {cvmfs: 'tree'});
    expect(load().problems[0]).toMatchObject({kind: 'invalid', key: 'cvmfs'});
  });
});

describe('bad files', () => {
  test('a damaged user file is kept aside once, and defaults are used', () => {
    write('user.json', '{"timeout": 5');
    const first = load();
    expect([first.settings.timeoutMs, first.problems.map(({kind}) => kind)]).toEqual([10_000, ['damaged']]);
    expect(readFileSync(join(folder, 'user.json.bad'), 'utf8')).toBe('{"timeout": 5');
    expect(load().problems).toEqual([]);
  });

  test('a damaged site file stays where it is', () => {
    write('site.json', '[]');
    expect(load().problems[0]).toMatchObject({kind: 'damaged', file: join(folder, 'site.json')});
    expect(existsSync(join(folder, 'site.json'))).toBe(true);
  });

  test.each([
    {name: 'timeout', value: '5', says: 'has to be a number of seconds above 0'},
    {name: 'timeout', value: 0, says: 'has to be a number of seconds above 0'},
    {name: 'container', value: 'maybe', says: 'has to be one of auto, always, never'},
    {name: 'bind', value: '/a', says: 'has to be a list of texts'},
    {name: 'images', value: {el9: 1}, says: 'has to be an object with a text for each name'},
    {name: 'full-screen', value: 'yes', says: 'has to be true or false'},
  ])('$name: $value is refused with file and key', ({name, value, says}) => {
    write('user.json', {[name]: value});
    expect(load().problems).toMatchObject([
      {kind: 'invalid', key: name, message: `${join(folder, 'user.json')}:1: "${name}" ${says}.`},
    ]);
  });

  test.each([
    {name: 'keys', value: 'ctrl-y', says: 'has to be an object with keys'},
    {name: 'keys', value: {copy: 1}, says: 'has to be an object with keys'},
    {name: 'letters', value: 'none', says: 'has to be one of filter, commands'},
    {name: 'motion', value: true, says: 'has to be one of on, off'},
  ])('$name: $value of the picker stops nothing', ({name, value, says}) => {
    writeFileSync(join(folder, 'user.json'), JSON.stringify({engine: 'x', [name]: value}, null, 2));
    const {settings, problems} = load();
    expect(problems).toMatchObject([
      {kind: 'ignored', key: name, message: expect.stringContaining(`user.json:3: "${name}" ${says}`)},
    ]);
    expect([settings.keys, settings.letters, settings.motion, settings.engine]).toEqual([{}, 'filter', 'on', 'x']);
  });

  test('an unknown key is said and ignored', () => {
    write('user.json', {colour: 'never', $schema: 'x'});
    expect(load().problems).toMatchObject([{kind: 'unknown-key', key: 'colour'}]);
  });

  test('a directory in the place of the file is said', () => {
    makeDirectory(join(folder, 'user.json'));
    expect(load().problems).toMatchObject([{kind: 'unreadable'}]);
  });
});

describe('a project', () => {
  const file = '/work-of-mine/hsf.toml';
  const allowed = (data: Partial<ProjectData>): Partial<SettingsSource> => ({
    findProject: () => ({
      status: 'allowed',
      file,
      lock: null,
      data: {...{stack: null, update: 'exact', choices: {}, settings: {}, env: {}, hooks: {enter: [], leave: []}}, ...data},
    }),
  });

  test('stands between variable and user', () => {
    write('user.json', {engine: 'user', container: 'never'});
    const {settings, origins} = load({
      ...allowed({settings: {engine: 'project', image: 'project', container: 'always'}}),
      env: {HSF_ENGINE: 'variable'},
      flags: {image: 'flag'},
    });
    expect([settings.container, settings.engine, settings.image]).toEqual(['always', 'variable', 'flag']);
    expect(origins['container']).toBe(`project file ${file}`);
  });

  test('keeps its variables beside those of a flag, and wins over those of the user', () => {
    write('user.json', {env: ['A=user', 'B=user']});
    const project = allowed({env: {A: 'project'}});
    expect(load(project).settings.env).toEqual(['A=user', 'B=user', 'A=project']);
    const flagged = load({...project, flags: {env: ['A=flag']}});
    expect(flagged.settings.env).toEqual(['A=project', 'A=flag']);
    expect(flagged.origins['env']).toBe(`flag --env, and project file ${file}`);
  });

  test.each(['not-allowed', 'refused'] as const)('that is %s is no layer, and said', status => {
    const {settings, problems} = load({findProject: () => ({status, file, reason: 'is not allowed yet'})});
    expect([settings.container, problems]).toMatchObject(['auto', [{kind: 'untrusted', message: `${file} is not allowed yet.`}]]);
  });

  test('is looked for with the CVMFS root in mind', () => {
    const roots: (readonly string[])[] = [];
    load({env: {HSF_CVMFS: '/other'}, findProject: seen => (roots.push(seen), {status: 'none'})});
    expect(roots).toEqual([['/cvmfs', '/other']]);
  });
});

describe('writing', () => {
  test('makes the folders, keeps other keys, and removes', async () => {
    const file = join(folder, 'a/b/config.json');
    await writeSetting(file, 'timeout', 20);
    await writeSetting(file, 'full-screen', true);
    await writeSetting(file, 'timeout', null);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({'full-screen': true});
  });

  test('into a place that cannot be made fails in words, at once', async () => {
    await expect(writeSetting('/proc/none/hsf/config.json', 'timeout', 20)).rejects.toMatchObject({code: 'write-failed'});
  });
});
