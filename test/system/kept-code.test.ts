import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {loadKept, type KeptProgram} from '../../src/system/kept-code.ts';

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'hsf-code-'));
  writeFileSync(join(base, 'program.cjs'), '(function (module) {\nmodule.exports = {double: n => 2 * n};\n})\n');
});
afterAll(() => rmSync(base, {recursive: true, force: true}));

const kept = () => join(base, 'code');
const load = (build: string): KeptProgram<{double: (n: number) => number}> =>
  loadKept({program: join(base, 'program.cjs'), kept: kept(), build, uid: process.getuid?.() ?? 0});

function works(build: string): void {
  const program = load(build);
  expect(program.exports.double(21)).toBe(42);
  program.keep();
}

test('a program works with the code that an earlier run of it has left, and leaves it once', () => {
  works('one');
  const first = statSync(kept());
  works('one');
  expect(statSync(kept()).ino).toBe(first.ino);
  expect(first.mode & 0o777).toBe(0o600);
});

test('the code of another build, and one that is damaged, is written anew', () => {
  works('one');
  works('two');
  const whole = readFileSync(kept());
  expect(whole.toString('latin1', 0, 64)).toContain('two');
  for (const damage of [whole.subarray(0, 100), Buffer.alloc(0), Buffer.alloc(whole.length), whole.subarray(0, -1)]) {
    writeFileSync(kept(), damage);
    works('two');
    expect(readFileSync(kept()).length).toBeGreaterThan(100);
    expect(readFileSync(kept()).toString('latin1', 0, 64)).toContain('two');
  }
});

test('a file that somebody else could write is not used', () => {
  works('one');
  const {ino} = statSync(kept());
  const program = loadKept<{double: (n: number) => number}>({
    ...{program: join(base, 'program.cjs'), kept: kept(), build: 'one'},
    uid: (process.getuid?.() ?? 0) + 1,
  });
  expect(program.exports.double(2)).toBe(4);
  program.keep();
  expect(statSync(kept()).ino).not.toBe(ino);
});
