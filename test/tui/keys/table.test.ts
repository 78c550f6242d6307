import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BINDINGS} from '../../../src/tui/keys/bindings.ts';
import {isKeyName, isLetter, keyName} from '../../../src/tui/keys/key-names.ts';
import {keyTable, keyWords} from '../../../src/tui/keys/table.ts';

const twice = (keys: readonly string[]) => keys.filter((key, position) => keys.indexOf(key) !== position);

describe('the built-in keys', () => {
  test('no key and no letter has two meanings', () => {
    expect(twice(BINDINGS.flatMap(binding => binding.keys))).toEqual([]);
    expect(twice(BINDINGS.flatMap(binding => binding.letters))).toEqual([]);
    expect(twice(BINDINGS.map(binding => binding.command))).toEqual([]);
  });

  test('all of them have names, and what is typed as text is a command only where letters are', () => {
    for (const {keys, letters} of BINDINGS) {
      expect([...keys, ...letters].filter(key => !isKeyName(key))).toEqual([]);
      expect(keys.filter(isLetter)).toEqual([]);
      expect(letters.filter(letter => !isLetter(letter))).toEqual([]);
    }
  });

  test('Alt with a letter does what the letter does as a command', () => {
    const {keys, letters} = keyTable({}).table;
    for (const [letter, command] of letters) {
      const key = /^[A-Z]$/.test(letter) ? `alt-shift-${letter.toLowerCase()}` : `alt-${letter}`;
      expect([key, keys.get(key)]).toEqual([key, command]);
    }
  });

  test('the habits of vi and of Emacs', () => {
    const {keys, letters} = keyTable({}).table;
    expect(['j', 'k', 'h', 'l', 'g', 'G', '/', ':', '?', 'q'].map(letter => letters.get(letter))).toEqual([
      'down',
      'up',
      'left',
      'right',
      'first',
      'last',
      'to-filter',
      'palette',
      'help',
      'back',
    ]);
    expect(['n', 'p', 'v', 'a', 'e', 'h', 'u', 'w', 'g', 'k', 'l', 'z'].map(letter => keys.get(`ctrl-${letter}`))).toEqual([
      'down',
      'up',
      'page-down',
      'text-start',
      'text-end',
      'delete-before',
      'delete-to-start',
      'delete-word',
      'back',
      'palette',
      'redraw',
      'suspend',
    ]);
  });
});

describe('wishes for keys', () => {
  test('a key is taken from the command that had it', () => {
    const {table, problems} = keyTable({help: ['f2'], up: ['ctrl-n', 'n']});
    expect(problems).toEqual([]);
    expect([table.keys.get('f2'), table.keys.get('f1')]).toEqual(['help', undefined]);
    expect([table.keys.get('ctrl-n'), table.keys.get('alt-j'), table.letters.get('n')]).toEqual(['up', 'down', 'up']);
  });

  test('who names keys only keeps the letters, and the other way round; no words are no keys', () => {
    const {table, bindings} = keyTable({copy: ['f9'], print: ['P'], mounts: []});
    expect([table.letters.get('y'), table.keys.get('ctrl-y')]).toEqual(['copy', undefined]);
    expect([table.letters.get('P'), table.letters.get('p'), table.keys.get('ctrl-o')]).toEqual(['print', undefined, 'print']);
    expect(keyWords(bindings, 'mounts')).toBeNull();
  });

  const wrong: readonly {title: string; wishes: Record<string, readonly string[]>; words: string}[] = [
    {title: 'no command', wishes: {fly: ['f9']}, words: 'fly is no command'},
    {title: 'no key', wishes: {copy: ['ctr-y']}, words: 'copy has no key called "ctr-y"'},
    {title: 'keys that never arrive', wishes: {copy: ['ctrl-m']}, words: 'copy has no key called "ctrl-m"'},
    {title: 'two wishes for one key', wishes: {copy: ['f9'], print: ['f9']}, words: 'print cannot have F9, which copy has'},
    {title: 'the way out', wishes: {copy: ['ctrl-c']}, words: 'copy cannot have Ctrl-C'},
    {title: 'a command that one is caught without', wishes: {back: []}, words: 'back has to keep a key'},
    {title: 'taking all keys of such a command', wishes: {copy: ['enter', 'ctrl-f']}, words: 'forward would have no key left'},
  ];
  for (const {title, wishes, words} of wrong) {
    test(`${title}: it is said, and the picker can be used`, () => {
      const {table, problems} = keyTable(wishes);
      expect(problems.map(problem => `${problem.command} ${problem.words}`)).toEqual([expect.stringContaining(words)]);
      expect(['enter', 'escape', 'ctrl-c', 'up', 'down'].map(key => table.keys.get(key))).toEqual([
        'forward',
        'back',
        'leave',
        'up',
        'down',
      ]);
    });
  }

  test('whatever is wished, no key has two meanings and there is always a way on and out', () => {
    const word = fc.constantFrom(
      'enter',
      'escape',
      'up',
      'down',
      'ctrl-c',
      'ctrl-f',
      'ctrl-g',
      'y',
      'space',
      'j',
      'f9',
      'ctr-x',
      'ctrl-d',
      'alt-k',
      '',
    );
    const command = fc.constantFrom('forward', 'back', 'leave', 'up', 'down', 'copy', 'help', 'fly', '__proto__');
    fc.assert(
      fc.property(fc.dictionary(command, fc.array(word, {maxLength: 4})), wishes => {
        const {bindings, table} = keyTable(wishes);
        expect(twice(bindings.flatMap(({keys}) => keys))).toEqual([]);
        expect(twice(bindings.flatMap(({letters}) => letters))).toEqual([]);
        for (const needed of ['forward', 'back', 'leave', 'up', 'down']) expect([...table.keys.values()]).toContain(needed);
        expect(table.keys.get('ctrl-c')).toBe('leave');
        for (const {command: one, keys} of bindings) for (const key of keys) expect(table.keys.get(key)).toBe(one);
      }),
      {numRuns: 300},
    );
  });
});

test('names as people write them', () => {
  expect(['ctrl-w', 'alt-enter', 'page-up', 'f1', '?', 'alt-shift-g', 'space', 'alt-space', 'y', 'Y'].map(keyName)).toEqual([
    'Ctrl-W',
    'Alt-Enter',
    'PgUp',
    'F1',
    '?',
    'Alt-Shift-G',
    'Space',
    'Alt-Space',
    'y',
    'Y',
  ]);
});

test('hints name the letter where letters are commands', () => {
  expect([keyWords(BINDINGS, 'copy'), keyWords(BINDINGS, 'copy', 'commands'), keyWords(BINDINGS, 'forward', 'commands')]).toEqual(
    ['Ctrl-Y', 'y', 'Enter'],
  );
});
