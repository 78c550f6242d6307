import fc from 'fast-check';
import {crc32} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {changedInput, inputsKey, inputsOf} from '../../../src/start/environment/inputs.ts';
import {parseRecord, recordText, type StoredEnvironment} from '../../../src/start/environment/record.ts';
import {pathsIn, replayed} from '../../../src/start/environment/replay.ts';
import {fill, templateOf, type Where} from '../../../src/start/environment/template.ts';

const ENV = {PATH: '/bin', HOME: '/home/ann', USER: 'ann', TERM: 'xterm', MINE: '1', MY_TOKEN: 'x'};
const RECORD: StoredEnvironment = {
  version: 1,
  changes: [
    {kind: 'set', name: 'A', value: ['/tmp/', {of: 'USER'}]},
    {kind: 'list', name: 'PATH', before: ['/cvmfs/x.cern.ch/bin'], after: [], alone: null},
    {kind: 'unset', name: 'GONE'},
  ],
  functions: {f: 'f () \n{ \n    ls /cvmfs/y.cern.ch/z.\n}'},
  exportedFunctions: {f: '() {  :\n}'},
  aliases: {ll: 'ls -l'},
  completions: [['-F', '_f', 'f']],
  options: {extglob: true},
  shellVariables: [
    {name: 'list', attributes: 'a', value: [['0', 'x']]},
    {name: 'n', attributes: 'i', value: '5'},
  ],
  inputs: inputsOf(ENV),
  printed: 'hello\n',
};

/** A record of this content whose sum is right: what somebody could write who knows how. */
const sealed = (content: unknown) => {
  const text = JSON.stringify(content);
  return `${crc32(text)} ${text}\n`;
};

describe('a record', () => {
  test('reads back as it was written', () => {
    expect(parseRecord(recordText(RECORD))).toEqual(RECORD);
  });

  test('that is damaged anywhere is none', () => {
    const text = recordText(RECORD);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({maxLength: 3}), (at, noise) => {
        const damaged = text.slice(0, at) + noise + text.slice(at + 1);
        expect(parseRecord(damaged)).toEqual(damaged === text ? RECORD : null);
      }),
      {numRuns: 300},
    );
  });

  test('is nothing else, whatever it says of itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), content => {
        const text = JSON.stringify(content) === undefined ? '' : sealed(content);
        expect(parseRecord(text)).toBeNull();
        expect(parseRecord(String(text).slice(1))).toBeNull();
      }),
      {numRuns: 300},
    );
  });

  test.each([
    {title: 'another version', part: {version: 2}},
    {title: 'more than there is', part: {more: 1}},
    {title: 'code for the name of a variable', part: {changes: [{kind: 'set', name: 'A;touch x', value: ''}]}},
    {title: 'a variable of hsf', part: {changes: [{kind: 'set', name: 'HSF_CVMFS', value: ''}]}},
    {title: 'a kind of change that there is not', part: {changes: [{kind: 'eval', name: 'A', value: ''}]}},
    {title: 'a place for something unknown', part: {changes: [{kind: 'set', name: 'A', value: [{of: 'PS1'}]}]}},
    {title: 'code for the name of a function', part: {functions: {'f;x': 'f;x () \n{ \n}'}}},
    {title: 'a function that is called otherwise', part: {functions: {f: 'g () \n{ \n}'}}},
    {title: 'a function that is none', part: {functions: {f: 'touch x'}}},
    {title: 'code for an alias', part: {aliases: {'a=b': ''}}},
    {title: 'code for an option', part: {options: {'extglob; touch x': true}}},
    {title: 'code for an attribute', part: {shellVariables: [{name: 'A', attributes: 'x; y', value: ''}]}},
    {title: 'code for a number', part: {shellVariables: [{name: 'A', attributes: 'i', value: 'a[$(touch x)]'}]}},
    {title: 'code for an index', part: {shellVariables: [{name: 'A', attributes: 'a', value: [['$(touch x)', '']]}]}},
    {title: 'code for another name', part: {shellVariables: [{name: 'A', attributes: 'n', value: 'a[$(touch x)]'}]}},
    {title: 'a NUL', part: {printed: 'a\0b'}},
    {title: 'half a character', part: {printed: '\ud800'}},
  ])('with $title is none', ({part}) => {
    expect(parseRecord(sealed(RECORD))).toEqual(RECORD);
    expect(parseRecord(sealed({...RECORD, ...part}))).toBeNull();
  });

  test('that is too large is none', () => {
    expect(parseRecord(sealed({...RECORD, printed: 'x'.repeat(9 * 1024 * 1024)}))).toBeNull();
  });

  test('tells the paths on CVMFS that it names', () => {
    expect(pathsIn(RECORD)).toEqual(['/cvmfs/x.cern.ch/bin', '/cvmfs/y.cern.ch/z']);
  });
});

