import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What a program does to a file, as `faulty-files.c` counts it. */
export type StepName = 'open' | 'write' | 'sync' | 'close' | 'rename' | 'remove' | 'mkdir' | 'link' | 'cut' | 'read';

export type FileFault = {
  /** The step, from 1 on. */
  readonly at: number;
  /** Or the number of an error. `kill` is before the step; `kill-half` in the midst of a write, after any other step. */
  readonly how: 'kill' | 'kill-after' | 'kill-half' | number;
  /** All later steps as well. */
  readonly on?: boolean;
};

export type FaultRules = {
  readonly fault?: FileFault;
  /** Which steps count; all that change something where it is not given. */
  readonly steps?: readonly StepName[];
  /** Only files whose path has this in it. */
  readonly named?: string;
  /** Is added to the time of day, in seconds. */
  readonly clock?: number;
  /** How long each step takes, in milliseconds. */
  readonly slow?: number;
};

export type FileStep = {readonly name: string; readonly path: string};

/** What stands between programs and their files below one directory. */
export type FaultyFiles = {
  /** For the environment of a program that is to be under it; the same whatever the rules are. */
  readonly env: Readonly<Record<string, string>>;
  /** Sets new rules and counts from the beginning. */
  readonly rules: (rules: FaultRules) => void;
  /** Steps since the rules were set. */
  readonly steps: () => readonly FileStep[];
};

const SOURCE = new URL('faulty-files.c', import.meta.url);

/** @param own a directory for rules and notes, outside of `below` */
export function faultyFiles(below: string, own: string): FaultyFiles {
  const library = compile();
  const [file, count, log] = ['rules', 'count', 'log'].map(name => join(own, `faulty-${name}`)) as [string, string, string];
  const rules = ({fault, steps, named, clock = 0, slow = 0}: FaultRules) => {
    writeFileSync(count, new Uint8Array(8));
    rmSync(log, {force: true});
    const lines = [
      `below ${below}`,
      `count ${count}`,
      `log ${log}`,
      `clock ${clock}`,
      `slow ${slow}`,
      ...(steps === undefined ? [] : [`steps ${steps.join(',')}`]),
      ...(named === undefined ? [] : [`named ${named}`]),
      ...(fault === undefined ? [] : [`at ${fault.at}`, `how ${fault.how}`, ...(fault.on === true ? ['on'] : [])]),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
  };
  rules({});
  return {
    env: {LD_PRELOAD: library, FAULTY_FILES: file},
    rules,
    steps: () =>
      (existsSync(log) ? readFileSync(log, 'utf8') : '').split('\n').flatMap(line => {
        const [, name, path] = /^\d+ (\w+) (.*)$/.exec(line) ?? [];
        return name === undefined || path === undefined ? [] : [{name, path}];
      }),
  };
}

let compiled: string | null = null;

function compile(): string {
  if (compiled !== null) return compiled;
  const library = join(mkdtempSync(join(tmpdir(), 'hsf-faulty-files-')), 'faulty-files.so');
  const made = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-o', library, SOURCE.pathname, '-ldl'], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(`faulty-files.c does not compile:\n${made.stderr}`);
  return (compiled = library);
}
