import {lstatSync, readlinkSync, realpathSync} from 'node:fs';
import {dirname} from 'node:path';

/** Where a path really is, all links followed by hand. */
export type Resolved =
  | {
      readonly status: 'found';
      /** As users spell it, below `/cvmfs`. */ readonly real: string;
      /** For the system. */ readonly physical: string;
    }
  | {readonly status: 'missing'; /** The nearest directory above that exists. */ readonly nearest: string}
  | {readonly status: 'outside'; readonly target: string; /** The directory of the last link. */ readonly nearest: string}
  | {readonly status: 'failed'; readonly code: string; /** The directory that was looked into last. */ readonly nearest: string};

/** @param onPlace gets each place that the answer depends on, links resolved, below the root: where links lie, and what is found */
export type Resolver = (repository: string, path: string, onPlace?: (place: string) => void) => Resolved;

// As many as Linux allows.
const MOST_LINKS = 40;

/**
 * Follows links below another root than `/cvmfs`: absolute ones that begin with `/cvmfs/` are rebased (LAYOUTS.md 8), and one that
 * leads out of the known repositories is not followed, since what is there is nobody's business here and may not answer.
 *
 * What was learnt about the directories on the way is kept for the life of the resolver: make one for each request.
 */
export function makeResolver(root: string, known: ReadonlySet<string>): Resolver {
  const links = new Map<string, string | null>();

  const targetOf = (physical: string): string | null => {
    const remembered = links.get(physical);
    if (remembered !== undefined) return remembered;
    const target = lstatSync(physical).isSymbolicLink() ? readlinkSync(physical) : null;
    links.set(physical, target);
    return target;
  };

  return (repository, path, onPlace = () => {}) => {
    let followed = 0;
    let done: string[] = [repository];
    let todo = segmentsOf(path);
    let nearest = `${root}/${repository}`;
    const physical = (segments: readonly string[]) => `${root}/${segments.join('/')}`;
    while (todo.length > 0) {
      const [name = '', ...rest] = todo;
      todo = rest;
      if (name === '..') {
        done.pop();
        continue;
      }
      done.push(name);
      // The first name is a repository: it may be a link of the tree's owner, and the system follows it.
      if (done.length === 1) {
        if (!known.has(name) && name !== repository)
          return {status: 'outside', target: `/cvmfs/${done.concat(rest).join('/')}`, nearest};
        continue;
      }
      let target: string | null;
      try {
        target = targetOf(physical(done));
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
        onPlace(done.slice(0, -1).join('/'));
        return code === 'ENOENT' || code === 'ENOTDIR'
          ? {status: 'missing', nearest: dirname(physical(done))}
          : {status: 'failed', code, nearest: dirname(physical(done))};
      }
      if (target === null) continue;
      nearest = dirname(physical(done));
      onPlace(done.slice(0, -1).join('/'));
      if (++followed > MOST_LINKS) return {status: 'failed', code: 'ELOOP', nearest};
      if (target.startsWith('/')) {
        if (!target.startsWith('/cvmfs/')) return {status: 'outside', target, nearest};
        done = [];
        todo = [...segmentsOf(target.slice('/cvmfs/'.length)), ...todo];
      } else {
        done.pop();
        todo = [...segmentsOf(target), ...todo];
      }
    }
    if (done.length === 0) return {status: 'outside', target: '/cvmfs', nearest};
    onPlace(done.join('/'));
    return {status: 'found', real: `/cvmfs/${done.join('/')}`, physical: physical(done)};
  };
}

/** Paths of this machine are resolved by it. */
export const resolveHere: Resolver = (directory, path) => {
  const asked = `/${directory}/${path}`;
  const nearest = `/${directory}`;
  try {
    const real = realpathSync(asked);
    return {status: 'found', real, physical: real};
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? {status: 'missing', nearest} : {status: 'failed', code, nearest};
  }
};

function segmentsOf(path: string): string[] {
  return path.split('/').filter(part => part !== '' && part !== '.');
}
