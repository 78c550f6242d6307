import {earlier, shortestWait, type Deadline} from '../system/deadline.ts';
import {START_BYTES} from '../system/file-kind.ts';
import type {Launch} from '../system/launch.ts';
import type {Scout} from '../system/scout-process.ts';
import {makeWorkQueue} from '../system/work-queue.ts';
import {openCache} from './cache.ts';
import {splitPath} from './repository-name.ts';
import {ONE_ROUND, type ScoutPool} from './scout-pool.ts';
import {THIS_MACHINE, type LookedAt, type Looked, type ScoutAnswer, type ScoutRequest} from './scout/protocol.ts';

/** One thing to find out about a path below `/cvmfs`; links are followed. */
export type Question = {
  readonly path: string;
  /**
   * `state`: whether and what it is; `list`: its entries; `text`: its contents; `real`: its path with all links followed; `start`: its
   * first bytes, which tell what kind of file it is; `members`: what is at the top of an archive; `image`: what an image says of itself.
   */
  readonly what: Looked;
  /** Most bytes of a text (1 MiB unless told) or a start (512), most entries of a list (100,000). */
  readonly most?: number;
  /** Only for `list`: the path is a squashfs file, and this the directory in it. */
  readonly inside?: string;
  /** Whether the answer comes with its places. */
  readonly places?: boolean;
};

/**
 * The answer to a question, with its path. `failed`: the system's error name (`EACCES`), or words. `not-answering`: the repository
 * gave no sign of life in time, where `late` says that it was hardly given any; a path that leads out of the known repositories is `missing`, for `real` its target as spelled.
 */
export type Answer =
  | (LookedAt & {
      readonly path: string;
      /** What the answer depends on, where that was asked for: paths below the CVMFS root, links resolved. */
      readonly places?: readonly string[];
    })
  | {
      readonly status: 'not-answering';
      readonly path: string;
      readonly repository: string;
      readonly afterMs: number;
      readonly late: boolean;
    };

const MOST: Readonly<Record<Looked, number>> = {
  state: 0,
  real: 0,
  list: 100_000,
  text: 1024 * 1024,
  start: START_BYTES,
  members: 1024 * 1024,
  image: 0,
};
const GRACE_MS = 250;
const MOST_HELPERS = 8;
/** What is left of a deadline for the caller to say what happened. */
const MARGIN_MS = 300;

type Group = {readonly repository: string; readonly indexes: readonly number[]};

/**
 * Looks at paths on CVMFS without touching them here: scouts do, one repository at a time and side by side. Also wakes
 * repositories, since to look is to mount. Answers come in the order of the questions, each by the deadline.
 *
 * @param cvmfs the CVMFS root that stands for `/cvmfs`
 * @param cacheDirectory where helpers that had to be left behind are remembered; null: in this process only
 * @param scouts those of a pool are there for the next round
 */
export function inspect(
  cvmfs: string,
  questions: readonly Question[],
  deadline: Deadline,
  launch: Launch,
  cacheDirectory: string | null = null,
  scouts: Scouts = ONE_ROUND,
): Promise<readonly Answer[]> {
  return inspectBelow(cvmfs.replace(/(?<=.)\/+$/, ''), splitPath, questions, deadline, launch, cacheDirectory, scouts);
}

/** The same for paths of this machine, which may lie on mounts that do not answer: each directory of `/` is asked by itself. */
export function inspectHere(
  questions: readonly Question[],
  deadline: Deadline,
  launch: Launch,
  scouts: Scouts = ONE_ROUND,
): Promise<readonly Answer[]> {
  return inspectBelow(THIS_MACHINE, splitHere, questions, deadline, launch, null, scouts);
}

type Scouts = Pick<ScoutPool, 'take' | 'give'>;

type Split = typeof splitPath;

async function inspectBelow(
  root: string,
  split: Split,
  questions: readonly Question[],
  deadline: Deadline,
  launch: Launch,
  cacheDirectory: string | null,
  scouts: Scouts,
): Promise<readonly Answer[]> {
  const cache = openCache(cacheDirectory, root);
  const limit = earlier(deadline, Math.min(MARGIN_MS, deadline.remainingMs() / 4));
  const answers: Answer[] = questions.map(({path}) => ({status: 'failed', path, code: 'no path below /cvmfs'}));
  const groups = grouped(questions, split);
  const known = groups.map(({repository}) => repository);

  const queue = makeWorkQueue<Group>({
    graceMs: GRACE_MS,
    most: MOST_HELPERS,
    worker: async next => {
      const scout = scouts.take(launch, root);
      for (let group = next(); group !== undefined; group = next()) await answerGroup(group, scout);
      await scouts.give(root, scout);
    },
  });
  for (const group of groups) queue.add(group);
  await queue.idle();
  return answers;

  async function answerGroup({repository, indexes}: Group, scout: Scout): Promise<void> {
    const startedAt = deadline.remainingMs();
    const watch = cache.silence(repository, () => new Date());
    let isSilent = cache.stuck(repository) !== null;
    let late = false;
    for (const index of indexes) {
      const question = questions[index];
      if (question === undefined) continue;
      const {path} = question;
      if (!isSilent) {
        const waited = limit.remainingMs();
        let looked: (LookedAt & {readonly places?: readonly string[]}) | null = null;
        const outcome = await scout.ask(requestFor(question, known, split), {silenceMs: limit.remainingMs, ...watch}, given => {
          const answer = given as ScoutAnswer;
          if ('looked' in answer)
            looked = answer.places === undefined ? answer.looked : {...answer.looked, places: answer.places};
        });
        if (outcome === 'stalled') {
          isSilent = true;
          late = waited < shortestWait(deadline);
          if (late) watch.onSlow?.(scout.stuckGroup());
          else cache.rememberStuck(repository, scout.stuckGroup(), new Date());
        } else {
          answers[index] = {...(looked ?? {status: 'failed', code: 'the process that looks at it ended early'}), path};
          continue;
        }
      }
      const afterMs = Math.round(startedAt - deadline.remainingMs());
      answers[index] = {status: 'not-answering', path, repository, afterMs, late};
    }
  }
}

function requestFor({path, what, most, inside, places}: Question, known: readonly string[], split: Split): ScoutRequest {
  const place = split(path) ?? {repository: '', path: ''};
  const rare = {...(inside === undefined ? {} : {inside}), ...(places === true ? {places} : {})};
  return {ask: 'inspect', ...place, what, known, most: most ?? MOST[what], ...rare};
}

function grouped(questions: readonly Question[], split: Split): readonly Group[] {
  const groups = new Map<string, number[]>();
  questions.forEach(({path}, index) => {
    const repository = split(path)?.repository;
    if (repository === undefined) return;
    const indexes = groups.get(repository);
    if (indexes === undefined) groups.set(repository, [index]);
    else indexes.push(index);
  });
  return [...groups].map(([repository, indexes]) => ({repository, indexes}));
}

/** The first directory stands for a repository. */
function splitHere(path: string): ReturnType<Split> {
  const [empty, repository = '', ...rest] = path.split('/');
  return empty === '' && repository !== '' ? {repository, path: rest.join('/')} : null;
}
