import type {RootEntry} from '../engines/engine.ts';
import {imageFacts, type ImageFacts} from '../choose/image-facts.ts';
import type {Answer, Question} from '../find/inspect.ts';
import {START_BYTES, type Members} from '../system/file-kind.ts';
import type {Exposed, HostFiles, PathState, Rights} from '../system/host-files.ts';
import {isBelow} from '../system/which.ts';
import {notAnswering} from './repository-errors.ts';

/**
 * Looks at files for plans, CVMFS and the machine alike. Paths below `/cvmfs` are as the user knows them, also when another root
 * was given. A look that may hang is made by a helper process with a deadline.
 */
export type TreeReader = {
  /** Asks for several things below `/cvmfs` in one round; looking at them afterwards costs nothing. */
  readonly ahead: (questions: readonly Question[]) => Promise<void>;
  /** What is at each path, links followed. */
  readonly states: (paths: readonly string[]) => Promise<ReadonlyMap<string, PathState>>;
  /** Entries of a directory, on CVMFS no more than so many, null when there is none; throws `repository-not-answering`. */
  readonly list: (path: string, most?: number) => Promise<readonly RootEntry[] | null>;
  /** Entries of a directory in a squashfs file; null when there is none, and for `/` where nobody here can look into such files. */
  readonly listInside: (file: string, directory: string) => Promise<readonly RootEntry[] | null>;
  /** A small text file, null when there is none; throws `repository-not-answering`. */
  readonly text: (path: string) => Promise<string | null>;
  /** The path with all links resolved, null when it does not exist; throws `repository-not-answering`. */
  readonly real: (path: string) => Promise<string | null>;
  /** The first bytes of a file (512), which tell its kind; null when there is no regular file; throws `repository-not-answering`. */
  readonly start: (path: string, most?: number) => Promise<Uint8Array | null>;
  /** What is at the top of an archive; null when nobody could tell in time. */
  readonly members: (path: string) => Promise<Members | null>;
  /** What others have of the root file system of an image; nothing on CVMFS, which is mounted read-only and nosuid (CVMFS-CLIENT.md). */
  readonly exposed: (path: string) => Promise<Exposed>;
  /** Some bytes of a file, of one on CVMFS only near its beginning; null when it cannot be read; throws `repository-not-answering`. */
  readonly part: (path: string, offset: number, length: number) => Promise<Uint8Array | null>;
  /** Who may do what with files of this machine; only what is there has any. */
  readonly rights: (paths: readonly string[]) => Promise<ReadonlyMap<string, Rights>>;
  /** What an image (a directory, SIF or squashfs) says of itself, null when it is none or nothing is known in time. Reads its C library. */
  readonly image: (path: string) => Promise<ImageFacts | null>;
  /** Whether two spellings name one directory of the machine. */
  readonly same: (one: string, other: string) => Promise<boolean>;
};

/** How much of a file or directory is looked at to see that it can be read: a client that is ill still tells of many that they are there. */
export const AT_ALL = 1;

type Ask = (questions: readonly Question[]) => Promise<readonly Answer[]>;

/**
 * A reader that asks `inspect` of the room *find* for what lies below `/cvmfs`, and the machine's own files for the rest. It remembers
 * answers, so make one for each plan.
 *
 * @param ask `questions => inspect(cvmfs, questions, deadline, launch, cacheDirectory)`
 * @param askHere `questions => inspectHere(questions, deadline, launch)`
 */
export function treeReader(ask: Ask, askHere: Ask, host: HostFiles): TreeReader {
  const answers = new Map<string, Answer>();
  const key = ({what, path, most, inside}: Question) =>
    `${what}${most === undefined ? '' : ` ${most}`} ${path}${inside === undefined ? '' : `\0${inside}`}`;
  const ahead = async (questions: readonly Question[], asked = ask) => {
    const open = questions.filter(question => !answers.has(key(question)));
    if (open.length === 0) return;
    const given = await asked(open);
    open.forEach((question, index) => answers.set(key(question), given[index]!));
  };
  const look = async (question: Question): Promise<Answer> => {
    await ahead([question]);
    const answer = answers.get(key(question))!;
    if (answer.status === 'not-answering') throw notAnswering(question.path);
    return answer;
  };
  return {
    ahead: questions => ahead(questions),
    same: host.same,
    states: async paths => {
      const here = paths.filter(path => !isBelow(path, '/cvmfs'));
      const there = paths.filter(path => isBelow(path, '/cvmfs')).map(path => ({path, what: 'state'}) as const);
      const [states] = await Promise.all([here.length === 0 ? new Map<string, PathState>() : host.states(here), ahead(there)]);
      return new Map([...states, ...there.map(question => [question.path, stateOf(answers.get(key(question))!)] as const)]);
    },
    list: async (path, most) => {
      if (!isBelow(path, '/cvmfs')) return host.list(path);
      return entriesOf(await look({path, what: 'list', ...(most === undefined ? {} : {most})}));
    },
    listInside: async (file, directory) => {
      const question = {path: file, what: 'list', inside: directory} as const;
      await ahead([question], isBelow(file, '/cvmfs') ? ask : askHere);
      return entriesOf(await look(question));
    },
    text: async path => {
      if (!isBelow(path, '/cvmfs')) return host.readText(path);
      const answer = await look({path, what: 'text'});
      return answer.status === 'text' ? answer.text : null;
    },
    start: async (path, most = START_BYTES) => {
      if (!isBelow(path, '/cvmfs')) return host.start(path, most);
      const answer = await look({path, what: 'start', most});
      return answer.status === 'start' ? Buffer.from(answer.bytes, 'base64') : null;
    },
    members: async path => {
      if (!isBelow(path, '/cvmfs')) return host.members(path);
      const answer = await look({path, what: 'members'});
      return answer.status === 'members' ? answer : null;
    },
    part: async (path, offset, length) => {
      if (!isBelow(path, '/cvmfs')) return host.part(path, offset, length);
      const [answer] = await ask([{path, what: 'start', most: offset + length}]);
      if (answer?.status === 'not-answering') throw notAnswering(path);
      return answer?.status === 'start' ? Buffer.from(answer.bytes, 'base64').subarray(offset) : null;
    },
    rights: host.rights,
    image: async path => {
      const question = {path, what: 'image'} as const;
      await ahead([question], isBelow(path, '/cvmfs') ? ask : askHere);
      const answer = answers.get(key(question))!;
      return answer.status === 'image' ? imageFacts(answer) : null;
    },
    exposed: path => (isBelow(path, '/cvmfs') ? Promise.resolve({open: [], elevating: []}) : host.exposed(path)),
    real: async path => {
      if (!isBelow(path, '/cvmfs')) return host.real(path);
      const answer = await look({path, what: 'real'});
      return answer.status === 'real' ? answer.real : null;
    },
  };
}

function entriesOf(answer: Answer): readonly RootEntry[] | null {
  if (answer.status !== 'list') return null;
  return answer.entries.map(({name, type, target}) => ({name, kind: type === 'other' ? 'file' : type, target}));
}

function stateOf(answer: Answer): PathState {
  switch (answer.status) {
    case 'state':
      return answer.kind;
    case 'missing':
    case 'not-answering':
      return answer.status;
    default:
      return 'failed';
  }
}
