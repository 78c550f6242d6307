import {describe, expect, test} from 'vitest';
import {
  codeArguments,
  keyLine,
  lookCommand,
  lookScript,
  storedName,
  storedText,
  type Stored,
  type StoredStart,
} from '../../src/start/stored-start.ts';
import {LOOK_SCRIPT, lookArguments, parseLooked, type StoredLook, timeArguments} from '../../src/start/stored-start-look.ts';

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
const stored = (then: Stored['then'] = START, more: Partial<Stored> = {}): Stored => ({
  words: ['run', 'lcg/LCG_1'],
  command: true,
  key: 'somebody',
  program: "/p'p/bin/hsf",
  terminals: {},
  looker: {language: 'sh', program: '/bin/timeout'},
  look: LOOK,
  sum: '1 2',
  time: {from: 3, until: 9, day: '2026-11-22', midnight: 5},
  notes: '',
  then,
  ...more,
});
const start = (more: Partial<StoredStart>, others: Partial<Stored> = {}) => storedText(stored({...START, ...more}, others));

describe('the name of a stored answer', () => {
  test.each([
    {words: ['run', 'lcg/LCG_1@el9+x=y,z:1-2'], name: 'run lcg%LCG_1@el9+x=y,z:1-2'},
    {words: [], name: null},
    {words: ['run', ''], name: null},
    {words: ['run', '--'], name: null},
    {words: ['run', '--x', '-'], name: 'run --x -'},
    {words: ['run', 'a b'], name: null},
    {words: ['run', 'a%b'], name: null},
    {words: ['run', 'a\n'], name: null},
    {words: ['run', 'é'], name: null},
    {words: ['run', 'x'.repeat(195)], name: `run ${'x'.repeat(195)}`},
    {words: ['run', 'x'.repeat(196)], name: null},
  ])('is made of words that nobody can misread: $words', ({words, name}) => {
    expect(storedName(words)).toBe(name);
    expect(storedText(stored(START, {words})) === null).toBe(name === null);
  });
});

