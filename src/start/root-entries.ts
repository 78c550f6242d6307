import type {RootEntry} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {printable} from '../system/printable.ts';
import {isBelow} from '../system/which.ts';

/** Lists a directory of the root, its path as seen inside; null when there is none. */
export type ListInside = (directory: string) => Promise<readonly RootEntry[] | null>;

/** Where something is to be mounted, and from where; an engine's own mounts tell what they are instead. */
type Place =
  | {readonly target: string; readonly source: string; readonly kind?: never}
  | {readonly target: string; readonly source?: never; readonly kind: 'file'};

/**
 * Which directories of the root have to be put together entry by entry, because a mount point is missing in them (see
 * `ContainerSpec.entries`). Usually `/` alone; each further one costs a directory read and some bind mounts.
 *
 * @param states what is at the sources: a file needs a file to be bound on
 * @param links which are to be made, in directories that the root has
 * @returns `complete` when every mount point is there already; `warnings` about what cannot be put into the root
 */
export async function rootEntries(
  mounts: readonly Place[],
  states: ReadonlyMap<string, PathState>,
  list: ListInside,
  links: Readonly<Record<string, string>> = {},
): Promise<{
  readonly entries: Readonly<Record<string, readonly RootEntry[]>>;
  readonly complete: boolean;
  readonly warnings: readonly string[];
}> {
  const known = new Map<string, readonly RootEntry[]>();
  const taken = new Map<string, readonly RootEntry[]>();
  let complete = true;
  const entriesOf = async (directory: string) => {
    const entries = known.get(directory) ?? (await list(directory)) ?? [];
    known.set(directory, entries);
    return entries;
  };
  taken.set('/', await entriesOf('/'));

  for (const mount of mounts) {
    // Below another mount the point exists in what that one shows.
    if (mounts.some(other => other !== mount && other.target !== mount.target && isBelow(mount.target, other.target))) continue;
    const state = mount.source === undefined ? mount.kind : states.get(mount.source);
    const isFile = state !== 'directory' && state !== undefined;
    const parts = mount.target.split('/').slice(1);
    const above: string[] = [];
    let directory = '/';
    for (const [index, part] of parts.entries()) {
      const entry = (await entriesOf(directory)).find(candidate => candidate.name === part);
      const last = index === parts.length - 1;
      above.push(directory);
      const fits = entry !== undefined && entry.kind === (last && isFile ? 'file' : 'directory');
      if (!fits) {
        complete = false;
        for (const each of above) taken.set(each, known.get(each) ?? []);
        // A link or a file where a directory has to be makes way: it is left out of what is put together.
        if (entry !== undefined && !last) {
          taken.set(
            directory,
            taken.get(directory)!.filter(other => other !== entry),
          );
          known.set(directory, taken.get(directory)!);
        }
        break;
      }
      directory = `${directory === '/' ? '' : directory}/${part}`;
    }
  }
  for (const path of Object.keys(links)) {
    const [directory, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
    taken.set(
      directory,
      (await entriesOf(directory)).filter(entry => entry.name !== name),
    );
    complete = false;
  }
  const nameable = [...taken].map(([directory, entries]) => [directory, nameableEntries(directory, entries)] as const);
  return {
    entries: Object.fromEntries(nameable.map(([directory, {entries}]) => [directory, entries])),
    complete,
    warnings: nameable.flatMap(([, each]) => each.warnings),
  };
}

/** Node reads bytes that are not UTF-8 as U+FFFD, so an entry with such a name cannot be bound by it. */
export function nameableEntries(
  directory: string,
  entries: readonly RootEntry[],
): {readonly entries: readonly RootEntry[]; readonly warnings: readonly string[]} {
  const broken = (text: string | null) => text?.includes('\uFFFD') === true;
  const left = entries.filter(entry => broken(entry.name) || broken(entry.target));
  return {
    entries: entries.filter(entry => !left.includes(entry)),
    warnings: left.map(
      ({name}) => `${printable(name)} in ${directory} is not shown inside: its name or target is not valid UTF-8.`,
    ),
  };
}

/** What is lost when this machine's root has to be put together anew, for whoever may write there. */
export function rootIsACopy(uid: number): readonly string[] {
  return uid === 0 ? ['Files written directly in / are lost when the start ends: / is put together for it.'] : [];
}
