import type {Conditions} from './conditions.ts';

/**
 * A file of this machine that a set-up named, `~/…` below the home directory and `./…` below the one it is run in, with its times; null
 * where there was none.
 */
export type MachinePlace = readonly [place: string, times: string | null];

type Environment = Readonly<Record<string, string | undefined>>;

// What is another at each look, and what is told by other means.
const NEVER = /^\/(?:cvmfs|dev|proc|sys)(?:\/|$)/;

/** The absolute paths in a text that are files of this machine, each once. */
export function machinePathsIn(text: string): readonly string[] {
  const found = text.match(/(?<![\w.~/$})*?\]-])\/[\w+@.][\w.+@~%,/-]*/g) ?? [];
  return [...new Set(found.map(path => path.replace(/[/.,]+$/, '')))].filter(path => path !== '' && !NEVER.test(path));
}

/** What paths seen in a second run stand for; none for what is its alone. */
export function machinePlaceOf(
  path: string,
  {directories: [own = ''], cwd}: Conditions,
  {HOME: home}: Environment,
): string | null {
  const below = (directory: string) => path.startsWith(`${directory}/`);
  if (below(`${own}/home`)) return `~${path.slice(own.length + '/home'.length)}`;
  if (below(cwd)) return `.${path.slice(cwd.length)}`;
  if (path === own || below(own)) return null;
  return home !== undefined && home.length > 1 && below(home) ? `~${path.slice(home.length)}` : path;
}

/** The same places in an environment; null where it has no such directory. */
export function machinePathOf(place: string, {HOME: home, PWD: here}: Environment): string | null {
  const [first] = place;
  if (first === '/') return place;
  const directory = first === '~' ? home : here;
  return directory?.startsWith('/') === true ? `${directory}${place.slice(1)}` : null;
}