describe('the file of a stored answer', () => {
  test('is for these words, this program and a caller like the one it was made for', () => {
    const text = start({})!;
    expect(text.split('\n').slice(1, 3)).toEqual([keyLine('somebody'), 'hsf_use_stored() {']);
    expect(text).toContain(`[ "$hsf_words" = ' run lcg/LCG_1' ] && [ $# -gt 3 ] && [ "$0" -ef '/p'\\''p/bin/hsf' ]`);
    expect(text).toContain('[ -h /proc/$$/fd/0 ] && [ -h /proc/$$/fd/1 ] && [ -h /proc/$$/fd/2 ] || return 1');
    expect(text.endsWith('}\nhsf_whole=yes\n')).toBe(true);
    expect(start({}, {command: false})).toContain('[ $# = 2 ]');
    expect(start({}, {terminals: {stdin: true, stdout: false}})).toContain('[ -h /proc/$$/fd/2 ] && [ -t 0 ] && [ ! -t 1 ] ||');
  });

  test('sets, takes away, says and becomes', () => {
    const code = (more: Partial<StoredStart>, others: Partial<Stored> = {}) => {
      const [, quoted = ''] = /^ {2}hsf_code0='((?:[^']|'\\'')*)'$/m.exec(start(more, others)!)!;
      return quoted.replaceAll(`'\\''`, "'").split('\n');
    };
    expect(code({})).toEqual(['shift 3', `exec '/bin/true' "$@"`, '']);
    expect(code({}, {command: false})).toEqual(['shift 2', "exec '/bin/true'", '']);
    expect(code({set: {A: "it's", B: ''}, unset: ['C', 'D']}, {notes: 'hello\n'})).toEqual([
      'shift 3',
      'unset -v C D',
      `{ export A='it'\\''s' B=''; } 2>/dev/null`,
      `printf '%s' 'hello`,
      `' >&2`,
      `exec '/bin/true' "$@"`,
      '',
    ]);
    expect(code({script: 'run "$@"', argv: ['a', 'b c']})).toEqual(['shift 3', `set -- 'a' 'b c' "$@"`, 'run "$@"', '']);
  });

  test('or prints a text', () => {
    const text = storedText(stored({kind: 'text', text: 'listing\n'}, {notes: 'note\n'}))!;
    expect(text).toContain(`printf '\\''%s'\\'' '\\''listing\n'\\'' 2>/dev/null || { trap - PIPE; return 2; }`);
    expect(text).toContain(`printf '\\''%s'\\'' '\\''note\n'\\'' >&2\nexit 0\n`);
    expect(storedText(stored({kind: 'text', text: 'x'}))).not.toContain('>&2\nexit');
  });

  test.each([
    {title: 'a name that is none', more: {set: {'a.b': '1'}}},
    {title: 'a name that a shell keeps', more: {set: {UID: '1'}}},
    {title: 'names of bash', more: {set: {BASH_ENV: '1'}}},
    {title: 'a name of ours', more: {set: {hsf_words: '1'}}},
    {title: 'the only name _', more: {set: {_: '1'}}},
    {title: 'to take away what a shell keeps', more: {unset: ['PPID']}},
    {title: 'to take away what is no name', more: {unset: ['a;b']}},
    {title: 'a NUL', more: {argv: ['a\0']}},
    {title: 'half a character', more: {argv: ['\uD83D']}},
  ] as {title: string; more: Partial<StoredStart>}[])('cannot be said in shell code: $title', ({more}) => {
    expect(start(more)).toBeNull();
  });

  test('may take away what steers bash, and set what only looks like a shell', () => {
    expect(start({unset: ['BASH_ENV'], set: {MYUID: '1', UIDS: '1', _X: '1', EPOC: '1', RANDOM1: '1'}})).not.toBeNull();
  });

  test('tells its child what to look at, when it holds, and what to write', () => {
    const line = (then: Stored['then']) => /\{ ('\/bin\/timeout' .*); \} <\/dev\/null/.exec(storedText(stored(then))!)![1];
    const before = `'/bin/timeout' -s KILL 2 /bin/sh -c "$hsf_look" "$hsf_look" '1 2' '3' '9' '2026-11-22' '5'`;
    const after = `"c$hsf_code0" 'uOLDPWD SHLVL _ HSF_ORIGIN HSF_NODE PWD' 'e' 'j/cvmfs'`;
    expect(line(START)).toContain(`${before} '' '' '' "$$" '' ${after}`);
    const full = {...START, history: {file: '/h', event: '"a":1'}, record: {file: '/r-', facts: '"b":2'}};
    expect(line(full)).toContain(`${before} '/h' '"a":1' '/r-' "$$" '"b":2' ${after}`);
    expect(line({kind: 'text', text: 'x', history: {file: '/h', event: 'e'}})).toContain(`'/h' 'e' '' "$$" ''`);
  });

  test('has long code in parts that a kernel takes, none in the middle of a character, and sums them up', () => {
    const words = codeArguments(stored({...START, argv: ['x'.repeat(70_000)]}));
    expect(words.map(word => word.length <= 30_001 && word.startsWith('c'))).toEqual([true, true, true]);
    expect(words.map(word => word.slice(1)).join('')).toContain('x'.repeat(70_000));
    const smileys = codeArguments(stored({...START, argv: ['😀'.repeat(30_000)]}));
    expect(smileys.every(word => word.isWellFormed())).toBe(true);
    expect(smileys.map(word => word.slice(1)).join('')).toContain('😀'.repeat(30_000));
    const text = start({argv: ['x'.repeat(70_000)]})!;
    expect(text).toContain('"c$hsf_code0" "c$hsf_code1" "c$hsf_code2"');
    expect(text).toContain('eval "$hsf_code0$hsf_code1$hsf_code2"');
    // A long listing is printed and not summed up.
    const listing = stored({kind: 'text', text: 'x'.repeat(460_000)});
    expect([codeArguments(listing), storedText(listing)!.includes('"c$hsf_code')]).toEqual([[], false]);
  });

  test('is looked after by sh or by Perl', () => {
    expect(lookCommand({language: 'perl', program: '/usr/bin/perl'})).toMatch(
      /^LC_ALL=C PERL5OPT= .*'\/usr\/bin\/perl' -f -e "\$hsf_look"/,
    );
    expect(lookScript({language: 'sh', program: ''}, LOOK, START)).toBe(LOOK_SCRIPT);
    const perl = lookScript({language: 'perl', program: ''}, LOOK, START);
    expect(perl).not.toBe(LOOK_SCRIPT);
    const recording = lookScript({language: 'perl', program: ''}, LOOK, {...START, record: {file: '/r', facts: ''}});
    expect(recording.length).toBeGreaterThan(perl.length);
    expect(lookScript({language: 'perl', program: ''}, LOOK, {kind: 'text', text: ''})).toBe(perl);
  });
});

