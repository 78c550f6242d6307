import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {storedName, storedText, type Stored, type StoredStart} from '../../src/start/stored-start.ts';
import {parseLooked, type StoredLook} from '../../src/start/stored-start-look.ts';

const LOOK: StoredLook = {
  harmless: [],
  directory: false,
  programs: [],
  kernelTexts: [],
  kernelFolders: [],
  kinds: [],
  pairs: [],
  rights: [],
  reals: [],
  writable: [],
  mounts: [],
  root: '/cvmfs',
  listsRoot: false,
  getfattr: null,
  hashed: [],
  timed: [],
};
const START: StoredStart = {kind: 'start', history: null, record: null, set: {}, unset: [], argv: ['/bin/true']};

/** The shells that can be `/bin/sh` somewhere, as far as they are here. */
const SHELLS = [['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh'], ['/bin/ksh93']].filter(([path]) =>
  existsSync(path!),
);

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-stored-')));
  writeFileSync(join(folder, 'reader'), READER);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** One whose guard is a program that says yes, or no. */
function stored(then: Stored['then'], more: Partial<Stored> = {}): Stored {
  return {
    words: ['run', 'lcg/LCG_1'],
    command: true,
    key: 'somebody',
    program: join(folder, 'reader'),
    terminals: {},
    looker: {language: 'sh', program: '/bin/true'},
    look: LOOK,
    sum: '1 2',
    time: {from: 0, until: 9, day: '2026-11-22', midnight: 0},
    notes: '',
    then,
    ...more,
  };
}

// As bin/hsf reads it.
const READER = `hsf_words=$1 hsf_stored=$2
shift 2
hsf_whole=
command . "$hsf_stored" 2>/dev/null || { echo damaged; exit 9; }
[ "$hsf_whole" = yes ] || { echo damaged; exit 9; }
hsf_use_stored "$@"
echo node >&2
exit 3
`;

function read(shell: readonly string[], text: string, command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [file, reader] = [join(folder, 'stored'), join(folder, 'reader')];
  writeFileSync(file, text);
  const [program = '', ...options] = shell;
  const words = [reader, ' run lcg/LCG_1', file, 'run', 'lcg/LCG_1', '--', ...command];
  const {status, stdout, stderr} = spawnSync(program, [...options, ...words], {
    env: {PATH: '/usr/bin:/bin', ...env},
    maxBuffer: 1 << 24,
  });
  return {status, stdout: `${stdout.toString('utf8')}${stderr.toString('utf8')}`, left: () => readFileSync(file, 'utf8')};
}

/** What the program that is started sees: its words, a line break, its environment. */
const ECHO = ['/bin/sh', '-c', 'for word; do printf "%s\\0" "$word"; done; echo; exec cat /proc/self/environ', 'echo'];

function seen(output: string) {
  const at = output.lastIndexOf('\0\n');
  const variables = output
    .slice(at + 2)
    .split('\0')
    .filter(one => one !== '');
  const env = Object.fromEntries(variables.map(one => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));
  return {words: output.slice(0, at).split('\0'), env};
}

const HOSTILE = [
  `it's`,
  `'; touch ran; '`,
  '$(touch ran)',
  '`touch ran`',
  '${IFS}',
  '\\',
  "\\'",
  'a\nb\n',
  '\n',
  '',
  ' ',
  '*',
  '~',
  '%s%n',
  '\u0081\u0088é\u{1F600}',
  '--',
  '-n',
  '#',
  "'''",
  'x'.repeat(100_000),
];
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({unit: 'binary', maxLength: 30}).filter(word => !word.includes('\0') && word.isWellFormed()),
  fc.string({unit: fc.constantFrom("'", '"', '$', '`', '\\', '\n', '!', ';', '(', ')'), maxLength: 20}),
);

