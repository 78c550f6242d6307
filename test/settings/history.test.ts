import {spawn, spawnSync} from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {foldPieces, readEvents} from '../../src/settings/history-files.ts';
import {eventOf, foldEvents, lineOf, LONGEST_LINE, parseLines, type NewEvent} from '../../src/settings/history-line.ts';
import {appendHistory, lastStart, rankedStarts, readHistory} from '../../src/settings/history.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const UID = process.getuid?.() ?? 0;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-history-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

let number = 0;
const newFile = () => join(folder, `${++number}/hsf/history.jsonl`);
const event = (address: string, more: Partial<NewEvent> = {}): NewEvent => ({
  at: '2026-11-22T10:00:00.000Z',
  event: 'started',
  address,
  variant: null,
  ...more,
});
const read = (file: string) => readHistory(file, UID, NOW);

describe('the history', () => {
  test('gives what was started, most used first, and what is still marked', () => {
    const file = newFile();
    for (const address of ['a', 'b', 'a']) appendHistory(file, event(address), UID);
    for (const [kind, address] of [
      ['marked', 'x'],
      ['marked', 'y'],
      ['unmarked', 'x'],
    ] as const)
      appendHistory(file, event(address, {event: kind}), UID);
    appendFileSync(file, 'half a li');
    expect(read(file)).toMatchObject({
      recents: ['a', 'b'],
      favourites: ['y'],
      problems: [expect.stringContaining('One line of')],
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is empty without a file', () => expect(read(newFile())).toEqual({recents: [], favourites: [], starts: [], problems: []}));

  test('has lines of earlier versions, and lines without a time', () => {
    const file = newFile();
    mkdirSync(join(file, '..'), {recursive: true});
    const old = {at: '2026-11-01T00:00:00.000Z', event: 'started', address: 'lcg/LCG_107', variant: 'lcg/LCG_107@x'};
    writeFileSync(file, `${JSON.stringify(old)}\n{"event":"started","address":"lcg/LCG_107","variant":null,"verb":"run"}\n`);
    expect(read(file).starts).toEqual([
      {...old, verb: 'shell', flags: [], directory: null, host: null, times: 1, weight: 1},
      {...old, variant: null, verb: 'run', flags: [], directory: null, host: null, times: 1, weight: 0.25},
    ]);
  });

  test('has a whole line that stands behind half a one', () => {
    const line = lineOf(eventOf(event('lcg/LCG_107', {flags: ['--env=A={"x"}']})));
    const {events, damaged} = parseLines(`{"at":"2026-11-2${line}`);
    expect([events.length, damaged.length]).toEqual([1, 1]);
  });

  test('tells the last start, and the last of a directory', () => {
    const start = (address: string, minute: number, directory: string) =>
      eventOf(event(address, {at: `2026-11-22T10:0${minute}:00.000Z`, directory}));
    const starts = [start('b', 2, '/x'), start('a', 1, '/y'), start('c', 1, '/x')];
    expect(lastStart(starts, null)?.address).toBe('b');
    expect(lastStart(starts, '/y')?.address).toBe('a');
    expect(lastStart(starts, '/z')).toBeNull();
  });

  test('counts the same choices as one, other flags as another', () => {
    const starts = [event('a'), event('a', {flags: ['--gpu=none']}), event('a')].map(eventOf);
    expect(rankedStarts(starts, NOW).map(({times}) => times)).toEqual([2, 1]);
  });
});

describe('a line', () => {
  test.each([
    {
      title: 'forgets flags that are too long',
      flags: [`--bind=/${'x'.repeat(5000)}`],
      directory: '/d',
      kept: {flags: null, directory: '/d'},
    },
    {title: 'then the directory', flags: [], directory: `/${'x'.repeat(5000)}`, kept: {flags: null, directory: null}},
  ])('$title', ({flags, directory, kept}) => {
    const line = lineOf(eventOf(event('a', {flags, directory})));
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE);
    expect(parseLines(line).events[0]).toMatchObject(kept);
  });

  test('is damaged where it is no object, and an event in blanks is one', () => {
    const line = lineOf(eventOf(event('a'))).trimEnd();
    const read = parseLines(['\r', '[1]', '{', 'x}', `${line.slice(0, 30)}${line}`, ` ${line}\r`].join('\n'));
    expect(read.damaged).toEqual(['\r', '[1]', '{', 'x}', `${line.slice(0, 30)}${line}`]);
    expect(read.events.map(({address}) => address)).toEqual(['a', 'a']);
  });

  test('is never read as something that it is not, whatever it is', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.array(fc.string()), fc.object());
    const keys = ['at', 'event', 'address', 'variant', 'verb', 'flags', 'directory', 'host', 'times', 'weight'];
    const odd = fc
      .dictionary(fc.constantFrom(...keys), value)
      .map(changes => JSON.stringify({...eventOf(event('a')), ...changes}));
    const line = fc.oneof(fc.string(), fc.json(), odd);
    fc.assert(
      fc.property(fc.array(line), lines => {
        const {events} = parseLines(lines.join('\n'));
        for (const {address, variant, flags, at, times, weight} of foldEvents(events)) {
          expect(address.startsWith('-') || variant?.startsWith('-')).not.toBe(true);
          expect(Number.isNaN(Date.parse(at))).toBe(false);
          expect(flags === null || flags.every(flag => flag.startsWith('--'))).toBe(true);
          expect(times >= 1 && weight >= 0 && Number.isFinite(weight)).toBe(true);
        }
        expect(lines.length === 0 || rankedStarts(events, NOW).every(({score}) => Number.isFinite(score))).toBe(true);
      }),
      {numRuns: 300},
    );
  });
});

describe('what lies in its place', () => {
  const cases = [
    {title: 'a directory', make: (file: string) => mkdirSync(file), says: 'is a directory'},
    {title: 'a pipe', make: (file: string) => void spawnSync('mkfifo', [file]), says: 'is no file'},
    {
      title: 'a file of another user',
      make: (file: string) => (writeFileSync(file, ''), chownSync(file, UID + 1, -1)),
      says: 'belongs to another user',
    },
  ];
  // Only root can give files away.
  test.each(cases.filter(({title}) => UID === 0 || !title.includes('user')))(
    '$title is told, and fails nothing',
    ({make, says}) => {
      const file = newFile();
      mkdirSync(join(file, '..'), {recursive: true});
      make(file);
      expect(appendHistory(file, event('a'), UID)?.message).toMatch(says);
      expect(read(file)).toMatchObject({starts: [], problems: [expect.stringContaining(file)]});
    },
  );

  test('where nothing can be made it is told as well', () =>
    expect(appendHistory('/proc/none/x/history.jsonl', event('a'), UID)).toMatchObject({grave: false}));
});

const WRITER = `
import {appendHistory} from ${JSON.stringify(join(import.meta.dirname, '../../src/settings/history.ts'))};
const [file, name, lines] = process.argv.slice(2);
for (let line = 0; line < Number(lines); line++)
  appendHistory(file, {at: new Date().toISOString(), event: 'started', address: 'family/' + name, variant: 'family/' + name + '@' + 'p'.repeat(200), flags: [], directory: '/d/' + line, host: 'h'}, ${UID});
`;

describe('many at once', () => {
  test('fifty processes lose no line, while the file is moved away under them', {timeout: 60_000}, async () => {
    const file = newFile();
    const script = join(folder, 'writer.mts');
    writeFileSync(script, WRITER);
    const writers = Array.from({length: 50}, (_, name) =>
      spawn(process.execPath, [script, file, String(name), '40'], {stdio: 'inherit'}),
    );
    await Promise.all(writers.map(writer => new Promise(resolve => writer.on('close', resolve))));
    const {events, damaged} = readEvents(file, UID);
    expect([events.length, damaged.length]).toEqual([2000, 0]);
    expect(new Set(events.map(({address, directory}) => `${address} ${directory}`)).size).toBe(2000);
    expect(readdirSync(file.replace('.jsonl', '')).length).toBeGreaterThan(2);
  });
});

describe('old pieces', () => {
  const HOUR = 3600 * 1000;
  function pieces(count: number): string {
    const file = newFile();
    const directory = file.replace('.jsonl', '');
    mkdirSync(directory, {recursive: true});
    for (let piece = 0; piece < count; piece++) {
      const at = NOW.getTime() - (20 - piece) * HOUR;
      const starts = ['a', `b${piece}`].map(address => lineOf(eventOf(event(address, {at: new Date(at).toISOString()}))));
      const marks = lineOf(eventOf(event('m', {event: piece % 2 === 0 ? 'marked' : 'unmarked', at: new Date(at).toISOString()})));
      writeFileSync(join(directory, `${at}-p${piece}.jsonl`), `${starts.join('')}${marks}not a line\n`);
    }
    return file;
  }
  // Without tidying up, which reading for a person does.
  const startsIn = (file: string) => readEvents(file, UID).events.filter(({event: kind}) => kind === 'started');
  const times = (file: string) =>
    Object.fromEntries(rankedStarts(startsIn(file), NOW).map(({newest, times: all}) => [newest.address, all]));
  const names = (file: string) => readdirSync(file.replace('.jsonl', '')).filter(name => name.endsWith('.jsonl'));

  test('are folded into one, with all that was in them', () => {
    const file = pieces(7);
    const before = times(file);
    const {recents, favourites} = read(file);
    expect(names(file)).toHaveLength(1);
    expect(times(file)).toEqual(before);
    expect(before['a']).toBe(7);
    expect(read(file)).toMatchObject({recents, favourites, problems: []});
    expect(readFileSync(join(file.replace('.jsonl', ''), 'damaged.txt'), 'utf8')).toBe('not a line\n'.repeat(7));
  });

  test('that somebody left behind beside their sum count once, and go', () => {
    const file = pieces(7);
    const directory = file.replace('.jsonl', '');
    const [left = ''] = names(file);
    const text = readFileSync(join(directory, left), 'utf8');
    const sum = `${JSON.stringify({folded: names(file)})}\n${foldEvents(readEvents(file, UID).events).map(lineOf).join('')}`;
    const before = times(file);
    writeFileSync(join(directory, `${NOW.getTime() - 2 * HOUR}-sum.jsonl`), sum);
    expect(times(file)).toEqual(before);
    foldPieces(file, UID, NOW);
    writeFileSync(join(directory, 'other.txt'), text);
    expect(times(file)).toEqual(before);
  });

  test('keep what was marked last when the clock was set back in between, and the order of marks', () => {
    const mark = (address: string, kind: 'marked' | 'unmarked', hours: number) =>
      eventOf(event(address, {event: kind, at: new Date(NOW.getTime() + hours * HOUR).toISOString()}));
    const events = [mark('a', 'marked', 900), mark('b', 'marked', 901), mark('a', 'unmarked', -3), mark('c', 'marked', -2)];
    const file = newFile();
    mkdirSync(join(file, '..'), {recursive: true});
    for (const lines of [events, foldEvents(events), foldEvents(foldEvents(events))]) {
      writeFileSync(file, lines.map(lineOf).join(''));
      expect(read(file).favourites).toEqual(['c', 'b']);
    }
  });

  test('that starts without Node made long move away when they are read, and are folded later', () => {
    const file = newFile();
    mkdirSync(join(file, '..'), {recursive: true});
    writeFileSync(file, lineOf(eventOf(event('a', {directory: `/${'d'.repeat(500)}`}))).repeat(1500));
    expect(rankedStarts(read(file).starts, NOW)).toMatchObject([{times: 1500}]);
    expect([existsSync(file), names(file).length]).toEqual([false, 1]);
    readHistory(file, UID, new Date(NOW.getTime() + 2 * HOUR));
    expect(statSync(join(file.replace('.jsonl', ''), names(file)[0]!)).size).toBeLessThan(2000);
    expect(times(file)).toEqual({a: 1500});
  });

  test('of the last hour, and those that another one is folding, are left alone', () => {
    const file = pieces(3);
    const directory = file.replace('.jsonl', '');
    for (const name of [
      `${NOW.getTime() - 60_000}-new.jsonl`,
      `${NOW.getTime() - 2 * HOUR}-taken${NOW.getTime() - 60_000}-x.jsonl`,
    ])
      writeFileSync(join(directory, name), '');
    foldPieces(file, UID, NOW);
    expect(names(file)).toHaveLength(5);
  });

  test('are folded by many at once without loss', {timeout: 60_000}, async () => {
    const file = pieces(12);
    const before = times(file);
    const script = join(folder, 'folder.mts');
    writeFileSync(
      script,
      `import {foldPieces} from ${JSON.stringify(join(import.meta.dirname, '../../src/settings/history-files.ts'))};\nfoldPieces(process.argv[2], ${UID}, new Date(${NOW.getTime()}));\n`,
    );
    const folders = Array.from({length: 8}, () => spawn(process.execPath, [script, file], {stdio: 'inherit'}));
    const ends = folders.map(one => new Promise(resolve => one.on('close', resolve)));
    await Promise.all(ends);
    expect(times(file)).toEqual(before);
  });
});
