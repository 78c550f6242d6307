import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {NO_DIFFERENCE} from '../../src/start/environment/difference.ts';
import {inPlaceCode} from '../../src/start/in-place/in-place-code.ts';
import {enterTcsh, leaveTcsh} from '../../src/start/in-place/tcsh-code.ts';
import {quotePosix} from '../../src/start/shell-words.ts';
import {requires} from '../engines/rig.ts';
import {countAndSeed, valuesFrom} from './fidelity/vectors.ts';
import {entriesOf, expectSame} from './fidelity/told.ts';
import {randomFrom} from './fuzz/random.ts';

const able = requires('bash', 'zsh', 'ksh', 'fish', 'tcsh');
const {count, seed} = countAndSeed(400);
const HOURS = 10 * 3_600_000;
const LIBRARIES = join(import.meta.dirname, '../../src/start/in-place');
const directory = mkdtempSync(join(tmpdir(), 'hsf-fidelity-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));
const ENV = {PATH: '/usr/bin:/bin', HOME: directory, LC_ALL: 'C.UTF-8', TERM: 'xterm'};

type Values = Readonly<Record<string, string>>;

/** What a shell has, and what two stacks make of it: values that are set, put around those of before, left alone, and taken away. */
function changeFrom(from: number, number: number) {
  const random = randomFrom(from);
  const all = Object.entries(valuesFrom(random, number));
  const before: Values = Object.fromEntries(all.filter(() => random.below(2) === 0));
  const stack = () => {
    const set = Object.entries(valuesFrom(random, number)).flatMap(([name, value]) => {
      if (random.below(8) === 0) return [];
      const old = before[name] ?? '';
      return [[name, random.below(4) === 0 ? (random.below(2) === 0 ? `${value}:${old}` : `${old}:${value}`) : value] as const];
    });
    const unset = Object.keys(before).filter(name => set.every(([other]) => other !== name));
    const difference = {...NO_DIFFERENCE, set: Object.fromEntries(set), unset};
    return {difference, before, title: 'lcg/LCG_1', prompt: '[LCG_1] '};
  };
  return {before, stacks: [stack(), stack()] as const};
}

const after = ({difference, before}: ReturnType<typeof changeFrom>['stacks'][number]): Values => ({
  ...Object.fromEntries(Object.entries(before).filter(([name]) => !difference.unset.includes(name))),
  ...difference.set,
});

const MARK = 'between';

/** A script that tells its variables after each of these lines, each time behind a mark. */
const telling = (lines: readonly string[]) =>
  lines.map(line => `${line}\n/usr/bin/printf '${MARK}\\0'\n/usr/bin/env -0\n`).join('');

function told(argv: readonly string[], before: Values): readonly Values[] {
  const {stdout, stderr} = spawnSync(argv[0]!, argv.slice(1), {encoding: 'utf8', env: {...ENV, ...before}, maxBuffer: 1 << 28});
  expect(stderr).toBe('');
  return stdout.split(`${MARK}\0`).slice(1).map(entriesOf);
}

const OPTIONS = {
  bash: ['bash', '--norc', '--noprofile'],
  zsh: ['zsh', '-f'],
  ksh: ['ksh'],
  fish: ['fish', '-N'],
} as const;

describe.skipIf(!able)('variables of a shell', () => {
  test.each(['bash', 'zsh', 'ksh', 'fish'] as const)(
    'are those of the stack that %s uses, of the one it goes over to, and its own when it leaves, byte for byte',
    shell => {
      const program = join(directory, `hsf-${shell}`);
      // What hsf says is made here; the rest is the shell's own.
      writeFileSync(program, `#!/bin/sh\nfor word; do :; done\ncat -- ${quotePosix(directory)}/${shell}-"$word"\n`, {
        mode: 0o755,
      });
      for (let done = 0; done < count; done += 400) {
        const {before, stacks} = changeFrom(seed + done, Math.min(400, count - done));
        for (const [index, name] of ['one', 'two'].entries())
          writeFileSync(join(directory, `${shell}-${name}`), inPlaceCode(stacks[index]!, shell));
        const script = join(directory, `script.${shell}`);
        const set = shell === 'fish' ? `set -g __hsf_program ${program}` : `__hsf_program=${program}`;
        const source = `${shell === 'fish' ? 'source' : '.'} '${LIBRARIES}/hsf.${shell}'`;
        writeFileSync(script, `${set}\n${source}\n${telling([':', 'hsf use one', 'hsf switch two', 'hsf leave -q'])}`);
        const [begun, used, switched, left, ...more] = told([...OPTIONS[shell], script], before);
        expect(more).toEqual([]);
        expectSame(begun!, before);
        expectSame(used!, after(stacks[0]));
        expectSame(switched!, after(stacks[1]));
        expectSame(left!, before);
      }
    },
    HOURS,
  );

  test(
    'are those of the stack that tcsh uses, and its own when it leaves, byte for byte',
    () => {
      for (let done = 0; done < count; done += 400) {
        const {before, stacks} = changeFrom(seed + done, Math.min(400, count - done));
        const {code, level} = enterTcsh(stacks[0], 1);
        const file = (name: string, text: string) => {
          writeFileSync(join(directory, name), text);
          return `source '${join(directory, name)}'`;
        };
        const tcsh = (lines: readonly string[]) => told(['tcsh', '-f', '-c', file('all.csh', telling(lines))], before);
        const enter = file('enter.csh', `${code}\n`);
        const [used] = tcsh([enter]);
        expectSame(used!, after(stacks[0]));
        const [, left] = tcsh([enter, file('leave.csh', `${leaveTcsh(level, 1, used!).code}\n`)]);
        expectSame(left!, before);
      }
    },
    HOURS,
  );
});
