import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {isProfileName, readProfiles, writeProfile, type Profile} from '../../src/settings/profiles.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-profiles-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

let number = 0;
const newFile = () => join(folder, `${++number}/hsf/profiles.json`);
const FACTS = {
  update: 'series',
  stack: 'lcg/LCG_106',
  variant: 'lcg/LCG_106@x86_64-el9-gcc13-opt',
  platform: 'x86_64-el9-gcc13-opt',
  fragments: 'el9-gcc13',
  flags: ['--engine=podman'],
  image: null,
  savedAt: '2026-11-22T10:00:00.000Z',
} as const;
const profile = (name: string, changes: Partial<Profile> = {}): Profile => ({name, ...FACTS, ...changes});
const namesIn = (file: string) => readProfiles(file).profiles.map(({name}) => name);
function written(content: unknown): string {
  const file = newFile();
  mkdirSync(join(file, '..'), {recursive: true});
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('profiles', () => {
  test('are there as they were saved, replaced and removed', () => {
    const file = newFile();
    expect(readProfiles(file)).toEqual({profiles: [], problems: [], text: null});
    writeProfile(file, 'work', profile('work'));
    writeProfile(file, 'home', profile('home'));
    writeProfile(file, 'work', profile('work', {update: 'exact'}));
    expect(readProfiles(file).profiles).toEqual([profile('home'), profile('work', {update: 'exact'})]);
    expect(writeProfile(file, 'home', null).known).toBe(true);
    expect(writeProfile(file, 'home', null).known).toBe(false);
    expect(namesIn(file)).toEqual(['work']);
  });

  test('have names that are words', () => {
    expect(['work', 'a', 'My-2.profile_x'].every(isProfileName)).toBe(true);
    expect(['', '1a', '-a', 'a/b', 'a b', 'a@b', 'a:b', '../a', 'ä', 'a'.repeat(65), 'a\n'].some(isProfileName)).toBe(false);
  });

  test('called like something of JavaScript are no trouble', () => {
    const file = newFile();
    for (const name of ['constructor', 'toString']) writeProfile(file, name, profile(name));
    expect(namesIn(file)).toEqual(['constructor', 'toString']);
  });
});

describe('a file that is damaged', () => {
  test.each([{content: '{"profiles": {"wo'}, {content: '[]'}, {content: ''}, {content: {other: 1}}])(
    'is told, and kept beside by what is saved: $content',
    ({content}) => {
      const file = written(content);
      for (const _ of [1, 2])
        expect(readProfiles(file)).toMatchObject({profiles: [], problems: [expect.stringContaining('Mend it')]});
      expect(writeProfile(file, 'work', profile('work'))).toEqual({known: false, aside: `${file}.bad`});
      expect(readProfiles(file).problems).toEqual([]);
      writeFileSync(file, 'again');
      expect(writeProfile(file, 'work', profile('work'))).toEqual({known: false, aside: `${file}.bad.2`});
    },
  );

  test.each([
    {title: 'a rule that there is not', changes: {update: 'newest'}, says: 'rule'},
    {title: 'flags that are other words', changes: {flags: ['--engine=podman', 'rm']}, says: 'flags'},
    {title: 'a stack that is a flag', changes: {stack: '--cvmfs=/x'}, says: 'stack'},
    {title: 'a variant of another stack', changes: {variant: 'lcg/LCG_107@x'}, says: 'variant'},
    {title: 'a key that no profile has', changes: {command: 'rm'}, says: 'command'},
    {title: 'no time', changes: {savedAt: 'yesterday'}, says: 'time'},
  ])('in one profile keeps the others: $title', ({changes, says}) => {
    const file = written({profiles: {good: FACTS, wrong: {...FACTS, ...changes}}});
    const {profiles, problems} = readProfiles(file);
    expect([profiles.map(({name}) => name), problems]).toEqual([
      ['good'],
      [expect.stringMatching(new RegExp(`"wrong".*${says}`))],
    ]);
    // What its owner wrote is not lost by the next save.
    writeProfile(file, 'more', profile('more'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({profiles: {wrong: changes}});
  });

  test('gives nothing but right profiles, whatever it holds', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string()), fc.object());
    const odd = fc.dictionary(fc.constantFrom(...Object.keys(FACTS), 'other'), value).map(changes => ({...FACTS, ...changes}));
    const content = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.oneof(fc.string(), fc.constantFrom('work', '__proto__')), fc.oneof(odd, value))
        .map(profiles => JSON.stringify({profiles})),
    );
    const file = written('');
    fc.assert(
      fc.property(content, text => {
        writeFileSync(file, text);
        for (const {name, stack, variant, flags} of readProfiles(file).profiles) {
          expect(isProfileName(name) && !stack.startsWith('-') && variant.startsWith(stack)).toBe(true);
          expect(flags.every(flag => /^--[a-z]/.test(flag))).toBe(true);
        }
      }),
      {numRuns: 200},
    );
  });
});

describe('many at once', () => {
  test('lose no profile', {timeout: 60_000}, async () => {
    const file = newFile();
    const script = join(folder, 'writer.mts');
    const program = `import {writeProfile} from ${JSON.stringify(join(import.meta.dirname, '../../src/settings/profiles.ts'))};
      const [file, name] = process.argv.slice(2);
      for (const more of ['a', 'b', 'c']) writeProfile(file, name + more, {name: name + more, ...${JSON.stringify(FACTS)}});`;
    writeFileSync(script, program);
    const names = Array.from({length: 12}, (_, at) => `p${at}`);
    const writers = names.map(name => spawn(process.execPath, [script, file, name], {stdio: 'inherit'}));
    await Promise.all(writers.map(writer => new Promise(resolve => writer.on('close', resolve))));
    expect(namesIn(file)).toHaveLength(36);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('a lock that somebody left behind holds nobody up', () => {
    const file = written({profiles: {}});
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, 1_000_000, 1_000_000);
    writeProfile(file, 'work', profile('work'));
    expect(namesIn(file)).toEqual(['work']);
  });

  test('what cannot be written is told', () =>
    expect(() => writeProfile('/proc/none/hsf/profiles.json', 'work', profile('work'))).toThrow('cannot be written'));
});
