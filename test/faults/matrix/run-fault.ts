import {COMMANDS, SET_SECONDS, statusOf, WANTED, type Command} from './commands.ts';
import {SICK, type Fault} from './faults.ts';
import {firstPicture, type FirstPicture} from './first-picture.ts';
import {comes, forget, heal, sickRepository, type SickRepository, type User} from './sick-repository.ts';
import {documentOf, type Ended} from '../../commands/hsf.ts';

/** What a busy machine may take beyond a deadline to start a program and to end it. */
const SLACK_MS = 4000;
const BUILT_IN_SECONDS = 10;
/** A call that is slow takes its 12 seconds even when the fault is over, and nobody is asked as long as it waits. */
const HEALED_MS = 16_000;

/** Until the picker shows something. */
const PICTURE_MS = 2000;

export type FaultRun = {
  readonly cells: number;
  readonly problems: readonly string[];
  /** The first pictures of the picker, with the time that they took. */
  readonly pictures: readonly FirstPicture[];
};

/** Runs commands while a fault lasts, each as a user of its own, and tells what was not as it has to be. */
export async function runFault(fault: Fault, commands: readonly Command[], atOnce: number): Promise<FaultRun> {
  const repository = await sickRepository(fault.keptSeconds);
  const problems: string[] = [];
  const pictures: FirstPicture[] = [];
  try {
    const cells = commands.map((command, index) => ({command, user: repository.user(String(index))}));
    for (const {command, user} of cells)
      for (const words of command.before ?? []) {
        const {status, stderr} = await user.hsf({words}, 60);
        if (status !== 0) problems.push(`before ${command.title}: ${status} ${stderr}`);
      }
    await fault.strike(repository.sick, repository.next);
    await inTurn(cells, atOnce, async ({command, user}) => {
      const ended = await user.hsf(command, command.deadline === undefined ? fault.timeout : null);
      problems.push(...wrongIn(command, fault, ended, user).map(what => `${command.title}: ${what}\n${told(ended)}`));
    });
    pictures.push(...(await picturesOf(repository, fault)));
    problems.push(...pictures.flatMap(whyNoPicture));
    const together = repository.user('together');
    if (fault.effect === 'silent') problems.push(...(await helpersOfOneHome(repository, together, fault)));
    // Whoever still waits is remembered, so that nobody is sent after them.
    const users = [...cells.map(({user}) => user), together, ...pictures.map(({user}) => user)];
    const known = new Set(users.flatMap(user => user.stuck()));
    if (!(await comes(() => repository.helpers().every(group => known.has(group)), 5000)))
      problems.push(
        `helpers that nobody remembers: ${repository.wordsOf(repository.helpers().filter(group => !known.has(group)))}`,
      );
    await heal(fault, repository);
    // One that was killed has no words any more while a thread of it waits: then only the note of it tells.
    const areGone = () => repository.helpers().length === 0 && users.every(user => user.stuck().length === 0);
    if (!(await comes(areGone, HEALED_MS))) problems.push('helpers that outlive the fault');
    // Each has to see what somebody sees who has never been here.
    const somebody = repository.user('somebody');
    forget(somebody);
    const expected = await listed(somebody);
    await inTurn(cells, atOnce, async ({command, user}) => {
      const seen = await listed(user);
      if (seen !== expected)
        problems.push(`${command.title}: its index is not as a new one is\n${aroundDifference(seen, expected)}`);
    });
  } finally {
    repository.remove();
  }
  return {cells: commands.length + pictures.length, pictures, problems: problems.map(problem => `${fault.id}: ${problem}`)};
}

/** For somebody who has to find out what it is. */
function aroundDifference(seen: string, expected: string): string {
  let at = 0;
  while (at < seen.length && seen[at] === expected[at]) at++;
  return [seen, expected].map(text => text.slice(Math.max(0, at - 150), at + 150)).join('\nnot\n');
}

/** All of them, so many at a time. */
async function inTurn<Cell>(cells: readonly Cell[], atOnce: number, act: (cell: Cell) => Promise<void>): Promise<void> {
  const rest = [...cells];
  const work = async () => {
    for (let cell = rest.shift(); cell !== undefined; cell = rest.shift()) await act(cell);
  };
  await Promise.all(Array.from({length: atOnce}, work));
}

