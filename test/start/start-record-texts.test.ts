import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import {parseStart, payloadOf, readStarts, recordStart, startFacts, type StartRecord} from '../../src/start/start-records.ts';

const root = mkdtempSync(join(tmpdir(), 'hsf-record-texts-'));
afterAll(() => rmSync(root, {recursive: true, force: true}));

const RECORD: StartRecord = {
  name: 'hsf-0-1',
  pid: process.pid,
  begun: '7',
  boot: 'b',
  at: '2026-01-02T03:04:05.000Z',
  variant: 'toy/1@el9',
  engine: 'bubblewrap',
  image: null,
  cwd: '/w',
  shell: true,
  files: ['/tmp/ticket'],
};
const plan = (more: Partial<Plan>): Plan =>
  ({
    mode: 'container',
    engine: 'bubblewrap',
    image: '/i',
    variant: 'toy/1@el9',
    cwd: '/w',
    prepare: [],
    ...more,
  }) as unknown as Plan;

describe('the record of a start', () => {
  const read = (more: object) => parseStart(JSON.stringify({...RECORD, ...more}));

  test('is read as it was written', () => {
    expect(read({})).toEqual(RECORD);
    expect(read({engine: null, image: '/i', files: []})).toMatchObject({engine: null, image: '/i', files: []});
    expect(read({pid: 1})).not.toBeNull();
  });

  test.each([
    {pid: 0},
    {pid: -1},
    {pid: 1.5},
    {pid: '1'},
    {shell: 'yes'},
    {name: 1},
    {begun: null},
    {boot: 1},
    {at: 1},
    {variant: null},
    {cwd: 1},
    {engine: 1},
    {image: 1},
    {files: null},
    {files: '/x'},
    {files: ['x']},
    {files: [1]},
    {files: ['/x\0']},
    {files: ['/x', 'y']},
  ])('is none with %j', more => {
    expect(read(more)).toBeNull();
  });

  test.each(['', 'null', '[]', '7', '{', '"x"'])('is none of %s', text => {
    expect(parseStart(text)).toBeNull();
  });

  test('has the engine of a container only', () => {
    expect(startFacts(plan({}), true)).toMatchObject({engine: 'bubblewrap', image: '/i', cwd: '/w', shell: true, files: []});
    expect(startFacts(plan({mode: 'native'}), false)).toMatchObject({engine: null, shell: false});
    expect(startFacts(plan({}), true).boot).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  });
});

describe('the records of a machine', () => {
  const start = {pid: process.pid, at: new Date('2026-01-02T03:04:05Z'), shell: true};
  const own = {kind: 'file', path: '', text: '', mode: 0o600, until: 'end'} as const;

  test('are those of starts that go on, oldest first', () => {
    const directory = join(root, 'going-on');
    recordStart(directory, plan({}), {...start, name: 'hsf-0-2'});
    recordStart(directory, plan({mode: 'native'}), {...start, name: 'hsf-0-3'});
    recordStart(directory, plan({mode: 'native', prepare: [{...own, path: join(root, 'kept')}]}), {
      ...start,
      name: 'hsf-0-1',
      at: new Date('2026-01-02T03:04:04Z'),
    });
    writeFileSync(join(directory, 'other.json'), JSON.stringify(RECORD));
    writeFileSync(join(directory, 'hsf-0-9.json.tmp'), JSON.stringify(RECORD));
    expect(readStarts(directory).map(({name}) => name)).toEqual(['hsf-0-1', 'hsf-0-2']);
    expect(readStarts(directory)[0]).toMatchObject({pid: process.pid, at: '2026-01-02T03:04:04.000Z'});
    expect([readStarts(null), readStarts(join(root, 'none'))]).toEqual([[], []]);
    recordStart(null, plan({}), {...start, name: 'hsf-0-4'});
  });

  test('of this machine go with their files when the process is another one', () => {
    const directory = join(root, 'ended');
    recordStart(directory, plan({}), {...start, name: 'hsf-0-1'});
    const ticket = join(root, 'ticket');
    writeFileSync(ticket, '');
    const {boot} = startFacts(plan({}), true);
    writeFileSync(join(directory, 'hsf-0-2.json'), JSON.stringify({...RECORD, boot, begun: 'another', files: [ticket]}));
    expect(readStarts(directory).map(({name}) => name)).toEqual(['hsf-0-1']);
    expect([existsSync(ticket), readdirSync(directory)]).toEqual([false, ['hsf-0-1.json']]);
  });

  test('of another machine stay for a month', () => {
    const directory = join(root, 'elsewhere');
    mkdirSync(directory);
    const days = (count: number) => new Date(Date.now() - count * 24 * 3_600_000).toISOString();
    writeFileSync(join(directory, 'hsf-0-1.json'), JSON.stringify({...RECORD, files: [], at: days(29)}));
    writeFileSync(join(directory, 'hsf-0-2.json'), JSON.stringify({...RECORD, files: [], at: days(31)}));
    expect(readStarts(directory)).toEqual([]);
    expect(readdirSync(directory)).toEqual(['hsf-0-1.json']);
  });

  test('have nothing inside where nothing sees other mounts', () => {
    // A process of its own: children of this one may be starts of other suites.
    const sleeper = spawn('/bin/sleep', ['60'], {stdio: 'ignore'});
    try {
      expect(payloadOf({...RECORD, pid: sleeper.pid!})).toBeNull();
    } finally {
      sleeper.kill('SIGKILL');
    }
  });
});
