import type {Fault} from './faults.ts';

/** Of the repository that is ill, and of one that is not. */
export const WANTED = 'lcg/LCG_107@x86_64-el9-gcc13-opt';
export const OTHER = 'eessi/2025.06@x86_64/generic';

/** What is wanted of the repository that is ill. */
export type Need =
  /** It is one of several, and known from the index. */
  | 'one of all'
  /** A stack of it is to be started or planned. */
  | 'this one'
  /** It is asked how it is. */
  | 'its health'
  /** Nothing: another repository is wanted, or none. */
  | 'none';

export type Command = {
  readonly title: string;
  readonly need: Need;
  readonly words: readonly string[];
  /** Status where what is needed is refused or silent; 0 where it is served. */
  readonly status: number;
  /** What it prints all the same. */
  readonly stdout?: RegExp;
  /** Whether it has to name the repository that is ill. */
  readonly says: boolean;
  readonly input?: string;
  /** Whose deadline it has: that of the table unless told, the one that is built in (10 s), or that of `hsf config set timeout`. */
  readonly deadline?: 'built in' | 'setting';
  /** Seconds that what it starts has for itself, where it comes so far. */
  readonly ownSeconds?: number;
  /** Commands that come first, while all is well. */
  readonly before?: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
};

const all = (title: string, words: readonly string[], more: Partial<Command> = {}): Command => ({
  title,
  need: 'one of all',
  words,
  status: 0,
  says: true,
  ...more,
});
const apart = (title: string, words: readonly string[], more: Partial<Command> = {}): Command => ({
  title,
  need: 'none',
  words,
  status: 0,
  says: false,
  ...more,
});
const ill = (title: string, words: readonly string[], status: number, more: Partial<Command> = {}): Command => ({
  title,
  need: 'this one',
  words,
  status,
  says: true,
  ...more,
});
const times = (count: number, words: readonly string[]) => Array.from({length: count}, () => words);

const RUN = ['run', WANTED, '--', 'stack-name'];
const RUN_OTHER = ['run', OTHER, '--', 'echo', 'hi'];

const PROJECT = [['init', 'project', WANTED], ['allow']];
const OTHER_PROJECT = [['init', 'project', OTHER], ['allow']];
const IN_CONTAINER = ['--container', 'always', '--', 'true'];

/** Seconds that `hsf config set timeout` gives. */
export const SET_SECONDS = 9;
const SETTING = [['config', 'set', 'timeout', String(SET_SECONDS)]];

