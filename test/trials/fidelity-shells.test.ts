import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {NO_DIFFERENCE} from '../../src/start/environment/difference.ts';
import {dotenvHolds, githubHolds, renderDotenv, renderGithub} from '../../src/start/environment/render-files.ts';
import {renderEnvironment, type EnvironmentShell} from '../../src/start/environment/render-environment.ts';
import {quoteFish, quotePosix, quoteReadably, quoteTcsh} from '../../src/start/shell-words.ts';
import {requires} from '../engines/rig.ts';
import {WITHOUT_FILES} from '../start/environment/stored-scene.ts';
import {SHELLS} from '../start/rig.ts';
import {batches, countAndSeed, firstDifference, flat, vectors, wordFrom} from './fidelity/vectors.ts';
import {randomFrom} from './fuzz/random.ts';

const able = requires('bash', 'zsh', 'fish', 'tcsh', 'ksh', 'dash');
const {count, seed} = countAndSeed(3000);
const directory = mkdtempSync(join(tmpdir(), 'hsf-fidelity-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));
const ENV = {PATH: '/usr/bin:/bin', HOME: directory, LANG: 'C.UTF-8', TERM: 'xterm'};
const HOURS = 10 * 3_600_000;

/** What a shell says that reads the code from a file. */
function said(program: string, options: readonly string[], source: string, name: string, code: string): string {
  const file = join(directory, name);
  writeFileSync(file, code);
  const {stdout, stderr} = spawnSync(program, [...options, '-c', `${source} ${file}`], {
    encoding: 'utf8',
    env: ENV,
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe('');
  return stdout;
}

const QUOTING = [
  ['bash', 'bash', quotePosix],
  ['bash', 'bash (readably)', quoteReadably],
  ['zsh', 'zsh', quotePosix],
  ['zsh', 'zsh (readably)', quoteReadably],
  ['ksh', 'ksh', quotePosix],
  ['ksh', 'ksh (readably)', quoteReadably],
  ['dash', 'dash', quotePosix],
  ['dash', 'dash (readably)', quoteReadably],
  ['fish', 'fish', quoteFish],
  ['tcsh', 'tcsh', quoteTcsh],
] as const;

describe.skipIf(!able)('words of a command', () => {
  test.each(QUOTING)(
    '%s reads them as they are (%s)',
    (shell, title, quote) => {
      // One program a vector would take an hour; tcsh has none of its own that says a NUL.
      const print = shell === 'tcsh' ? '/usr/bin/printf' : 'printf';
      const options = shell === 'dash' ? [] : WITHOUT_FILES[shell];
      for (const [index, batch] of batches(vectors(count, seed), 10_000).entries()) {
        const lines = batches(batch, 25).map(group => `${print} '%s\\0' ${flat(group).map(quote).join(' ')}\n`);
        const source = shell === 'fish' || shell === 'tcsh' ? 'source' : '.';
        expect(
          firstDifference(
            batch,
            said(SHELLS[shell]!, options, source, `words-${title.replaceAll(/\W/g, '')}-${index}`, lines.join('')),
          ),
        ).toBeNull();
      }
    },
    HOURS,
  );
});

/** Values by names; of `PATH` in a name fish makes a list. */
function values(number: number, from: number, fits: (value: string) => boolean): Readonly<Record<string, string>> {
  const random = randomFrom(from);
  return Object.fromEntries(
    Array.from({length: number}, (_, index) => {
      let value = wordFrom(random);
      while (!fits(value)) value = wordFrom(random);
      return [`V_${index}${index % 50 === 0 ? '_PATH' : ''}`, value];
    }),
  );
}

function entriesOf(stdout: string): Readonly<Record<string, string>> {
  const entries = stdout.split('\0').filter(entry => entry.startsWith('V_'));
  return Object.fromEntries(entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/** tcsh looks through all variables for each that is set. */
const BATCH = 500;

describe.skipIf(!able)('variables', () => {
  test.each(['bash', 'sh', 'zsh', 'ksh', 'fish', 'tcsh'] as const)(
    'that "hsf env" prints for %s are what a child has',
    shell => {
      for (let done = 0; done < count; done += BATCH) {
        const set = values(Math.min(BATCH, count - done), seed + done, () => true);
        const code = renderEnvironment({...NO_DIFFERENCE, set}, shell as EnvironmentShell);
        const source = shell === 'fish' || shell === 'tcsh' ? 'source' : '.';
        expect(
          entriesOf(said(SHELLS[shell]!, WITHOUT_FILES[shell], source, `set-${shell}`, `${code}\n/usr/bin/env -0\n`)),
        ).toEqual(set);
      }
    },
    HOURS,
  );

  test(
    'in a dotenv file are what a shell that sources it has, where the file can hold them',
    () => {
      for (let done = 0; done < count; done += BATCH) {
        const set = values(
          Math.min(BATCH, count - done),
          seed + done,
          value => dotenvHolds('V', value) && githubHolds('V', value),
        );
        const code = `set -a\n${renderDotenv({...NO_DIFFERENCE, set})}\nset +a\n/usr/bin/env -0\n`;
        expect(entriesOf(said(SHELLS['bash']!, WITHOUT_FILES.bash, '.', 'dotenv', code))).toEqual(set);
        expect(githubEntries(renderGithub({...NO_DIFFERENCE, set}))).toEqual(set);
      }
    },
    HOURS,
  );
});

/** As the runner reads it: `NAME<<MARK`, lines, MARK; or `NAME=VALUE`. */
function githubEntries(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, name, mark] = /^(V_\w+)<<(.+)$/.exec(lines[at]!) ?? [];
    if (name !== undefined && mark !== undefined) {
      const end = lines.indexOf(mark, at + 1);
      found[name] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else if (lines[at]!.startsWith('V_'))
      found[lines[at]!.slice(0, lines[at]!.indexOf('='))] = lines[at]!.slice(lines[at]!.indexOf('=') + 1);
  }
  return found;
}
