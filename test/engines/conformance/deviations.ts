import type {BehaviourId} from './behaviours.ts';
import type {ContestantName, Who} from './contestants.ts';

/** Where an engine cannot do what the others do. A test holds every line: one that is not true any more fails. */
export type Deviation = {
  readonly engine: ContestantName;
  /** Whom it concerns; both when left out. */
  readonly who?: Who;
  readonly behaviours: readonly BehaviourId[];
  /** What a test sees where it deviates, if that is in some starts and not in others: then it may do no third thing. */
  readonly sometimes?: RegExp;
  /** Why, in one sentence for users. */
  readonly reason: string;
  /** Where that was found out. */
  readonly source: string;
};

export const DEVIATIONS: readonly Deviation[] = [
  {
    engine: 'unshare',
    behaviours: ['nested'],
    reason: 'The image is entered by a change of root, in which the kernel lets nobody make user namespaces.',
    source: 'user_namespaces(7), EPERM',
  },
  {
    engine: 'unshare without an overlay',
    behaviours: ['nested'],
    reason: 'The image is entered by a change of root, in which the kernel lets nobody make user namespaces.',
    source: 'user_namespaces(7), EPERM',
  },
  {
    engine: 'charliecloud',
    behaviours: ['bind-ro'],
    reason: 'It has no read-only binds: what the user may write outside can be written inside.',
    source: 'ENGINES.md 6',
  },
  {
    engine: 'proot',
    behaviours: ['bind-ro'],
    reason: 'It has no read-only binds: what the user may write outside can be written inside.',
    source: 'ENGINES.md 6',
  },
  {
    engine: 'charliecloud',
    behaviours: ['bind-colon'],
    reason: 'Its options have no way to write a path with a colon; `hsf` refuses it by name.',
    source: 'manual page, option of binds',
  },
  {
    engine: 'proot',
    behaviours: ['bind-colon'],
    reason: 'Its options have no way to write a path with a colon; `hsf` refuses it by name.',
    source: 'manual page, option of binds',
  },
  {
    engine: 'charliecloud',
    behaviours: ['mount-points', 'mount-point-over-link'],
    reason: 'It needs every mount point in the image; where one is missing `hsf` takes another engine.',
    source: 'ENGINES.md 6, charliecloud 0.31',
  },
  {
    engine: 'proot',
    who: 'root',
    behaviours: ['image-untouched'],
    reason: 'It keeps nobody from writing to an image that is theirs to write; on CVMFS none is.',
    source: 'no such option in proot(1)',
  },
  {
    engine: 'proot',
    behaviours: ['background'],
    reason: 'It ends with the last process that it traces, whatever the command says.',
    source: 'proot 5.1.0 has no --kill-on-exit',
  },
  {
    engine: 'proot',
    behaviours: ['killed'],
    reason: 'What it traces goes on when it is killed itself.',
    source: 'ptrace(2), PTRACE_O_EXITKILL is not asked for',
  },
  {
    engine: 'podman',
    behaviours: ['killed'],
    reason:
      'What runs belongs to a service (or to a monitor), not to what is killed; `hsf` passes on every signal that can be caught.',
    source: 'ENGINES.md 3',
  },
  {
    engine: 'docker',
    behaviours: ['killed'],
    reason:
      'What runs belongs to a service (or to a monitor), not to what is killed; `hsf` passes on every signal that can be caught.',
    source: 'ENGINES.md 3',
  },
  {
    engine: 'ctr',
    behaviours: ['killed'],
    reason:
      'What runs belongs to a service (or to a monitor), not to what is killed; `hsf` passes on every signal that can be caught.',
    source: 'ENGINES.md 3',
  },
  {
    engine: 'podman',
    who: 'root',
    behaviours: ['background-stays'],
    reason: 'The container ends with its command, and everything in its control group with it.',
    source: 'runc, pids of the container',
  },
  {
    engine: 'docker',
    behaviours: ['background-stays'],
    reason: 'The container ends with its command, and everything in its control group with it.',
    source: 'runc, pids of the container',
  },
  {
    engine: 'ctr',
    behaviours: ['background-stays'],
    reason: 'The container ends with its command, and everything in its control group with it.',
    source: 'runc, pids of the container',
  },
  {
    engine: 'podman',
    behaviours: ['stdin-left'],
    reason: 'Its client reads stdin ahead and sends it to the container, whether the command asks for it or not.',
    source: 'measured',
  },
  {
    engine: 'docker',
    behaviours: ['stdin-left'],
    reason: 'Its client reads stdin ahead and sends it to the container, whether the command asks for it or not.',
    source: 'measured',
  },
  {
    engine: 'ctr',
    behaviours: ['stdin-left'],
    reason: 'Its client reads stdin ahead and sends it to the container, whether the command asks for it or not.',
    source: 'measured',
  },
  {
    engine: 'podman',
    behaviours: ['descriptors'],
    reason: 'What is started is not a child of what calls it, so it has the three standard streams alone.',
    source: 'measured',
  },
  {
    engine: 'docker',
    behaviours: ['descriptors'],
    reason: 'What is started is not a child of what calls it, so it has the three standard streams alone.',
    source: 'measured',
  },
  {
    engine: 'ctr',
    behaviours: ['descriptors'],
    reason: 'What is started is not a child of what calls it, so it has the three standard streams alone.',
    source: 'measured',
  },
  {
    engine: 'podman',
    who: 'user',
    behaviours: ['groups'],
    reason: 'Supplementary groups need `crun` and its `keep-groups`; with `runc` they are left behind.',
    source: 'MOUNTS.md 4',
  },
  {
    engine: 'podman',
    who: 'user',
    behaviours: ['inside-host-view'],
    reason: 'It needs several user ids, of which a private view has one.',
    source: 'ENGINES.md 9, nesting',
  },
  {
    engine: 'apptainer',
    behaviours: ['inside-host-view'],
    reason: 'Only a copy that was moved, as the tests have it, fails: in there it does not find its own place any more.',
    source: 'measured with apptainer -d',
  },
  {
    engine: 'docker',
    behaviours: ['nested'],
    reason: "The daemon's own filter of system calls forbids user namespaces.",
    source: 'ENGINES.md 9, nesting',
  },
  {
    engine: 'ctr',
    behaviours: ['broken-pipe'],
    sometimes: /^expected 'SIGKILL' not to be 'SIGKILL'/,
    reason: 'Its client does not always notice that nobody reads any more: then the command waits until somebody ends it.',
    source: 'ctr 1.6, measured on a busy machine',
  },
  {
    engine: 'docker',
    behaviours: ['root-oci-archive'],
    reason: 'Its daemon reads OCI archives from version 25 on, older ones only what `docker save` writes.',
    source: 'docker 20.10, measured',
  },
];

export function deviationOf(engine: ContestantName, who: Who, behaviour: BehaviourId): Deviation | null {
  return (
    DEVIATIONS.find(each => each.engine === engine && (each.who ?? who) === who && each.behaviours.includes(behaviour)) ?? null
  );
}
