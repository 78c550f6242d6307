import type {FuseMount} from '../../rig/fuse/fuse-rig.ts';

/** The repository that falls ill. */
export const SICK = 'sft.cern.ch';

/** What the client of a repository that is well tells of itself. */
export const client = (digit: string, revision: number) => [
  `client ${SICK} ${revision} ${digit.repeat(40)}`,
  `catalog ${digit.repeat(40)} /`,
];
export const WELL = client('a', 42);

/** What happens when something of the repository is wanted. */
export type Effect =
  /** Nothing is answered. */
  | 'silent'
  /** An error comes at once, or after a moment. */
  | 'refused'
  /** It works: slowly, or another time than the one before. */
  | 'served';

export type Fault = {
  readonly id: string;
  /** As a sentence goes on: "When …". */
  readonly title: string;
  readonly effect: Effect;
  /** State in `hsf list --json`. */
  readonly state: 'hung' | 'failed' | 'not-mounted' | 'ready';
  /** What is said of the repository, after its name; null: nothing has to be. */
  readonly says: RegExp | null;
  /** The same, as the page shows it. */
  readonly said: string | null;
  /** What users and administrators can do. */
  readonly advice: string;
  /** For how long the kernel keeps names and attributes of files. */
  readonly keptSeconds?: number;
  readonly strike: (sick: FuseMount, next: string) => void | Promise<void>;
  /** Ends it; without one, healthy rules do. */
  readonly heal?: (sick: FuseMount) => void | Promise<void>;
  /** Seconds that a command has in the tests: few where nobody answers, many where an answer comes, however busy the machine is. */
  readonly timeout: number;
};

const rules =
  (...lines: readonly string[]) =>
  (sick: FuseMount) =>
    sick.rules([...WELL, ...lines]);

const SILENT = {
  effect: 'silent',
  state: 'hung',
  says: /has not answered|does not answer/,
  said: 'has not answered for 2 seconds',
  timeout: 8,
} as const;
const refused = (reason: string) =>
  ({
    effect: 'refused',
    state: 'failed',
    says: new RegExp(`cannot be read|does not answer|${reason.replaceAll(/[()/]/g, '\\$&')}`),
    said: `cannot be read: ${reason}`,
    timeout: 30,
  }) as const;
const SERVED = {effect: 'served', state: 'ready', says: null, said: null, timeout: 30} as const;

const remount = (sick: FuseMount) => sick.remount();
const NETWORK = 'Check the network, the proxy and the client (`cvmfs_config probe`).';
const UNMOUNT = 'Unmount it (`umount -l`); an automounter then mounts it anew.';

export const FAULTS: readonly Fault[] = [
  {id: 'hang', title: 'no call returns', strike: rules('hang /'), advice: NETWORK, ...SILENT},
  {
    id: 'hang-read',
    title: 'reading does not return, while `stat` is answered',
    strike: rules('hang-read /'),
    advice: NETWORK,
    ...SILENT,
  },
  {
    id: 'stopped',
    title: 'its client is stopped (SIGSTOP)',
    keptSeconds: 60,
    strike: sick => sick.stop(),
    heal: sick => sick.goOn(),
    advice: 'Let the client go on (SIGCONT), or restart it.',
    ...SILENT,
  },
  {
    id: 'very-slow',
    title: 'every call takes longer than there is time',
    strike: rules('slow 12000 /'),
    advice: `${NETWORK} A longer \`--timeout\` gives it time.`,
    ...SILENT,
  },
  {id: 'slow', title: 'every call takes 20 ms', strike: rules('slow 20 /'), advice: 'Nothing: it takes longer.', ...SERVED},
  {
    id: 'eio',
    title: 'its servers are gone (EIO)',
    strike: rules('eio /'),
    advice: NETWORK,
    ...refused('input/output error (EIO)'),
  },
  {
    id: 'enotconn',
    title: 'its client was killed a moment ago (ENOTCONN, while `stat` is answered)',
    strike: rules('enotconn /'),
    advice: UNMOUNT,
    ...refused('its CVMFS client has died (ENOTCONN)'),
  },
  {
    id: 'killed',
    title: 'its client was killed',
    keptSeconds: 60,
    strike: sick => sick.kill(),
    heal: remount,
    advice: UNMOUNT,
    ...refused('its CVMFS client has died (ENOTCONN)'),
  },
  {
    id: 'eacces',
    title: 'it may not be read (EACCES)',
    strike: rules('eacces /'),
    advice: 'Ask for membership, if the repository is protected.',
    ...refused('permission denied (EACCES)'),
  },
  {
    id: 'eloop',
    title: 'its automount is looked at from a mount namespace of its own (ELOOP)',
    strike: rules('eloop /'),
    advice: 'Touch the repository outside of this mount namespace first.',
    ...refused('too many links (ELOOP)'),
  },
  {
    id: 'enoent',
    title: 'its automounter says after a while that there is no such file (ENOENT)',
    strike: rules('enoent 300 /'),
    advice: NETWORK,
    effect: 'refused',
    state: 'not-mounted',
    says: null,
    said: 'is not mounted here',
    timeout: 30,
  },
  {
    id: 'changing',
    title: 'a directory is another one each time that it is read',
    strike: rules('every 2 hide /lcg/views/LCG_104cuda'),
    advice: 'Nothing: what is there is taken as it was read last.',
    ...SERVED,
  },
  {
    id: 'moving',
    title: 'another revision comes while it is read',
    strike: (sick, next) => sick.rules([...WELL, ...[...client('b', 43), `show ${next}`].map(rule => `after 3 ${rule}`)]),
    advice: 'Nothing: what was read of the old one is read again.',
    ...SERVED,
  },
  {
    id: 'remounted',
    title: 'its client was killed, and it is mounted anew',
    strike: async sick => {
      sick.kill();
      await sick.remount();
    },
    advice: 'Nothing: it is well again.',
    ...SERVED,
  },
];
