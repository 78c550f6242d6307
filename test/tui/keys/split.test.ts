import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {KeyPress} from '../../../src/tui/keys/key-press.ts';
import {NOTHING_PENDING, PASTE_LIMIT, createKeySplitter, flushKeys, splitKeys} from '../../../src/tui/keys/split.ts';

const E = '\u001b';

function said(keys: readonly KeyPress[]): string {
  return keys
    .map(key =>
      key.name === 'text'
        ? key.text
        : key.name === 'paste'
          ? `paste(${key.text})`
          : key.place === undefined
            ? key.name
            : `${key.name}@${key.place.column},${key.place.row}`,
    )
    .join(' ');
}

function keysOf(...chunks: readonly string[]): string {
  const splitter = createKeySplitter();
  return said([...chunks.flatMap(chunk => splitter.push(chunk)), ...splitter.flush()]);
}

describe('splitKeys', () => {
  const cases: readonly {title: string; chunks: readonly string[]; keys: string}[] = [
    {title: 'text and Enter in one chunk', chunks: ['abc\r'], keys: 'a b c enter'},
    {title: 'a line feed is Enter, both together are one', chunks: ['a\n', '\r\n'], keys: 'a enter enter'},
    {title: 'held letters', chunks: ['jjj'], keys: 'j j j'},
    {title: 'arrows among letters', chunks: [`a${E}[Ab${E}OB`], keys: 'a up b down'},
    {title: 'an arrow in three chunks', chunks: [E, '[', 'A'], keys: 'up'},
    {title: 'a lone Esc', chunks: [E], keys: 'escape'},
    {title: 'two presses of Esc', chunks: [E + E], keys: 'escape escape'},
    {
      title: 'Alt with a letter, Enter and backspace',
      chunks: [`${E}j${E}\r${E}\u007f${E}G`],
      keys: 'alt-j alt-enter alt-backspace alt-shift-g',
    },
    {title: 'Alt with an arrow, both spellings', chunks: [`${E}${E}[A${E}[1;3B`], keys: 'alt-up alt-down'},
    {title: 'control keys', chunks: ['\u0001\u0017\u0003\u0000'], keys: 'ctrl-a ctrl-w ctrl-c ctrl-space'},
    {title: 'both backspaces', chunks: ['\u007f\b'], keys: 'backspace backspace'},
    {title: 'home and end in four spellings', chunks: [`${E}[H${E}[1~${E}OF${E}[8~`], keys: 'home home end end'},
    {title: 'page keys and delete', chunks: [`${E}[5~${E}[6~${E}[3~`], keys: 'page-up page-down delete'},
    {title: 'function keys of xterm, of the Linux console', chunks: [`${E}OP${E}[15~${E}[[A`], keys: 'f1 f5 f1'},
    {title: 'modifiers', chunks: [`${E}[1;5C${E}[3;2~${E}[Z`], keys: 'ctrl-right shift-delete shift-tab'},
    {
      title: 'keys of the kitty protocol',
      chunks: [`${E}[27u${E}[13u${E}[97;5u${E}[98u${E}[57399u`],
      keys: 'escape enter ctrl-a b',
    },
    {
      title: 'wheel and click',
      chunks: [`${E}[<64;10;5M${E}[<65;1;1M${E}[<0;3;4M${E}[<0;3;4m`],
      keys: 'wheel-up@9,4 wheel-down@0,0 click@2,3',
    },
    {title: 'a paste', chunks: [`x${E}[200~a\r${E}[Ab${E}[201~y`], keys: `x paste(a\r${E}[Ab) y`},
    {title: 'a paste in pieces', chunks: [`${E}[20`, `0~ab`, `c${E}[2`, `01~d`], keys: 'paste(abc) d'},
    {title: 'Ctrl-C in a paste without end', chunks: [`${E}[200~abc`, '\u0003'], keys: 'paste(abc) ctrl-c'},
    {
      title: 'answers of the terminal are no keys',
      chunks: [`${E}[?62;4c${E}]11;rgb:0/0/0\u0007${E}P>|xterm${E}\\${E}[Ia`],
      keys: 'a',
    },
    {
      title: 'nor are several with keys between them, the last without its end',
      chunks: [`a${E}]11;x\u0007b${E}P1${E}\\${E}]1${E}]2\u0007c${E}_${'x'.repeat(1100)}`],
      keys: `a b c ${'x '.repeat(1100).trimEnd()}`,
    },
    {
      title: 'Esc and a control character in one read are two keys',
      chunks: [`${E}\u0003`, `${E}\u0015`],
      keys: 'escape ctrl-c escape ctrl-u',
    },
    {title: 'where the cursor is', chunks: [`${E}[12;40R`, `${E}[3`, `;1R`], keys: 'cursor-at@39,11 cursor-at@0,2'},
    {title: 'Alt with the space bar and signs', chunks: [`${E} ${E}:${E}<`], keys: 'alt-space alt-: alt-<'},
    {title: 'what people see as one character is one key', chunks: ['é👨‍👩‍👧'], keys: 'é 👨‍👩‍👧'},
    {title: 'a sequence that breaks off', chunks: [`${E}[1;\rb`], keys: 'enter b'},
  ];
  for (const {title, chunks, keys} of cases) test(title, () => expect(keysOf(...chunks)).toBe(keys));

  test('an answer in two pieces is no text, however long the second one takes', () => {
    const splitter = createKeySplitter();
    expect(said([...splitter.push(`${E}[12`), ...splitter.flush(), ...splitter.push(';4R'), ...splitter.push('x')])).toBe(
      'cursor-at@3,11 x',
    );
  });

  test('bytes of one character in two reads', () => {
    const splitter = createKeySplitter();
    const bytes = Buffer.from('é');
    expect(said([...splitter.push(bytes.subarray(0, 1)), ...splitter.push(bytes.subarray(1))])).toBe('é');
  });

  test('a megabyte of paste keeps little', () => {
    const splitter = createKeySplitter();
    splitter.push(`${E}[200~`);
    for (let part = 0; part < 16; part++) expect(splitter.push('x'.repeat(65_536))).toEqual([]);
    expect(splitter.push(`${E}[201~`)[0]?.text).toHaveLength(PASTE_LIMIT);
  });

  const pieces = fc.array(
    fc.constantFrom(
      'a',
      '\r',
      E,
      '[',
      'A',
      `${E}[A`,
      `${E}[200~`,
      `${E}[201~`,
      '\u0003',
      ';',
      '5',
      '~',
      'O',
      ']',
      '<',
      'é',
      '\u007f',
      `${E}[<0;1;1M`,
    ),
  );

  test('however the bytes are cut into chunks, the keys are the same', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(5)), (parts, cuts) => {
        const whole = parts.join('');
        const chunks: string[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(whole.slice(at, at + cut));
          at += cut;
        }
        chunks.push(whole.slice(at));
        const texts = (keys: string) => keys;
        expect(texts(keysOf(...chunks))).toBe(texts(keysOf(whole)));
      }),
    );
  });

  test('it never hangs and always ends empty after a flush', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 200}), bytes => {
        const {state} = splitKeys(NOTHING_PENDING, bytes);
        // What can only be an answer of the terminal waits for its end.
        if (state.paste === null && !/^\u001b\[[\d;<?]+$/.test(state.rest))
          expect(flushKeys(state).state).toEqual(NOTHING_PENDING);
      }),
    );
  });
});
