import {describe, expect, test} from 'vitest';
import {checkEntry, entryVariables, setUpOf} from '../../src/start/set-up.ts';
import {nameOfSetUp, nameOfStep, stepArguments, stepAsLine, type SetUpStep} from '../../src/start/set-up-step.ts';
import {directories, IMAGE, inputFor, PREFIX, SETUP, type Planned} from './made-up-machine.ts';
import {variantOf, type VariantWishes} from './rig.ts';

const found = (more: Partial<VariantWishes> = {}) =>
  variantOf({entry: {kind: 'source', path: SETUP}, captures: {flavour: 'mt'}, ...more}).found;

describe('what carries out an entry', () => {
  test('is its script with its arguments, then what it puts in front, then its steps', () => {
    const rule = {
      arguments: ['-a', '{flavour}'],
      prepend: {PATH: ['/x/{flavour}', '/y']},
      then: [{kind: 'call', words: ['module', 'load', '{flavour}'], directory: '/d/{flavour}', lenient: true}],
      set: {FLAVOUR: '{flavour}'},
      lenient: true,
    } as const;
    expect(setUpOf(found({rule}))).toEqual([
      {kind: 'source', words: [SETUP, '-a', 'mt'], directory: null, lenient: true},
      {kind: 'prepend', words: ['PATH', '/x/mt', '/y'], directory: null, lenient: false},
      {kind: 'call', words: ['module', 'load', 'mt'], directory: '/d/mt', lenient: true},
    ]);
    expect(entryVariables(found({rule}))).toEqual({FLAVOUR: 'mt'});
  });

  test('is a program whose output is evaluated, where the entry says so', () => {
    expect(setUpOf(found({rule: {how: 'evaluate'}}))).toMatchObject([{kind: 'evaluate', words: [SETUP]}]);
    expect(setUpOf(found({rule: {how: 'none'}}))).toEqual([]);
  });

  test('is nothing for an image or a prefix, but what they say besides', () => {
    for (const entry of [
      {kind: 'image', path: IMAGE},
      {kind: 'prefix', path: PREFIX},
    ] as const) {
      expect(setUpOf(found({entry}))).toEqual([]);
      expect(setUpOf(found({entry, rule: {prepend: {PATH: ['/x']}}}))).toMatchObject([{words: ['PATH', '/x']}]);
    }
  });
});

describe('before a start', () => {
  function checked(
    planned: Planned = {},
    {stack = [] as readonly string[], layout = [] as readonly string[], more = {} as Partial<VariantWishes>} = {},
  ) {
    const input = inputFor(planned, more);
    const variant = {...input.variant, found: {...input.variant.found, layout: {...input.variant.found.layout, needs: layout}}};
    return checkEntry({...input, stack: {address: 'toy/1', needs: stack}, variant});
  }
  const code = (name: string, message = '') =>
    expect.objectContaining({code: name, message: expect.stringContaining(message) as string});

  test('the entry has to be there, and to be read', async () => {
    expect(await checked()).toEqual([]);
    await expect(checked({without: [SETUP]})).rejects.toEqual(code('entry-missing', `${SETUP} does not exist.`));
    await expect(checked({files: {[SETUP]: {state: 'not-answering'}}})).rejects.toEqual(
      code('repository-not-answering', 'sft.cern.ch does not'),
    );
    await expect(checked({files: {[SETUP]: {state: 'failed'}}})).rejects.toEqual(code('repository-failed'));
    await expect(checked({files: {[SETUP]: {text: ''}}})).rejects.toEqual(code('repository-failed'));
    // Of a prefix nothing is read but what its own programs read.
    expect(await checked({}, {more: {entry: {kind: 'prefix', path: PREFIX}}})).toEqual([]);
  });

  test('so have other repositories that it needs', async () => {
    const stack = ['sft.cern.ch', 'geant4.cern.ch'];
    const files = directories('/cvmfs/geant4.cern.ch');
    expect(await checked({files}, {stack, layout: stack})).toEqual([]);
    await expect(checked({}, {stack, layout: stack})).rejects.toEqual(
      code('variant-cannot-run', 'toy/1@x86_64-el9-gcc13-opt needs geant4.cern.ch, which is not there.'),
    );
    const silent = {files: {'/cvmfs/geant4.cern.ch': {state: 'not-answering'}}} as const;
    await expect(checked(silent, {stack, layout: stack})).rejects.toEqual(code('repository-not-answering', 'geant4.cern.ch'));
    await expect(checked(silent, {stack})).rejects.toEqual(code('repository-not-answering', 'geant4.cern.ch'));
    const failed = {files: {'/cvmfs/geant4.cern.ch': {state: 'failed'}}} as const;
    await expect(checked(failed, {stack, layout: stack})).rejects.toEqual(code('repository-failed'));
    const unread = {files: {'/cvmfs/geant4.cern.ch': {state: 'directory'}}} as const;
    await expect(checked(unread, {stack, layout: stack})).rejects.toEqual(code('repository-failed'));
  });

  test('of what else it reads is said that it is not there', async () => {
    const stack = ['geant4.cern.ch', 'other.cern.ch'];
    expect(await checked({files: {'/cvmfs/other.cern.ch': {state: 'directory'}}}, {stack})).toEqual([
      'geant4.cern.ch, which this stack reads as well, is not there.',
      'other.cern.ch, which this stack reads as well, cannot be read.',
    ]);
  });
});