/** The picker of somebody who knows all stacks, and of somebody who has never been here; with the deadline that is built in, and one that is set. */
async function picturesOf(repository: SickRepository, {timeout}: Fault): Promise<readonly FirstPicture[]> {
  const found: FirstPicture[] = [];
  for (const isNew of [false, true])
    for (const seconds of [null, timeout]) {
      const title = `picker of ${isNew ? 'a new user' : 'a user'}, ${seconds ?? BUILT_IN_SECONDS} seconds`;
      const user = repository.user(title);
      if (isNew) forget(user);
      found.push(await firstPicture(title, user, seconds));
    }
  return found;
}

function whyNoPicture({title, ms, status}: FirstPicture): readonly string[] {
  if (ms === null) return [`${title}: shows nothing`];
  return [
    ...(ms <= PICTURE_MS + SLACK_MS ? [] : [`${title}: shows something after ${Math.round(ms)} ms`]),
    ...(status === 130 ? [] : [`${title}: ended with ${status}, not 130`]),
  ];
}

/** One after the other and then at once, in one home: whoever comes later sends nobody after the one that waits. */
async function helpersOfOneHome(repository: SickRepository, {hsf}: User, {timeout}: Fault): Promise<readonly string[]> {
  const before = new Set(repository.helpers());
  const waiting = () => repository.helpers().filter(group => !before.has(group));
  const commands = [['list'], ['run', WANTED, '--', 'true'], ['search', 'ROOT'], ['env', WANTED]];
  for (const words of commands) await hsf({words}, timeout);
  await Promise.all(commands.map(words => hsf({words}, timeout)));
  const isOne = await comes(() => waiting().length <= 1, 5000);
  return isOne ? [] : [`more than one helper of one home: ${repository.wordsOf(waiting())}`];
}

async function listed(user: User): Promise<string> {
  const {repositories, stacks} = documentOf(await user.hsf({words: ['list', '--json', '--runs', 'any']}, 30));
  const states = (repositories as readonly {fqrn: string; state: string; revision: unknown; rootHash: unknown}[]).map(
    ({fqrn, state, revision, rootHash}) => ({fqrn, state, revision, rootHash}),
  );
  return JSON.stringify({states, stacks});
}

function wrongIn(command: Command, fault: Fault, {status, stdout, stderr, ms}: Ended, user: User): readonly string[] {
  const text = stdout + stderr;
  const expected = statusOf(command, fault);
  const isSaid = fault.says === null || !command.says || (text.includes(SICK) && fault.says.test(text));
  return [
    ...(status === expected ? [] : [`ended with ${status}, not ${expected}`]),
    ...(ms <= secondsOf(command, fault) * 1000 + SLACK_MS ? [] : [`took ${Math.round(ms)} ms`]),
    ...(isSaid ? [] : ['does not say what is wrong']),
    ...(command.stdout === undefined || command.stdout.test(stdout) ? [] : [`does not print ${command.stdout}`]),
    ...(/software\.eessi\.io (?:has not|does not|cannot)/.test(text) ? ['speaks ill of a repository that is well'] : []),
    ...(/a bug in hsf/.test(stderr) ? ['is a bug'] : []),
    ...(user.stuck().length <= 1 ? [] : ['has more than one helper that waits']),
    ...user.damage(fault.effect !== 'served').map(file => `leaves ${file} damaged`),
  ];
}

function secondsOf({deadline, ownSeconds = 0}: Command, {timeout, effect}: Fault): number {
  const own = effect === 'served' ? ownSeconds : 0;
  return own + (deadline === undefined ? timeout : deadline === 'built in' ? BUILT_IN_SECONDS : SET_SECONDS);
}

function told({stdout, stderr}: Ended): string {
  return `${stdout.slice(0, 600)}\n${stderr.slice(0, 600)}`;
}

/** Faults that stand for their kind: every command meets these. */
const KINDS = ['hang', 'eio', 'moving'];
/** Commands that stand for their kind: they meet every fault. */
const FOR_ALL = ['list --json', 'search', 'doctor', 'refresh', 'plan', 'run', 'env', 'run of another one'];

/** What reads everything, and the two kinds of start. */
export const SMALL_CHOICE = COMMANDS.filter(({title}) => ['list --json', 'search', 'run', 'run of another one'].includes(title));

/** A choice with every command and every fault in it. `npm run faults` runs all of it. */
export function coveringChoice(fault: Fault): readonly Command[] {
  return COMMANDS.filter(({title, need}, index) => {
    if (FOR_ALL.includes(title)) return true;
    // What needs nothing of the repository meets one fault of those in turn.
    return need === 'none' ? KINDS[index % KINDS.length] === fault.id : KINDS.includes(fault.id) && fault.id !== 'moving';
  });
}