describe('a stored start', () => {
  test.each(SHELLS)('gives every word and value as it is in %s', (...shell) => {
    const name = fc.constantFrom('A', 'MINE', 'LD_LIBRARY_PATH', 'PS4', 'LC_TEST');
    fc.assert(
      fc.property(
        fc.array(text, {maxLength: 4}),
        fc.array(text, {maxLength: 3}),
        fc.dictionary(name, text),
        (words, command, set) => {
          const code = storedText(stored({...START, set, argv: [...ECHO, 'first', ...words]}));
          const {stdout} = read(shell, code!, ['more', ...command]);
          const {words: got, env} = seen(stdout);
          expect(got).toEqual(['first', ...words, 'more', ...command]);
          expect(env).toMatchObject(set);
          expect(existsSync('ran')).toBe(false);
        },
      ),
      {numRuns: 8},
    );
  });

  test.each(SHELLS)('takes away what is to go, and leaves the rest, in %s', (...shell) => {
    const code = storedText(stored({...START, unset: ['GONE', 'BASH_ENV'], argv: [...ECHO, 'x']}));
    const {env} = seen(read(shell, code!, ['y'], {GONE: '1', STAYS: "it's", BASH_ENV: '/nonexistent'}).stdout);
    expect(env).toMatchObject({STAYS: "it's"});
    expect(Object.keys(env)).not.toContain('GONE');
    expect(Object.keys(env)).not.toContain('BASH_ENV');
  });

  test.each(SHELLS)("is Node's where its child says no, and where it is about something else, in %s", (...shell) => {
    const ran = {...START, argv: ['/bin/echo', 'ran']};
    for (const other of [
      stored(ran, {looker: {language: 'sh', program: '/bin/false'}}),
      stored(ran, {looker: {language: 'perl', program: '/nonexistent'}}),
      stored(ran, {words: ['run', 'lcg/LCG_2']}),
      stored(ran, {program: '/bin/sh'}),
      stored(ran, {terminals: {stdin: true}}),
      stored(ran, {command: false}),
    ])
      expect(read(shell, storedText(other)!, ['x']).stdout).toBe('node\n');
    expect(read(shell, storedText(stored(ran))!, ['x']).stdout).toBe('ran x\n');
    expect(read(shell, storedText(stored(ran))!, []).stdout).toBe('node\n');
  });

  test.each(SHELLS)('does nothing when it is damaged, wherever it ends, in %s', (...shell) => {
    const whole = storedText(stored({...START, argv: ['/bin/echo', "it's", 'ran']}))!;
    for (const part of [0, 0.1, 0.5, 0.9, 0.99]) {
      const {stdout} = read(shell, whole.slice(0, Math.floor(whole.length * part)), ['x']);
      expect(stdout).toBe('damaged\n');
    }
    expect(read(shell, whole.slice(0, -2), ['x']).stdout).toBe('damaged\n');
  });

  test.each(SHELLS)('is emptied when its child had to be killed, in %s', (...shell) => {
    const kill = join(folder, 'kill');
    writeFileSync(kill, '#!/bin/sh\nkill -KILL $$\n', {mode: 0o755});
    const {stdout, left} = read(shell, storedText(stored(START, {looker: {language: 'perl', program: kill}}))!, ['x']);
    expect(stdout).toBe('node\n');
    expect(left()).toBe('');
  });

  test('has no form for what a shell cannot set', () => {
    for (const name of ['a-b', 'BASH_FUNC_x%%', 'UID', 'SHELLOPTS', 'IFS', '1A', '']) {
      expect(storedText(stored({...START, set: {[name]: 'x'}}))).toBeNull();
      expect(storedText(stored({...START, unset: [name]}))).toBeNull();
    }
    expect(storedText(stored({...START, argv: ['/bin/sh', 'a\0b']}))).toBeNull();
    expect(storedText(stored({...START, argv: ['/bin/sh', '\ud800']}))).toBeNull();
  });
});

describe('a stored text', () => {
  const answer = (words: string, notes = '') => storedText(stored({kind: 'text', text: words}, {notes}))!;
  const read2 = (shell: readonly string[], code: string, line: string) => {
    read(shell, code, ['x']);
    const at = [join(folder, 'reader'), ' run lcg/LCG_1', join(folder, 'stored'), 'run', 'lcg/LCG_1', '--', 'x'];
    return spawnSync('/bin/bash', ['--norc', '-c', line, 'bash', ...shell, ...at], {
      env: {PATH: '/usr/bin:/bin'},
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  test.each(SHELLS)('is printed as it is in %s', (...shell) => {
    for (const words of HOSTILE) expect(read(shell, answer(words), ['x'])).toMatchObject({stdout: words, status: 0});
  });

  test.each(SHELLS)('is left to Node where it cannot be written in %s', (...shell) => {
    expect(read2(shell, answer('text'), '"$@" >/dev/full; echo "$?"').stdout).toBe('3\n');
    expect(read2(shell, answer('text', 'hsf: note\n'), '"$@" >/dev/full').stderr).not.toContain('note');
    expect(read2(shell, answer('text'), '"$@" >&-; echo "$?"').stdout).not.toContain('text');
    // Node knows that a reader that is gone is no failure.
    expect(read2(shell, answer('x'.repeat(90_000)), '{ "$@"; echo "$?" >&2; } | true').stderr).toMatch(/^[03]$/m);
  });
});

describe('names', () => {
  test('are of plain words only', () => {
    expect(storedName(['run', 'lcg/LCG_107@el9-gcc13'])).toBe('run lcg%LCG_107@el9-gcc13');
    for (const word of ['', 'a b', '$x', 'é', 'a\n', '--', '%', '~', 'x'.repeat(300)])
      expect(storedName(['run', word])).toBeNull();
    expect(storedName([])).toBeNull();
  });
});

describe('what the child tells', () => {
  test('is believed only when it is well', () => {
    const line = '1795378544.816736586 4096 /etc\n';
    expect(parseLooked(`12 34\n56\nexport A='b'\n${line}`)).toMatchObject({
      sum: '12 34',
      uptime: 56,
      latest: 1795378544816736586n,
    });
    for (const bad of ['', '12 34\n', `12 34\n56\nproject\n${line}`, `12 34\n56\nnone\n${line}`, '12 34\n56\n', `x\n56\n${line}`])
      expect(parseLooked(bad)).toBeNull();
    const hashes = '# file: /cvmfs/a.b\nuser.root_hash="abc"\n\n';
    expect(parseLooked(`12 34\n56\n${hashes}${line}`)?.hashes).toEqual(new Map([['/cvmfs/a.b', 'abc']]));
  });
});
