import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {POSIX_SHELLS, posixScript} from './posix-shells.ts';
import {shellCase} from './shell-case.ts';

const LIBRARIES = join(import.meta.dirname, '../../../src/start/in-place');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-in-place-'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test.each(POSIX_SHELLS)('$name is left as it was, but for what was changed meanwhile', shell => {
  const cases = fc.array(shellCase(shell.kinds), {minLength: 20, maxLength: 20});
  fc.assert(
    fc.property(cases, all => {
      const script = join(folder, `script.${shell.name}`);
      writeFileSync(script, posixScript(shell, all, join(LIBRARIES, `hsf.${shell.name}`), folder));
      const ended = spawnSync(shell.argv[0], [...shell.argv.slice(1), script], {
        env: {PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C.UTF-8'},
        encoding: 'utf8',
        timeout: 20_000,
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
    {numRuns: 2, endOnFailure: true},
  );
});
