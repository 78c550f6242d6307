import {expect} from 'vitest';

/** A program that says its arguments with a NUL behind each. */
export const PRINT = ['/usr/bin/printf', '%s\\0'] as const;

/** Of what `env -0` says, the variables of a trial. */
export function entriesOf(stdout: string): Readonly<Record<string, string>> {
  const entries = stdout.split('\0').filter(entry => entry.startsWith('V_'));
  return Object.fromEntries(entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/** Names the first variable that differs: a thousand of them nobody reads. */
export function expectSame(got: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): void {
  const name = [...Object.keys(wanted), ...Object.keys(got)].find(one => got[one] !== wanted[one]);
  expect(name === undefined ? null : {name, value: got[name]}).toEqual(name === undefined ? null : {name, value: wanted[name]});
}