describe('a step', () => {
  const step = (more: Partial<SetUpStep>): SetUpStep => ({
    kind: 'source',
    words: ['/s'],
    directory: null,
    lenient: false,
    ...more,
  });

  test('goes to the scripts as words', () => {
    expect(
      stepArguments([step({words: ['/s', 'a b']}), step({kind: 'call', words: ['f'], directory: '/d', lenient: true})]),
    ).toEqual([
      ...['source', 'the set-up script /s', '', '2', '/s', 'a b'],
      ...['call?', 'the set-up step "f" in /d', '/d', '1', 'f'],
    ]);
    expect(() => stepArguments([step({kind: 'prepend', words: ['a[$(x)]', '/y']})])).toThrow('no name of a variable');
    for (const name of ['x', '_X1']) expect(stepArguments([step({kind: 'prepend', words: [name, '/y']})])).toContain(name);
    for (const name of ['1x', 'x-y', ''])
      expect(() => stepArguments([step({kind: 'prepend', words: [name, '/y']})])).toThrow('no name');
  });

  test('has a name for sentences, printable, without secrets', () => {
    expect(nameOfStep(step({words: ['/s\u001b'], directory: '/d\u001b'}))).toBe('the set-up script /s\\x1b in /d\\x1b');
    expect(nameOfStep(step({kind: 'call', words: ['module', 'load', 'a b']}))).toBe(`the set-up step "module load 'a b'"`);
    expect(nameOfStep(step({kind: 'call', words: ['login', '--password=geheim']}))).not.toContain('geheim');
    expect(nameOfStep(step({kind: 'call', called: 'the hook\u001b'}))).toBe('the hook\\x1b');
    expect(nameOfSetUp([])).toBe('the set-up');
    expect(nameOfSetUp([step({})])).toBe('the set-up script /s');
    expect(nameOfSetUp([step({}), step({})])).toBe('the set-up script /s and its steps');
  });

  test.each([
    {kind: 'source', words: ['/s', 'a b'], line: "source /s 'a b' (in /d)"},
    {kind: 'evaluate', words: ['x', 'y'], line: 'evaluate what this prints: x y (in /d)'},
    {kind: 'call', words: ['module', 'load'], line: 'call module load (in /d)'},
    {kind: 'prepend', words: ['PATH', '/a', '/b'], line: 'put in front of PATH: /a:/b'},
  ] as const)('is a line for people: $line', ({kind, words, line}) => {
    expect(stepAsLine(step({kind, words, directory: '/d'}))).toBe(line);
    expect(stepAsLine(step({kind, words, directory: '/d', called: 'the hook'}))).toBe('the hook');
    expect(stepAsLine(step({kind, words}))).toBe(line.replace(' (in /d)', ''));
  });
});