describe('what the child is told to look at', () => {
  const told = (more: Partial<StoredLook>) => {
    const plain = lookArguments(LOOK);
    return lookArguments({...LOOK, ...more}).filter(word => !plain.includes(word));
  };
  test.each([
    {title: 'variables that do not count', look: {harmless: ['A', 'B']}, words: ['uOLDPWD SHLVL _ HSF_ORIGIN HSF_NODE PWD A B']},
    {title: 'the directory and its spelling', look: {directory: true}, words: ['uOLDPWD SHLVL _ HSF_ORIGIN HSF_NODE', 'd']},
    {title: 'programs', look: {programs: ['bash']}, words: ['pbash']},
    {title: 'texts of the kernel', look: {kernelTexts: ['/proc/x']}, words: ['r/proc/x']},
    {title: 'directories of the kernel', look: {kernelFolders: ['/sys/x']}, words: ['n/sys/x']},
    {title: 'what is there', look: {kinds: ['/x']}, words: ['k/x']},
    {title: 'pairs', look: {pairs: [['/a', '/b']]}, words: ['x/a', '/b']},
    {title: 'rights', look: {rights: ['/x']}, words: ['a/x', 'o']},
    {title: 'links', look: {reals: ['/x']}, words: ['f/x', 'o']},
    {title: 'what may be written', look: {writable: ['/x']}, words: ['w/x']},
    {title: 'mounts', look: {mounts: ['/x', '/y']}, words: ['m/x\n/y']},
    {title: 'all mounts', look: {mounts: null}, words: ['s']},
    {title: 'names in the root', look: {listsRoot: true}, words: ['l/cvmfs']},
    {title: 'hashes', look: {getfattr: '/g', hashed: ['/x']}, words: ['h/x', 'g/g']},
    {title: 'no hashes without a program', look: {hashed: ['/x']}, words: []},
    {title: 'times', look: {timed: ['/x']}, words: ['/x']},
  ] as {title: string; look: Partial<StoredLook>; words: string[]}[])('are words: $title', ({look, words}) => {
    expect(told(look)).toEqual(words);
  });

  test('always has the boot and the personality, and times behind the dash', () => {
    const words = lookArguments({...LOOK, timed: ['/x', '/y']});
    expect(words).toEqual(
      expect.arrayContaining(['r/proc/sys/kernel/random/boot_id', 'r/proc/self/personality', 'm', 'j/cvmfs']),
    );
    expect(words.slice(-3)).toEqual(['-', '/x', '/y']);
    expect(timeArguments('1 2', {from: 3, until: 4, day: 'd', midnight: 5})).toEqual(['1 2', '3', '4', 'd', '5']);
  });
});

describe('what the child found', () => {
  const text =
    '1700000000.123456789 10 /a\n# file: /cvmfs/x\nuser.root_hash="abc"\n1700000009.000000001 10 /b\n1600000000.000000000 1 /c\n';
  test('is read with the latest time and the hashes', () => {
    expect(parseLooked(`12 34\n567\n${text}`)).toEqual({
      sum: '12 34',
      uptime: 567,
      text,
      latest: 1_700_000_009_000_000_001n,
      hashes: new Map([['/cvmfs/x', 'abc']]),
    });
  });

  test.each(['project', 'inside', 'gone', 'none', 'empty'])('is for Node where it says "%s"', word => {
    expect(parseLooked(`12 34\n567\n${word}\n${text}`)).toBeNull();
    expect(parseLooked(`12 34\n567\nx${word}\n${text}`)).not.toBeNull();
  });

  test.each([
    '',
    '12\n567\n',
    `12 34\nx\n${text}`,
    '12 34\n567\nno times\n',
    '12 34\n567\n1700000000.5 10 /a\n',
    `x12 34\n567\n${text}`,
  ])('is nothing in another form: %s', out => {
    expect(parseLooked(out)).toBeNull();
  });
});
