import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {mountFuse} from '../../rig/fuse/fuse-rig.ts';
import {filesIn, keptAside, keptIn, leftovers} from '../../rig/state/kept.ts';
import {makeStateScene, NATIVE, type Ended, type StateScene} from '../../rig/state/state-scene.ts';
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
  /** How many files the home directories have, drafts of killed writers left out, in the middle and at the end. */
  readonly files: {readonly half: number; readonly end: number};
};

export type SoakWishes = {
  readonly count: number;
  readonly seed: number;
  /** How many work at the same time, each with a home of their own, on the same mount. */
  readonly users: number;
  readonly say?: (line: string) => void;
};

type User = {readonly scene: StateScene; readonly temporary: string; readonly below: (limit: number) => number; killed: number};

/** Mixed commands by lot, among faults and kills. */
export async function soak({count, seed, users: howMany, say = () => {}}: SoakWishes): Promise<Soaked> {
  const below = seededNumbers(seed);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-soak-')));
  const cvmfs = join(folder, 'shown');
  const users = Array.from({length: howMany}, (_, index) => newUser(join(folder, `user${index}`), cvmfs, seed + 1000 * index));
  const mount = await mountFuse(users[0]!.scene.tree.root, cvmfs, {source: 'hangfs', threads: 10 * howMany});
  const wrong: string[] = [];
  const files = () => users.reduce((sum, {scene}) => sum + lastingFiles(scene.home), 0);
  let [number, half, isFaulty] = [0, 0, false];
  const killed = () => users.reduce((sum, user) => sum + user.killed, 0);
  try {
    const works = async (user: User) => {
      while (number < count) {
        const own = ++number;
        // Seven commands of each under one fault, seven without any.
        if (own % (7 * howMany) === 0) {
          const fault = isFaulty ? [] : FAULTS[below(FAULTS.length)]!;
          isFaulty = fault.length > 0;
          mount.rules(fault);
        }
        for (const fault of await oneCommand(user)) {
          wrong.push(`number ${own}, ${fault}`);
          say(`WRONG: ${wrong.at(-1)}`);
        }
        if (own === Math.floor(count / 2)) half = files();
        if (own % 100 === 0) say(`${own} commands, ${killed()} killed, ${wrong.length} wrong`);
      }
    };
    await Promise.all(users.map(works));
    mount.rules([]);
    for (const user of users) wrong.push(...(await whatIsLeft(user)));
    return {wrong, killed: killed(), files: {half, end: files()}};
  } finally {
    mount.unmount();
    for (const {scene} of users) scene.remove();
    rmSync(folder, {recursive: true, force: true});
  }
}

function newUser(folder: string, cvmfs: string, seed: number): User {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, {recursive: true});
  return {scene: makeStateScene({folder, cvmfs}), temporary, below: seededNumbers(seed), killed: 0};
}

async function oneCommand(user: User): Promise<readonly string[]> {
  const command = COMMANDS[user.below(COMMANDS.length)]!;
  const isKilled = user.below(12) === 0;
  const ended = await user.scene.hsf(command.words, {
    env: {TMPDIR: user.temporary, HSF_TIMEOUT: String(TIMEOUT_S)},
    ...(isKilled ? {killAfterMs: 5 + user.below(500)} : {}),
  });
  if (ended.signal === 'SIGKILL') user.killed++;
  return ended.signal === 'SIGKILL' ? [] : faultsOf(command, ended).map(fault => `${JSON.stringify(command.words)}: ${fault}`);
}

/** Processes, copies of what was damaged, and temporary files, a sentence each. */
async function whatIsLeft({scene, temporary, killed}: User): Promise<readonly string[]> {
  // Helpers of launchers that were killed end by themselves once they get an answer.
  for (let waited = 0; scene.left().length > 0 && waited < 15_000; waited += 200) await delay(200);
  const left = readdirSync(temporary);
  return [
    ...scene.left().map(({pid, name}) => `process ${pid} (${name}) is left`),
    ...keptAside(scene.home).map(file => `${file} was kept aside`),
    ...keptIn(scene.home).problems,
    // One directory for each start that was killed in the midst of it, at most.
    ...(left.length > killed ? [`${left.length} files are left in the temporary directory: ${left.slice(0, 5).join(' ')}`] : []),
  ];
}

/** Without what killed writers left behind: that goes after an hour. */
const lastingFiles = (home: string): number => filesIn(home).length - leftovers(home).length;

function faultsOf({words, statuses}: Command, {status, signal, stdout, stderr, ms}: Ended): readonly string[] {
  const wrong: string[] = [];
  if (!statuses.has(status)) wrong.push(`status ${status ?? signal}: ${stderr}`);
  if (ms > LONGEST_MS) wrong.push(`took ${Math.round(ms)} ms`);
  if (/^ {4}at |node:internal|damaged/m.test(stderr)) wrong.push(`said: ${stderr}`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000E-\u001F]/.test(`${stdout}${stderr}`)) wrong.push('a control character came out');
  // `hsf status` answers where one is in no stack, with status 3.
  if (status !== 0 && `${stdout}${stderr}` === '' && !words.includes('--json')) wrong.push(`status ${status} without a word`);
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
