import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {writeBigTree, type BigTreeWishes} from '../test/rig/big-tree.ts';
import {inBash} from './cold/in-shell.ts';
import {output, timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Samples} from './samples.ts';

export type CompletionFigures = {readonly variants: number; readonly times: ReadonlyMap<string, Samples>};

const GOAL_MS = 25;

/** What bash does when Tab is pressed for the first time in a shell: nothing of hsf's words has been read yet. */
export async function measureCompletion(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
  // Lists of packages are not asked for.
  wishes: BigTreeWishes = {rows: 2000},
): Promise<CompletionFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-')));
  try {
    const tree = writeBigTree(folder, wishes);
    const env = {...environment(folder), HSF_CVMFS: tree.root, XDG_CONFIG_HOME: tree.config};
    await timed([hsf, 'refresh', '--timeout', '600'], env);
    await output([hsf, 'list', '--json', '--timeout', '600'], env);
    const script = await output([hsf, 'completion', 'bash'], env);
    const [release = ''] = tree.listed;
    const ask = (words: readonly string[]) => {
      const line = words.join(' ');
      const setting = `eval "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=\${#COMP_LINE}`;
      return {
        name: `Tab behind "${line}"`,
        run: () => inBash(setting, '_hsf hsf; [ "${#COMPREPLY[@]}" -gt 0 ]', [script, ...words], env),
      };
    };
    const asked = [['ru'], ['show', ''], ['run', 'lcg/'], ['run', release.slice(0, -2)], ['run', `${release}@`]];
    const times = await interleaved(
      asked.map(words => ask(['hsf', ...words])),
      rounds,
    );
    return {variants: tree.variants, times};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

export function completionTable({variants, times}: CompletionFigures): string {
  const rows = [...times].map(([name, samples]) => {
    const {median = Number.NaN, p95 = Number.NaN} = summarise(samples) ?? {};
    return `${name.padEnd(44)}${median.toFixed(1).padStart(14)}${p95.toFixed(1).padStart(14)}${`<= ${GOAL_MS} ms`.padStart(14)}`;
  });
  return [`Completion in bash, the first time, ${variants} variants: median, p95, goal in milliseconds.`, ...rows].join('\n');
}
