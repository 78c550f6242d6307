import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {levelsOfTcsh} from './in-place.ts';
import {jsonDocument} from './json.ts';
import {launchOf} from './launch-of.ts';
import {statusText} from './text-status.ts';
import {HUNG_AFTER_MS, openCache} from '../find/cache.ts';
import {startLiveClient} from '../find/live-check.ts';
import {isRepositoryName} from '../find/repository-name.ts';
import {startedAt} from './started-at.ts';
import {levelOf, outerOf, variantOfMarks} from '../start/marks.ts';
import {earlier} from '../system/deadline.ts';
import {readMountTable} from '../system/mount-table.ts';
import type {Environment} from '../system/world.ts';

/** What was changed in a shell by `hsf use`, by kind; names only. */
export type Changes = {
  readonly set: readonly string[];
  readonly lists: readonly string[];
  readonly unset: readonly string[];
  readonly functions: readonly string[];
  readonly aliases: readonly string[];
  readonly completions: readonly string[];
  readonly others: readonly string[];
};

/** Where one is, as the marks and the library of the shell tell. Unknown is null. */
export type Status = {
  readonly stack: string;
  readonly variant: string;
  readonly platform: string | null;
  /** `in-place` by `hsf use`, in this shell or in one around it; `shell` for what hsf started. */
  readonly how: 'in-place' | 'shell' | 'container';
  /** Shell whose library says that it was entered here. */
  readonly enteredIn: string | null;
  readonly since: string | null;
  readonly level: number;
  readonly container: {readonly image: string | null} | null;
  /** Variants around this one, the nearest first. */
  readonly underneath: readonly string[];
  readonly changes: Changes | null;
  readonly dropped: readonly string[] | null;
  readonly revision: {
    readonly repository: string;
    readonly entered: string;
    readonly now: string | null;
    readonly moved: boolean | null;
  } | null;
  /** Only in a container. */
  readonly mounts: readonly {readonly target: string; readonly type: string}[] | null;
};

/** `hsf status`: which stack one is in, how, since when, and what that changed. */
export async function status(context: Context): Promise<number> {
  const found = await statusOf(context);
  const {options, output} = context;
  output.result(options.json ? jsonDocument({status: found}) : statusText(found, options.verbose));
  return found === null ? EXIT.nothing : EXIT.ok;
}

async function statusOf(context: Context): Promise<Status | null> {
  const {world} = context;
  const {env} = world;
  const variant = variantOfMarks(env);
  if (variant === null) return null;
  const container = env['HSF_CONTAINER'] ?? '';
  const used = usedOf(env['HSF_USED'] ?? '');
  const inPlace = filled(env['HSF_SINCE']);
  return {
    stack: env['HSF_STACK'] ?? '',
    variant,
    platform: filled(env['HSF_PLATFORM']),
    how: used !== null || inPlace !== null ? 'in-place' : container === '' ? 'shell' : 'container',
    enteredIn: used?.shell ?? null,
    since: inPlace ?? startedAt(world),
    level: levelOf(env),
    container: container === '' ? null : {image: container === 'host' ? null : container},
    underneath: outerOf(env),
    changes: used?.changes ?? null,
    dropped: inPlace === null && isUntold(env, container) ? null : (filled(env['HSF_DROPPED'])?.split(' ') ?? []),
    revision: await revisionOf(context, env['HSF_REVISION'] ?? ''),
    mounts: container === '' ? null : mountsHere(),
  };
}

/** Whether nobody has said what was left out: a container may have an empty word from the stack around it. */
function isUntold(env: Environment, container: string): boolean {
  return env['HSF_DROPPED'] === undefined || (container !== '' && env['HSF_DROPPED'] === '');
}

function filled(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

type Used = {readonly shell: string; readonly changes: Changes};

/** What the library said in HSF_USED: `SHELL LEVELS`, then a line `KIND NAME` for each change; a tcsh gives what it noted on standard input. */
function usedOf(text: string): Used | null {
  const [head = '', ...lines] = text.split('\n');
  const [shell = '', depth = '0'] = head.split(' ');
  const records =
    shell === 'tcsh'
      ? (levelsOfTcsh()
          .at(-1)
          ?.variables.map(({kind, name}) => `${kind} ${name}`) ?? null)
      : depth === '0'
        ? null
        : lines;
  if (records === null) return null;
  const of = (...kinds: readonly string[]) =>
    records.flatMap(record => {
      const at = record.indexOf(' ');
      return kinds.includes(record.slice(0, at)) ? [record.slice(at + 1)] : [];
    });
  return {
    shell,
    changes: {
      set: of('set'),
      lists: of('list'),
      unset: of('unset'),
      functions: of('function'),
      aliases: of('alias'),
      completions: of('completion'),
      others: of('variable', 'option', 'prompt'),
    },
  };
}

/** Whether the repository shows another revision by now. It is asked by a child with a deadline, and not at all while one waits for it. */
async function revisionOf(context: Context, mark: string): Promise<Status['revision']> {
  const at = mark.indexOf('=');
  const repository = mark.slice(0, at);
  const entered = mark.slice(at + 1);
  if (at < 0 || !isRepositoryName(repository)) return null;
  const {settings, world, directories, deadline} = context;
  const unknown = {repository, entered, now: null, moved: null};
  const cache = openCache(directories.cache, settings.cvmfs);
  if (cache.stuck(repository) !== null) return unknown;
  const client = startLiveClient(launchOf(world, settings.cvmfs));
  const life = await client.look(
    `${settings.cvmfs}/${repository}`,
    true,
    Math.min(HUNG_AFTER_MS, earlier(deadline, 200).remainingMs()),
    cache.silence(repository, world.now),
  );
  if (life.status === 'stalled') cache.rememberStuck(repository, life.group, world.now());
  else if (life.status !== 'gone') await client.stop();
  const now = life.status === 'alive' ? life.rootHash : null;
  return {...unknown, now, moved: now === null ? null : now !== entered};
}

const OF_THE_KERNEL = new Set([
  'proc',
  'sysfs',
  'devpts',
  'mqueue',
  'cgroup',
  'cgroup2',
  'securityfs',
  'debugfs',
  'tracefs',
  'bpf',
]);

function mountsHere(): Status['mounts'] {
  return readMountTable()
    .filter(({type, point}) => !OF_THE_KERNEL.has(type) && !/^\/(?:proc|sys|dev)(?:\/|$)/.test(point))
    .map(({point, type}) => ({target: point, type}));
}