export const COMMANDS: readonly Command[] = [
  all('list', ['list', '--runs', 'any'], {stdout: /LCG_107[^]*eessi\/2025\.06/}),
  all('list --json', ['list', '--json'], {stdout: /LCG_107[^]*eessi\/2025\.06/}),
  all('list, 10 seconds', ['list', '--runs', 'any'], {stdout: /LCG_107[^]*eessi\/2025\.06/, deadline: 'built in'}),
  all('list, deadline of a setting', ['list', '--runs', 'any'], {stdout: /LCG_107/, deadline: 'setting', before: SETTING}),
  all('search', ['search', 'ROOT'], {stdout: /LCG_107/}),
  all('show', ['show', 'lcg/LCG_107'], {stdout: /x86_64-el9-gcc13-opt/}),
  all('show --packages', ['show', 'lcg/LCG_107', '--packages'], {stdout: /ROOT/}),
  all('diff', ['diff', 'lcg/LCG_106b', 'lcg/LCG_107']),
  all('images', ['images'], {stdout: /almalinux:9/}),
  {title: 'doctor', need: 'its health', words: ['doctor'], status: 1, says: true},
  {title: 'refresh', need: 'its health', words: ['refresh'], status: 1, says: true},
  ill('plan', ['plan', WANTED, '--', 'true'], 1),
  ill('plan --json', ['plan', WANTED, '--json', '--', 'true'], 1),
  ill('plan of a container', ['plan', WANTED, ...IN_CONTAINER], 1),
  ill('run', RUN, 125),
  ill('run, 10 seconds', RUN, 125, {deadline: 'built in'}),
  ill('run, deadline of a setting', RUN, 125, {deadline: 'setting', before: SETTING}),
  ill('run, kept', RUN, 125, {before: times(4, RUN)}),
  ill('exec of code kept by `env`', ['env', WANTED], 1, {before: times(2, ['env', WANTED])}),
  ill('shell', ['shell', WANTED], 125, {input: 'exit 0\n'}),
  ill('env', ['env', WANTED, '--shell', 'bash'], 1),
  ill('use', ['use', WANTED, '--shell', 'bash', '--code'], 1),
  ill('switch', ['switch', WANTED, '--shell', 'bash', '--code'], 1),
  ill('last', ['last', '--', 'stack-name'], 125, {before: [RUN]}),
  ill('venv', ['venv', 'venv', WANTED], 1, {ownSeconds: 300}),
  all('profile save', ['profile', 'save', 'mine', WANTED], {says: false}),
  all('favourite add', ['favourite', 'add', WANTED], {says: false}),
  all('lock', ['lock'], {says: false, before: PROJECT}),
  all('allow', ['allow'], {says: false, before: PROJECT}),
  ill('check', ['check'], 1, {before: [...PROJECT, ['lock'], ['allow']]}),
  apart('show of another one', ['show', 'eessi/2025.06'], {stdout: /zen3/}),
  apart('plan of another one', ['plan', OTHER, '--', 'true']),
  apart('plan of a container of another one', ['plan', OTHER, ...IN_CONTAINER]),
  apart('run of another one', RUN_OTHER, {stdout: /hi\n$/}),
  apart('run of another one, kept', RUN_OTHER, {stdout: /hi\n$/, before: times(4, RUN_OTHER)}),
  apart('shell of another one', ['shell', OTHER], {input: 'exit 0\n'}),
  apart('env of another one', ['env', OTHER, '--shell', 'bash']),
  apart('use of another one', ['use', OTHER, '--shell', 'bash', '--code']),
  apart('switch of another one', ['switch', OTHER, '--shell', 'bash', '--code']),
  apart('lock of another one', ['lock'], {before: OTHER_PROJECT}),
  apart('check of another one', ['check'], {before: [...OTHER_PROJECT, ['lock'], ['allow']]}),
  apart('last of another one', ['last', '--', 'echo', 'hi'], {stdout: /hi\n$/, before: [RUN_OTHER]}),
  apart('history', ['history'], {stdout: /LCG_107/, before: [RUN]}),
  apart('status', ['status'], {status: 3}),
  apart('leave', ['leave', '--shell', 'bash', '--code'], {status: 1}),
  apart('init', ['init', 'bash'], {stdout: /hsf/}),
  apart('host', ['host'], {stdout: /el9/}),
  apart('family', ['family', 'list'], {stdout: /eessi/}),
  apart('config', ['config', 'list']),
  apart('completion', ['completion', 'bash'], {stdout: /hsf/}),
  apart('profile list', ['profile', 'list']),
  apart('favourite list', ['favourite', 'list']),
  apart('profile remove', ['profile', 'remove', 'mine'], {before: [['profile', 'save', 'mine', WANTED]]}),
  apart('favourite remove', ['favourite', 'remove', WANTED], {before: [['favourite', 'add', WANTED]]}),
  apart('demo', ['demo', '--help']),
  apart('--help', ['--help'], {stdout: /Usage/}),
  apart('--version', ['--version'], {stdout: /\d/}),
  apart('no word and no terminal', [], {status: 2}),
];

/** The status that a command has to end with under a fault. */
export function statusOf({title, need, status}: Command, {effect, state}: Pick<Fault, 'effect' | 'state'>): number {
  if (need === 'none') return status;
  // What is not mounted is normal on many machines: the doctor warns.
  if (effect === 'served' || (title === 'doctor' && state === 'not-mounted')) return 0;
  return status;
}
