import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {fishScript, tcshFiles} from './fish-and-tcsh.ts';
import {POSIX_SHELLS, posixScript} from './posix-shells.ts';
import {shellCase, type ShellCase} from './shell-case.ts';

const LIBRARIES = join(import.meta.dirname, '../../../src/start/in-place');
/** For shells that are slow to start on a busy machine; a shell that hangs is a failure all the same. */
const PATIENCE_MS = 100_000;
const PATIENT = {timeout: 2 * PATIENCE_MS};
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-in-place-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Of the lists nothing is left: what the stack put in goes, and the rest its user took out. */
const EMPTIED: ShellCase = {
  variables: ['XDG_DATA_DIRS', 'SOME_PATH'].map(name => ({
    name,
    initial: {kind: 'exported', value: '/a'},
    stack: '/a:/cvmfs/x:/c d',
    action: {kind: 'assign', value: '/c d'},
  })),
  functions: [],
  aliases: [],
  option: false,
};
const examples: [ShellCase[]][] = [[[EMPTIED]]];

test.each(POSIX_SHELLS)('$name is left as it was, but for what was changed meanwhile', PATIENT, shell => {
  const cases = fc.array(shellCase(shell.kinds), {minLength: 20, maxLength: 20});
  fc.assert(
    fc.property(cases, all => {
      const script = join(folder, `script.${shell.name}`);
      writeFileSync(script, posixScript(shell, all, join(LIBRARIES, `hsf.${shell.name}`), folder));
      const ended = spawnSync(shell.argv[0], [...shell.argv.slice(1), script], {
        env: {PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8'},
        encoding: 'utf8',
        timeout: PATIENCE_MS,
      });
      expect(ended.stderr).toBe('');
      for (const index of all.keys()) {
        const told = (kind: string) =>
          readFileSync(join(folder, `${index}.${kind}`), 'utf8')
            .split('\n')
            .filter(line => !shell.volatile.test(line));
        expect(readFileSync(join(folder, `${index}.got.err`), 'utf8')).toBe('');
        expect(told('got'), JSON.stringify(all[index])).toEqual(told('want'));
      }
    }),
    {numRuns: 3, examples, endOnFailure: true},
  );
});

const ENV = {PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8'};
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('fish is left as it was, but for what was changed meanwhile', PATIENT, () => {
  const cases = fc.array(shellCase(['absent', 'exported', 'plain', 'array']), {minLength: 20, maxLength: 20});
  fc.assert(
    fc.property(cases, all => {
      const script = join(folder, 'script.fish');
      writeFileSync(script, fishScript(all, join(LIBRARIES, 'hsf.fish'), folder));
      const ended = spawnSync('fish', ['-N', script], {env: {...ENV, HOME: folder}, encoding: 'utf8', timeout: PATIENCE_MS});
      expect(ended.stderr).toBe('');
      for (const index of all.keys()) expect(read(`${index}.got`), JSON.stringify(all[index])).toBe(read(`${index}.want`));
    }),
    {numRuns: 2, examples, endOnFailure: true},
  );
});

/** Runs each text in a subshell of one tcsh; gives what is exported then, and what the shell says of itself. */
function inTcsh(texts: readonly string[]): readonly {readonly env: Readonly<Record<string, string>>; readonly told: string}[] {
  const lines = texts.map((text, index) => {
    writeFileSync(join(folder, `${index}.csh`), `${text}\nenv -0 >! '${folder}/${index}.env'\n`);
    return `( source '${folder}/${index}.csh'; set; alias ) >! '${folder}/${index}.set'`;
  });
  writeFileSync(join(folder, 'all.csh'), `${lines.join('\n')}\n`);
  const ended = spawnSync('tcsh', ['-f', join(folder, 'all.csh')], {
    env: {...ENV, HOME: folder},
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  expect(ended.stderr).toBe('');
  return texts.map((_, index) => {
    const pairs = read(`${index}.env`)
      .split('\0')
      .filter(pair => pair !== '')
      .map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
    return {env: Object.fromEntries(pairs) as Record<string, string>, told: read(`${index}.set`)};
  });
}

test('tcsh is left as it was, but for what was changed meanwhile', PATIENT, () => {
  const cases = fc.array(shellCase(['absent', 'exported']), {minLength: 20, maxLength: 20});
  fc.assert(
    fc.property(cases, all => {
      const {entered, left, wished} = tcshFiles(all);
      const codes = inTcsh(entered).map(({env}, index) => `${entered[index]}\n${left(index, env)}`);
      const got = inTcsh(codes);
      const want = inTcsh(wished);
      for (const index of all.keys()) expect(got[index], JSON.stringify(all[index])).toEqual(want[index]);
    }),
    {numRuns: 2, examples, endOnFailure: true},
  );
});
