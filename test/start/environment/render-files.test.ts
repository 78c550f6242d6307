import {execFileSync} from 'node:child_process';
import {parseEnv} from 'node:util';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {NO_DIFFERENCE} from '../../../src/start/environment/difference.ts';
import {leftOutNotes, renderEnvironment} from '../../../src/start/environment/render-environment.ts';

const value = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '\\', '\\n', '$HOME', '`id`', ' ', '#', '\n', '\r', '=', 'ü', ';', '!', '~', ':~'),
      fc.string({maxLength: 3}),
    ),
    {
      maxLength: 8,
    },
  )
  .map(parts => parts.join('').replaceAll('\0', ''));
const values = fc.array(value, {maxLength: 20}).map(list => Object.fromEntries(list.map((text, index) => [`V${index}`, text])));

/** What the file for GitHub says, read as its runner does. */
function readGithub(text: string): Record<string, string> {
  const lines = text.split('\n');
  const read: Record<string, string> = {};
  for (let at = 0; at < lines.length - 1;) {
    const [name = '', end = ''] = lines[at]!.split('<<');
    const last = lines.indexOf(end, at + 1);
    read[name] = lines.slice(at + 1, last).join('\n');
    at = last + 1;
  }
  return read;
}

const readSh = (text: string) =>
  Object.fromEntries(
    execFileSync('/bin/sh', ['-c', 'set -a; eval "$1"; env -0', 'sh', text], {encoding: 'utf8', env: {}})
      .split('\0')
      .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
      .filter(([name]) => /^V\d/.test(name)),
  );

test('a dotenv file reads back in Node and in sh, and what is not in it is told', () => {
  fc.assert(
    fc.property(values, set => {
      const change = {...NO_DIFFERENCE, set};
      const text = renderEnvironment(change, 'dotenv');
      const read = parseEnv(text) as Record<string, string>;
      const notes = leftOutNotes(change, 'dotenv').join('\n');
      for (const [name, wanted] of Object.entries(set))
        if (name in read) expect(read[name]).toBe(wanted);
        else expect(notes).toContain(`Left out: ${name},`);
      expect(readSh(text)).toEqual(read);
    }),
    {numRuns: 60},
  );
});

test("GitHub's file reads back, whatever the values, and what is not in it is told", () => {
  fc.assert(
    fc.property(values, set => {
      const change = {...NO_DIFFERENCE, set};
      const read = readGithub(renderEnvironment(change, 'github'));
      const notes = leftOutNotes(change, 'github').join('\n');
      for (const [name, wanted] of Object.entries(set))
        if (name in read) expect(read[name]).toBe(wanted);
        else expect(notes).toContain(`Left out: ${name},`);
    }),
    {numRuns: 200},
  );
});

test("GitHub's own variables, and what is to be taken away, are told", () => {
  const change = {...NO_DIFFERENCE, set: {GITHUB_TOKEN: 'x', PATH: '/a:/b', NODE_OPTIONS: '-x'}, unset: ['GONE']};
  expect(Object.keys(readGithub(renderEnvironment(change, 'github')))).toEqual(['PATH']);
  expect(leftOutNotes(change, 'github')).toEqual([
    'Left out: GITHUB_TOKEN, since GitHub takes no such variable from the file.',
    'Left out: NODE_OPTIONS, since GitHub takes no such variable from the file.',
    'A file cannot take variables away; these should not be set: GONE.',
  ]);
});

test('plain values stand in a dotenv file as they are', () => {
  const set = {A: '/a/b:/c', B: 'two words', C: "it's", D: 'line\nbreak', E: ''};
  expect(renderEnvironment({...NO_DIFFERENCE, set}, 'dotenv')).toBe(`A=/a/b:/c\nB='two words'\nC="it's"\nE=\n`);
});
