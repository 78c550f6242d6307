import {chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {keptAside, keptIn, leftovers} from '../rig/state/kept.ts';
import {makeStateScene, NATIVE, type StateScene} from '../rig/state/state-scene.ts';

// Homes that are not as a home should be, and files in them that somebody else put there.

const [EBUSY, ESTALE] = [16, 116];
const STRANGER = '12345';

let scene: StateScene;
beforeAll(async () => {
  scene = makeStateScene();
  const words = [
    ['config', 'set', 'timeout', '60'],
    ['favourite', 'add', 'LCG_107'],
    ['profile', 'save', 'p1', NATIVE],
  ];
  for (const one of [...words, ['allow', '.'], ['search', 'ROOT'], ['run', NATIVE, '--', 'true'], ['list']])
    expect([one, (await scene.hsf(one)).status]).toEqual([one, 0]);
}, 120_000);
afterAll(() => scene.remove());

const saysNoStack = (text: string) => expect(text).not.toMatch(/^ +at |node:fs|a bug in hsf/m);

test(
  'a HOME that is unset, empty, relative, missing or a file is no reason not to list and start',
  {timeout: 90_000},
  async () => {
    const file = join(scene.folder, 'a-file');
    writeFileSync(file, 'not a home\n');
    const without = ['env', '-u', 'HOME', join(import.meta.dirname, '../../bin/hsf')];
    const homes = [{program: without}, ...['', 'home', file, `${file}/below`].map(HOME => ({env: {HOME}}))];
    await Promise.all(
      homes.map(async call => {
        for (const [words, status] of [
          [['list'], 0],
          [['run', NATIVE, '--', 'true'], 0],
          [['config', 'set', 'timeout', '30'], 1],
          [['profile', 'save', 'mine', NATIVE], 1],
        ] as const) {
          const ended = await scene.hsf(words, {...call, cwd: scene.folder});
          expect([call, words, ended.status, ended.stderr]).toEqual([call, words, status, ended.stderr]);
          saysNoStack(ended.stderr);
        }
      }),
    );
    expect([readFileSync(file, 'utf8'), existsSync(join(scene.folder, 'home/.config/hsf/config.json'))]).toEqual([
      'not a home\n',
      true,
    ]);
  },
);

// Files can be given away by root alone.
test.runIf(process.getuid?.() === 0)(
  'the home of root, used by somebody else, is read as far as it may be, and never written',
  {timeout: 60_000},
  async () => {
    for (const path of [scene.folder, scene.home]) chmodSync(path, 0o755);
    const before = keptIn(scene.home);
    const program = [
      'setpriv',
      '--reuid',
      STRANGER,
      '--regid',
      STRANGER,
      '--clear-groups',
      join(import.meta.dirname, '../../bin/hsf'),
    ];
    for (const [words, status] of [
      [['list'], 0],
      [['run', NATIVE, '--', 'true'], 0],
      [['config', 'set', 'timeout', '30'], 1],
      [['favourite', 'add', 'LCG_110a'], 1],
    ] as const) {
      const ended = await scene.hsf(words, {program, cwd: '/'});
      expect([words, ended.status, ended.stderr]).toEqual([words, status, ended.stderr]);
      saysNoStack(ended.stderr);
    }
    expect(keptIn(scene.home)).toEqual(before);
    const owners = readdirSync(scene.home, {recursive: true}).map(name => lstatSync(join(scene.home, String(name))).uid);
    expect(new Set(owners)).toEqual(new Set([0]));
  },
);

test('what a file server keeps of removed files is nobody’s, and stays', {timeout: 60_000}, async () => {
  const before = keptIn(scene.home);
  const folders = ['.config/hsf', '.cache/hsf', '.local/state/hsf'].flatMap(name => [
    name,
    ...readdirSync(join(scene.home, name), {recursive: true, withFileTypes: true}).flatMap(entry =>
      entry.isDirectory() ? [join(entry.parentPath, entry.name).slice(scene.home.length + 1)] : [],
    ),
  ]);
  const silly = folders.map(folder => join(scene.home, folder, '.nfs00000000024c1a0b00000042'));
  for (const file of silly) writeFileSync(file, '{"half": ', {mode: 0o600});
  scene.files.rules({fault: {at: 1, how: EBUSY, on: true}, steps: ['remove'], named: '.nfs'});
  for (const words of [
    ['list'],
    ['refresh'],
    ['run', NATIVE, '--', 'true'],
    ['config', 'set', 'timeout', '60'],
    ['profile', 'save', 'p1', NATIVE],
  ]) {
    const ended = await scene.hsf(words);
    expect([words, ended.status, ended.stderr]).toEqual([words, 0, expect.not.stringMatching(/nfs|damaged|left out/)]);
  }
  scene.files.rules({});
  const after = keptIn(scene.home);
  expect({...after, starts: null}).toEqual({...before, starts: null});
  expect([silly.filter(file => !existsSync(file)), keptAside(scene.home)]).toEqual([[], []]);
});

test('each kind of file may be stale for as long as it likes', {timeout: 120_000}, async () => {
  const before = keptIn(scene.home);
  for (const named of [
    'config.json',
    'profiles.json',
    'history',
    '/allowed/',
    '/.cache/hsf/index/',
    '/.cache/hsf/quick/',
    '/.cache/hsf/',
  ]) {
    scene.files.rules({fault: {at: 1, how: ESTALE, on: true}, steps: ['read'], named});
    const ended = await Promise.all(
      [['list'], ['run', NATIVE, '--', 'true'], ['show', 'LCG_107']].map(words => scene.hsf(words, {cwd: scene.folder})),
    );
    for (const {status, stderr} of ended) {
      expect([named, status, stderr]).toEqual([named, 0, stderr]);
      saysNoStack(stderr);
    }
  }
  scene.files.rules({});
  const after = keptIn(scene.home);
  expect([{...after, starts: null}, keptAside(scene.home)]).toEqual([{...before, starts: null}, []]);
});

test('a lock from the future keeps nobody out, though its process lives', {timeout: 60_000}, async () => {
  const lock = join(scene.home, '.config/hsf/profiles.json.lock');
  writeFileSync(lock, `${process.pid} elsewhere\n`);
  const future = new Date(Date.now() + 40 * 24 * 3_600_000);
  utimesSync(lock, future, future);
  expect(await scene.hsf(['profile', 'save', 'p9', NATIVE])).toMatchObject({status: 0});
  expect([Object.keys(keptIn(scene.home).profiles), leftovers(scene.home)]).toEqual([['p1', 'p9'], []]);
});

test('records of starts that are damaged are in nobody’s way, and go once they are old', {timeout: 60_000}, async () => {
  const state = join(scene.home, '.local/state/hsf');
  const directory = join(state, 'starts');
  mkdirSync(directory, {recursive: true, mode: 0o700});
  const texts = [
    '',
    '{"name": "hsf-',
    'null',
    '[]',
    '{"pid": -1}',
    '{"pid": 7, "files": ["/etc/passwd"]}',
    '\u0000'.repeat(5000),
  ];
  const files = texts.map((text, number) => {
    const file = join(directory, `hsf-damaged-${number}.json`);
    writeFileSync(file, text, {mode: 0o600});
    return file;
  });
  const there = () => files.filter(file => existsSync(file)).length;
  const starts = () => scene.hsf(['run', NATIVE, '--', 'true'], {env: {HSF_STORED: 'ignore'}});
  expect([(await starts()).status, there()]).toEqual([0, files.length]);
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const file of files) utimesSync(file, old, old);
  expect([(await starts()).status, there(), existsSync('/etc/passwd')]).toEqual([0, 0, true]);
});

test('fifty launchers at once on an empty cache lose nothing', {timeout: 180_000}, async () => {
  const own = makeStateScene();
  try {
    const words = (number: number): readonly string[] => {
      if (number % 5 < 2) return ['profile', 'save', `p${number}`, NATIVE];
      if (number % 5 === 2) return ['config', 'set', ...(number % 2 === 0 ? ['timeout', '60'] : ['ascii', 'true'])];
      return number % 5 === 3 ? ['list'] : ['favourite', 'add', number % 2 === 0 ? 'LCG_107' : 'LCG_110a'];
    };
    const ended = await Promise.all(Array.from({length: 50}, (_, number) => own.hsf(words(number), {env: {HSF_TIMEOUT: '100'}})));
    expect(ended.filter(({status}) => status !== 0)).toEqual([]);
    const {profiles, settings, favourites} = keptIn(own.home);
    expect([Object.keys(profiles).length, settings, favourites.toSorted()]).toEqual([
      20,
      {timeout: 60, ascii: true},
      ['lcg/LCG_107', 'lcg/LCG_110a'],
    ]);
    expect([leftovers(own.home), keptAside(own.home), own.left()]).toEqual([[], [], []]);
  } finally {
    own.remove();
  }
});