describe('inputs', () => {
  test.each([
    {title: 'nothing else', env: ENV, changed: null},
    {title: 'another value', env: {...ENV, MINE: '2'}, changed: 'MINE'},
    {title: 'one that is gone', env: {...ENV, MINE: undefined}, changed: 'MINE'},
    {title: 'a new one', env: {...ENV, NEW: ''}, changed: 'NEW'},
    {title: 'another PATH', env: {...ENV, PATH: '/bin:/x'}, changed: 'PATH'},
    {title: 'another home and user', env: {...ENV, HOME: '/x', USER: 'bob'}, changed: null},
    {title: 'no user', env: {...ENV, USER: undefined}, changed: 'USER'},
    {title: 'another terminal, prompt and editor', env: {...ENV, TERM: 'vt100', PS1: 'x', EDITOR: 'vi'}, changed: null},
    {
      title: 'another session, job and marks of hsf',
      env: {...ENV, SSH_TTY: 'x', SLURM_JOB_ID: '1', HSF_USED: '1', SHLVL: '4'},
      changed: null,
    },
    {title: 'another secret', env: {...ENV, MY_TOKEN: 'y'}, changed: null},
  ])('$title: $changed', ({env, changed}) => {
    const clean = Object.fromEntries(Object.entries(env).filter((one): one is [string, string] => one[1] !== undefined));
    expect(changedInput(inputsOf(ENV), clean, 'host')).toBe(changed);
    if (changed !== 'USER') expect(inputsKey(clean) === inputsKey(ENV)).toBe(changed === null);
  });

  test('are held against the machine where that is one of them', () => {
    const inputs = inputsOf(ENV, {host: 'one'});
    expect([changedInput(inputs, ENV, 'one'), changedInput(inputs, ENV, 'other')]).toEqual([null, 'HOSTNAME']);
  });

  test('have no values in them', () => {
    expect(JSON.stringify(inputsOf({A: 'something'}))).not.toContain('something');
  });

  test('behind start-up files are not those of a program', () => {
    expect(replayed(RECORD, ENV)).not.toBeNull();
    expect(replayed({...RECORD, inputs: inputsOf(ENV, {startUp: {EDITOR_OF_MINE: 'x'}})}, ENV)).toBeNull();
    expect(replayed(RECORD, {...ENV, MINE: '2'})).toBeNull();
  });
});

describe('a template', () => {
  const here: Where = {HOME: '/home/ann', USER: 'ann', TMPDIR: '/tmp'};
  const there: Where = {HOME: '/tmp/hsf-apart-123456/home', USER: 'u1123456', TMPDIR: '/tmp/hsf-apart-123456/tmp'};

  test('that is filled in there and here gives what was seen there and here', () => {
    const part = fc.oneof(fc.string({maxLength: 4}), fc.constantFrom({of: 'HOME'}, {of: 'USER'}, {of: 'TMPDIR'}));
    fc.assert(
      fc.property(fc.array(part as fc.Arbitrary<string | {of: 'HOME'}>, {maxLength: 6}), template => {
        const [one, other] = [fill(template, here)!, fill(template, there)!];
        const found = templateOf(one, here, other, there);
        expect(found).not.toBeNull();
        expect([fill(found!, here), fill(found!, there)]).toEqual([one, other]);
      }),
      {numRuns: 300},
    );
  });

  test('is none where something else differs', () => {
    expect(templateOf('/home/ann/1', here, '/tmp/hsf-apart-123456/home/2', there)).toBeNull();
    expect(templateOf('/home/ann', here, '/home/ann', there)).toBe('/home/ann');
  });
});
