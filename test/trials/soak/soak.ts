import {mkdirSync, mkdtempSync, readdirSync, realpathSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {mountFuse} from '../../rig/fuse/fuse-rig.ts';
import {filesIn, keptAside} from '../../rig/state/kept.ts';
import {makeStateScene, NATIVE, type Ended} from '../../rig/state/state-scene.ts';
import {seededNumbers} from '../seeded-numbers.ts';

const READING: ReadonlySet<number | null> = new Set([0, 1, 2, 3]);
const STARTING: ReadonlySet<number | null> = new Set([0, 125, 126, 127]);
/** A reading command, and what comes before the program of a start. Twenty seconds more for a machine that is busy. */
const [TIMEOUT_S, LONGEST_MS] = [5, 25_000];

type Command = {readonly words: readonly string[]; readonly statuses: ReadonlySet<number | null>};
const reads = (...words: readonly string[]): Command => ({words, statuses: READING});
const starts = (...words: readonly string[]): Command => ({words, statuses: STARTING});

const COMMANDS: readonly Command[] = [
  reads('list'),
  reads('list', '--json'),
  reads('list', 'LCG_107', '--runs', 'any'),
  reads('search', 'ROOT'),
  reads('search', 'Python>=3', '--json'),
  reads('show', 'LCG_107'),
  reads('show', 'eessi/2023.06', '--json'),
  reads('diff', 'LCG_107', 'LCG_110a'),
  reads('images'),
  reads('env', NATIVE, '--shell', 'bash'),
  reads('env', NATIVE, '--shell', 'json'),
  reads('plan', NATIVE, '--json'),
  reads('plan', 'LCG_107@el9-gcc13-opt', '--', 'true'),
  reads('host', '--json'),
  reads('doctor', '--json'),
  reads('refresh'),
  reads('config'),
  reads('config', 'set', 'timeout', '5'),
  reads('history', '--json'),
  reads('favourite', 'add', 'LCG_107'),
  reads('favourite', 'remove', 'LCG_107'),
  reads('profile', 'save', 'mine', NATIVE),
  reads('profile', 'list', '--json'),
  reads('status'),
  reads('completion', 'bash'),
  reads('family', 'list'),
  reads('check', '.'),
  reads('allow', '.'),
  reads('lock', '.'),
  starts('run', NATIVE, '--', 'true'),
  starts('run', NATIVE, '--', 'sh', '-c', 'exit 0'),
  starts('run', 'mine', '--', 'true'),
  starts('run', 'LCG_107@el9-gcc13-opt', '--engine', 'bubblewrap', '--', 'true'),
  starts('run', 'gentoo', '--', 'true'),
  starts('run', 'nosuch/STACK', '--', 'true'),
  starts('last', '--', 'true'),
  reads('show', '\u001B[31mred'),
  reads('list', '--nosuch-flag'),
  reads('config', 'set', 'timeout', 'soon'),
  reads(),
];

const FAULTS: readonly (readonly string[])[] = [
  [],
  ['hang /sft.cern.ch'],
  ['eio /sft.cern.ch'],
  ['enotconn /software.eessi.io'],
  ['eacces /sft.cern.ch/lcg'],
  ['slow 20 /'],
  ['hang-read /sft-nightlies.cern.ch'],
];

export type Soaked = {
  /** A sentence each. */
  readonly wrong: readonly string[];
  readonly killed: number;
  /** Names of files in the home directory, in the middle and at the end. */
  readonly files: {readonly half: number; readonly end: number};
};

/** Mixed commands by lot, among faults and kills, of one user with one home. */
export async function soak(count: number, seed: number, say: (line: string) => void): Promise<Soaked> {
  const below = seededNumbers(seed);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-soak-')));
  const cvmfs = join(folder, 'shown');
  const scene = makeStateScene({folder, cvmfs});
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const mount = await mountFuse(scene.tree.root, cvmfs, {source: 'hangfs'});
  const wrong: string[] = [];
  let [killed, half, isFaulty] = [0, 0, false];
  const env = {TMPDIR: temporary, HSF_TIMEOUT: String(TIMEOUT_S)};
  try {
    for (let number = 1; number <= count; number++) {
      // Seven commands under one fault, seven without any.
      if (number % 7 === 0) {
        const fault = isFaulty ? [] : FAULTS[below(FAULTS.length)]!;
        isFaulty = fault.length > 0;
        mount.rules(fault);
      }
      const command = COMMANDS[below(COMMANDS.length)]!;
      const isKilled = below(12) === 0;
      const ended = await scene.hsf(command.words, {env, ...(isKilled ? {killAfterMs: 5 + below(500)} : {})});
      if (ended.signal === 'SIGKILL') killed++;
      else wrong.push(...faultsOf(command, ended).map(fault => `number ${number}, ${JSON.stringify(command.words)}: ${fault}`));
      if (number === Math.floor(count / 2)) half = filesIn(scene.home).length;
      if (number % 50 === 0) say(`${number} commands, ${killed} killed, ${wrong.length} wrong`);
    }
    mount.rules([]);
    // Helpers of launchers that were killed end by themselves once they get an answer.
    for (let waited = 0; scene.left().length > 0 && waited < 15_000; waited += 200) await delay(200);
    wrong.push(...scene.left().map(({pid, name}) => `process ${pid} (${name}) is left`));
    wrong.push(...keptAside(scene.home).map(file => `${file} was kept aside`));
    // One directory for each start that was killed in the midst of it, at most.
    const left = readdirSync(temporary);
    if (left.length > killed)
      wrong.push(`${left.length} files are left in the temporary directory: ${left.slice(0, 5).join(' ')}`);
    const end = filesIn(scene.home).length;
    return {wrong, killed, files: {half, end}};
  } finally {
    mount.unmount();
    scene.remove();
  }
}

function faultsOf({words, statuses}: Command, {status, signal, stdout, stderr, ms}: Ended): readonly string[] {
  const wrong: string[] = [];
  if (!statuses.has(status)) wrong.push(`status ${status ?? signal}: ${stderr}`);
  if (ms > LONGEST_MS) wrong.push(`took ${Math.round(ms)} ms`);
  if (/^ {4}at |node:internal|damaged/m.test(stderr)) wrong.push(`said: ${stderr}`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000E-\u001F]/.test(`${stdout}${stderr}`)) wrong.push('a control character came out');
  if (status !== 0 && stderr === '' && !words.includes('--json')) wrong.push(`status ${status} without a word`);
  if (words.includes('--json') && status !== null && !isJson(stdout)) wrong.push(`no JSON: ${stdout.slice(0, 200)} ${stderr}`);
  return wrong;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
