import {parseAnswer} from '../../../../src/tui/accessible/answers.ts';
import {cellsOf} from '../../../../src/tui/frame/cells.ts';
import {isKeyName, keyName} from '../../../../src/tui/keys/key-names.ts';
import {createKeySplitter, PASTE_LIMIT, splitKeys, NOTHING_PENDING} from '../../../../src/tui/keys/split.ts';
import {keyTable} from '../../../../src/tui/keys/table.ts';
import {truncate, wrap} from '../../../../src/tui/text/fit.ts';
import {graphemes, textWidth} from '../../../../src/tui/text/width.ts';
import {tokensOf} from '../../../../src/tui/search/tokens.ts';
import {glance, parseArguments} from '../../../../src/commands/parse-arguments.ts';
import {readOptions} from '../../../../src/commands/options.ts';
import {printable} from '../../../../src/system/printable.ts';
import {UserError} from '../../../../src/system/user-error.ts';
import {hasControl, holds, textTarget, unlessRefused, type Target} from '../target.ts';

const ESC = '\u001b';

const keys: Target = {
  name: 'keys',
  covers: [
    'src/tui/keys/split.ts splitKeys',
    'src/tui/keys/csi.ts csiKey',
    'src/tui/keys/table.ts keyTable',
    'src/tui/keys/key-names.ts isKeyName',
  ],
  seeds: [
    'gcc\r',
    `${ESC}[A${ESC}[1;5C${ESC}OA`,
    `${ESC}[200~pasted\r${ESC}[201~`,
    `${ESC}[<0;10;5M${ESC}[<64;1;1M`,
    `${ESC}]11;rgb:0000/0000/0000${ESC}\\`,
    `${ESC}[?62;22c${ESC}P>|tmux 3.4${ESC}\\`,
    `${ESC}[24;80R`,
    `${ESC}[27;5;13~`,
    `${ESC}[97;5u`,
    `${ESC}${ESC}[D`,
    `${ESC}x${ESC}X${ESC} `,
    '\u0003',
    'ctrl-alt-shift-page-down',
    `${ESC}[[A`,
  ],
  pumps: [
    ['', `${ESC}]`, ''],
    ['', `${ESC}[1`, ''],
    [`${ESC}[200~`, `${ESC}[20`, ''],
    ['a', '\u0301', ''],
  ],
  words: [
    ESC,
    `${ESC}[`,
    `${ESC}O`,
    `${ESC}]`,
    `${ESC}P`,
    `${ESC}_`,
    '\u0007',
    `${ESC}\\`,
    `${ESC}[200~`,
    `${ESC}[201~`,
    ';',
    ':',
    '~',
    'u',
    'R',
    'M',
    '<',
    '?',
    '0',
    '64',
    '\u0003',
    'ctrl-',
    'alt-',
    'shift-',
    '👩‍👩‍👧',
  ],
  run: bytes => {
    const whole = createKeySplitter();
    const all = [...whole.push(bytes), ...whole.flush()];
    for (const {name, text = ''} of all) {
      holds(name !== '' && !hasControl(name), 'a key has a name', name);
      holds(name === 'paste' ? text.length <= PASTE_LIMIT : !hasControl(text), 'a key has no control characters', name, text);
    }
    holds(all.length <= bytes.length + 1, 'no key comes of nothing');
    if (bytes.length === 0 || bytes.length > 4096) return;
    // However the bytes come, the same keys come out; characters that join to one are one only where they came together.
    const text = bytes.toString('utf8');
    const some = (bytes[0]! * 7 + bytes.length) % text.length;
    // What decodes the bytes of a terminal gives no half of a character.
    const at = (text.codePointAt(some - 1) ?? 0) > 0xffff ? some + 1 : some;
    const first = splitKeys(NOTHING_PENDING, text.slice(0, at));
    const second = splitKeys(first.state, text.slice(at));
    const once = splitKeys(NOTHING_PENDING, text);
    const told = (pressed: readonly {readonly name: string; readonly text?: string}[]) =>
      pressed.map(({name, text: typed = ''}) => (name === 'text' ? typed : `<${name} ${typed}>`)).join('');
    // Enter in two pieces is two, and Ctrl-C ends an answer of the terminal that has not come to its end.
    if (!/\r\n|\u0003/.test(text) && text.length < 1000)
      holds(
        told([...first.keys, ...second.keys]) === told(once.keys) && second.state.rest === once.state.rest,
        'pieces give the same keys',
        text,
        at,
        told([...first.keys, ...second.keys]),
        told(once.keys),
      );
    if (isKeyName(text)) holds(keyName(text) !== '', 'a key has a name for people', text);
    const {table} = keyTable({copy: text.split(' '), [text]: ['x'], forward: text.split(',')});
    holds(table.keys.get('ctrl-c') === 'leave' && [...table.keys.values()].includes('forward'), 'nobody is caught', text);
  },
};

