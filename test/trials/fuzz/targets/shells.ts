import {deflateRawSync} from 'node:zlib';
import {NotOfBash, readLine, readWord} from '../../../../src/start/environment/bash-words.ts';
import {readDeclarations} from '../../../../src/start/environment/declarations.ts';
import {parseDump, withoutSecretValues} from '../../../../src/start/environment/dump.ts';
import {parseRecord, recordText} from '../../../../src/start/environment/record.ts';
import {inputsOf} from '../../../../src/start/environment/inputs.ts';
import {traceOf} from '../../../../src/start/environment/traced-files.ts';
import {TRACE_END, TRACE_MARK} from '../../../../src/start/environment/trace-script.ts';
import {leaveTcsh, parseState, stateLine} from '../../../../src/start/in-place/tcsh-code.ts';
import {crc32} from '../../../../src/system/crc32.ts';
import {holds, textTarget, unlessRefused, type Target} from '../target.ts';

const isNotOfBash = (error: unknown) => error instanceof NotOfBash;

const BASH = [
  "$'a\\n\\x41\\u20ac\\'b'",
  '"a\\"b\\$c\\\nd"',
  "'x y'\\''z'",
  'declare -ax L=([0]="a" [1]=$\'\\t\')\n',
  'declare -x A="1"\ndeclare -i N="5"\ndeclare -- U\n',
  "complete -o nospace -F _x 'a b'\n",
];

const words: Target = {
  name: 'bash-words',
  covers: [
    'src/start/environment/bash-words.ts readWord',
    'src/start/environment/bash-words.ts readLine',
    'src/start/environment/declarations.ts readDeclarations',
  ],
  seeds: BASH,
  words: [
    "$'",
    "'",
    '"',
    '\\',
    '\\x',
    '\\u',
    '\\U0010ffff',
    '\\c',
    'declare -',
    '=(',
    ')',
    '[',
    ']=',
    '\n',
    ' ',
    'declare -x A=',
  ],
  run: bytes => {
    const text = bytes.toString('latin1');
    const reading = {text, at: 0};
    for (let at = -1; reading.at > at && reading.at < text.length;) {
      at = reading.at;
      if (unlessRefused(() => readLine(reading), isNotOfBash) === null) break;
      holds(reading.at > at, 'reading goes on', text);
    }
    unlessRefused(() => readWord({text, at: 0}, ']'), isNotOfBash);
    for (const {name} of unlessRefused(() => readDeclarations(text), isNotOfBash) ?? [])
      holds(/^[A-Za-z_]\w*$/.test(name), 'a variable has a name', text);
    // What bash prints for a word, in the one form that needs no rules.
    const printed = `$'${text.replace(/[^a-z]/g, one => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
    holds(readWord({text: printed, at: 0}) === text, 'a quoted word reads back', text);
  },
};

const DUMP = [
  'before',
  'v',
  'declare -x A="1"\ndeclare -a L=([0]="x")\n',
  'f',
  'f',
  'f () \n{ \n    :\n}\n',
  'a',
  'll',
  'ls -l',
  'c',
  'complete -F _f f\n',
  'o',
  'shopt -s extglob\n',
  't',
  "trap -- 'x' USR1\n",
  'l',
  'open files                      (-n) 1024\n',
  'd',
  '0 1 2 7',
  'after',
  'v',
  'declare -x A="2"\n',
  'x',
  'declare -fx f\n',
  'e',
  'f',
  '() {  :\n}',
  's',
  'TOKEN',
  'S',
  'secret',
  'end',
  '',
].join('\0');

const dumps: Target = {
  name: 'environment-dumps',
  covers: ['src/start/environment/dump.ts parseDump', 'src/start/environment/traced-files.ts traceOf'],
  seeds: [
    DUMP,
    `+${TRACE_MARK}/cvmfs/a.b/setup.sh${TRACE_MARK}/home${TRACE_MARK}[ -f /cvmfs/a.b/x ]\n++${TRACE_MARK}x${TRACE_MARK}/${TRACE_MARK}. ./y.sh${TRACE_END}`,
  ],
  words: [
    '\0',
    'before',
    '\0after\0',
    '\0end\0',
    '\0v\0',
    '\0f\0',
    '\0x\0',
    '\0s\0',
    '\0S\0',
    'declare -x A=',
    '"',
    "$'",
    '(-n) ',
    '  ',
    'shopt -s ',
    TRACE_MARK,
    TRACE_END,
    '/cvmfs/a.b/',
  ],
  run: bytes => {
    const parsed = parseDump(bytes);
    if (parsed.status === 'damaged') holds(parsed.reason !== '', 'damage has a reason');
    else {
      const kept = parseDump(withoutSecretValues(bytes));
      holds(
        kept.status === 'ok' && [...kept.dump.secrets.values()].every(value => value === null),
        'a dump on the disk has no secrets',
        kept,
      );
    }
    for (const path of traceOf(bytes).named ?? []) holds(typeof path === 'string', 'a trace names paths');
  },
};

const RECORD = {
  version: 1,
  changes: [
    {kind: 'set', name: 'A', value: ['/tmp/', {of: 'USER'}]},
    {kind: 'list', name: 'PATH', before: ['/x'], after: [], alone: null},
    {kind: 'unset', name: 'GONE'},
  ],
  functions: {f: 'f () \n{ \n    ls\n}'},
  exportedFunctions: {f: '() {  :\n}'},
  aliases: {ll: 'ls -l'},
  completions: [['-F', '_f', 'f']],
  options: {extglob: true},
  shellVariables: [
    {name: 'list', attributes: 'a', value: [['0', 'x']]},
    {name: 'n', attributes: 'i', value: '5'},
  ],
  inputs: inputsOf({PATH: '/bin', HOME: '/home/ann', USER: 'ann'}),
  printed: 'hello\n',
};

/** Behind a sum that is right, since whoever can write the file can count. */
const records = textTarget({
  name: 'environment-records',
  covers: ['src/start/environment/record.ts parseRecord'],
  seeds: [JSON.stringify(RECORD)],
  words: [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    'null',
    '"__proto__"',
    '"constructor"',
    '"HSF_X"',
    '"LD_PRELOAD"',
    '\\u0000',
    '\\ud800',
    '"kind":"set"',
    '{"of":"HOME"}',
    '"attributes":"n"',
    '$(id)',
    'a[0]',
  ],
  check: text => {
    parseRecord(text);
    const record = parseRecord(`${crc32(text)} ${text}\n`);
    if (record === null) return;
    holds(JSON.stringify(parseRecord(recordText(record))) === JSON.stringify(record), 'a record is read again', text);
    for (const {name} of [...record.changes, ...record.shellVariables])
      holds(/^[A-Za-z_]\w*$/.test(name) && !/^(?:HSF_|__hsf)/.test(name), 'a variable has a name', text, name);
  },
});

const LEVELS = [
  {title: 'lcg/LCG_107', variables: [{kind: 'set', name: 'A', old: null, new: 'x'}], prompt: '[lcg] ', module: null, venv: ''},
];

/** The text that a tcsh keeps, packed anew around whatever the input is. */
const states = textTarget({
  name: 'tcsh-states',
  covers: ['src/start/in-place/tcsh-code.ts parseState'],
  seeds: [
    JSON.stringify(LEVELS),
    JSON.stringify([
      {...LEVELS[0], variables: [{kind: 'list', name: 'PATH', old: '/bin', new: '/x:/bin', before: ['/x'], after: []}]},
    ]),
    stateLine(LEVELS as never),
  ],
  words: [
    '[',
    ']',
    '{',
    '}',
    ',',
    'null',
    '"name":',
    '"a b; id"',
    '"variables":',
    '"old":',
    '"title":',
    '1',
    '"kind":"set"',
    '`id`',
  ],
  check: text => {
    parseState(text);
    const levels = parseState(`x${deflateRawSync(text).toString('base64url')}`);
    for (const level of levels) {
      const {code} = leaveTcsh(level, 1, {A: 'x', PATH: '/x:/bin'});
      for (const {name} of level.variables)
        holds(/^[A-Za-z_]\w*$/.test(name), 'only names of variables come into code', text, code);
    }
    holds(
      JSON.stringify(parseState(stateLine(levels).replace(/^set __hsf_state = \(|\)\n$/g, ''))) === JSON.stringify(levels),
      'a state is read again',
      text,
    );
  },
});

export const SHELL_TARGETS: readonly Target[] = [words, dumps, records, states];