const texts = textTarget({
  name: 'terminal-texts',
  longest: 4096,
  covers: ['src/tui/accessible/answers.ts parseAnswer', 'src/tui/text/fit.ts truncate', 'src/tui/text/width.ts textWidth'],
  seeds: [
    'LCG_107 x86_64-el9-gcc13-opt',
    '/cvmfs/sft.cern.ch/lcg/views/LCG_107/x/setup.sh',
    'lcg/LCG_107@x86_64-el9',
    '中文字 é e\u0301 👩‍👩‍👧 🇨🇭',
    '/gcc 13',
    '12',
    'quit',
    `${ESC}[1mx${ESC}[0m`,
  ],
  pumps: [
    ['🇨', '\u0668', ''],
    ['\u200d', '!\ufffd', ''],
    ['', 'e\u0301', ''],
    ['', '中/', ''],
  ],
  words: ['/', '@', ' ', '中', '\u0301', '\u200d', '🇨', '\ufe0f', '한', '\u1160', `${ESC}[7m`, `${ESC}[0m`, '…'],
  check: text => {
    const shown = printable(text);
    const width = textWidth(shown);
    holds(graphemes(shown).join('') === shown && width >= 0, 'a text is its characters', text);
    // Two of the ways, by lot.
    for (const lot of [text.length, text.length + 1 + (text.charCodeAt(0) & 7)]) {
      const [columns, keep] = [[0, 1, 7, 40][lot & 3]!, (['start', 'end', 'both', 'path'] as const)[(lot >> 2) & 3]!];
      const cut = truncate(shown, columns, keep);
      holds(textWidth(cut) <= columns, 'a text fits', text, columns, keep, cut);
    }
    // What is drawn in lines is never longer than some thousands of characters.
    for (const line of wrap(shown.slice(0, 4096), 20)) holds(textWidth(line) <= 20, 'a line fits', text, line);
    const answer = parseAnswer(text);
    if (answer.kind === 'number') holds(Number.isInteger(answer.number), 'a number is one', text);
    for (const token of tokensOf(text)) holds(token !== '' && !/\s/.test(token), 'a token is a word', text, token);
    cellsOf(shown.slice(0, 4096));
  },
});

const lines = textTarget({
  name: 'command-lines',
  covers: ['src/commands/parse-arguments.ts parseArguments', 'src/commands/options.ts readOptions'],
  seeds: [
    'shell\nLCG_107@el9\n--engine\npodman',
    'run\nlcg\n--\ncmd\n-x',
    'list\n--json\n--os=el9',
    '-V',
    '--help',
    'env\nX\n--shell=fish',
    'plan\nX\n--bind\n/a:/b\n--timeout=5s',
    'search\nROOT>=6',
  ],
  words: [
    '\n',
    '--',
    '-',
    '=',
    '--json',
    '--engine',
    '--timeout',
    '--bind=',
    'run',
    'shell',
    'list',
    'help',
    '-v',
    '--os',
    '--no-input',
    '--cvmfs=/x',
    '--columns',
  ],
  check: text => {
    const argv = text.split('\n');
    const isUsage = (error: unknown) => error instanceof UserError;
    const parsed = unlessRefused(() => parseArguments(argv), isUsage);
    const seen = glance(argv);
    holds(typeof seen.json === 'boolean', 'a glance tells', text);
    if (parsed === null) return;
    const end = argv.indexOf('--');
    // A value of a flag may be "--" as well.
    if (parsed.rest !== null)
      holds(
        end >= 0 &&
          argv
            .slice(-parsed.rest.length || argv.length)
            .join('\0')
            .endsWith(parsed.rest.join('\0')),
        'the rest is the end, exactly',
        text,
      );
    unlessRefused(() => readOptions(parsed, {}), isUsage);
  },
});

export const TERMINAL_TARGETS: readonly Target[] = [keys, texts, lines];
