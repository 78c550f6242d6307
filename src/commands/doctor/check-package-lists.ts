import {ok, type Check} from './check.ts';
import type {Findings} from '../../find/found.ts';
import {openPackageCache, type KeptList} from '../../find/packages/package-cache.ts';

/** What was left out of the package lists that were read before, a line for each repository that has some. */
export function checkPackageLists({cvmfs, repositories}: Findings, cacheDirectory: string | null): readonly Check[] {
  const cache = openPackageCache(cacheDirectory, cvmfs);
  return repositories.flatMap(({fqrn}) => {
    const lists = [...cache.read(fqrn)];
    const odd = lists.filter(([, {status, left}]) => left > 0 || (status !== 'read' && status !== 'missing'));
    const [example] = odd;
    if (example === undefined) return [];
    const left = linesLeft(odd.map(([, list]) => list));
    const counts = [
      `${left} ${left === 1 ? 'line or name' : 'lines or names'} in ${odd.length} of ${lists.length}`,
      countText(lists, ({status}) => status === 'unreadable' || status.startsWith('failed'), 'not readable'),
      countText(lists, ({status}) => status === 'partly', 'readable in part'),
    ].filter(text => text !== null);
    const place = example[1].places[0]?.[0] ?? fqrn;
    return [ok(`package-lists:${fqrn}`, `Left out of the package lists of ${fqrn}: ${counts.join(', ')} (/cvmfs/${place}).`)];
  });
}

function countText(
  lists: readonly (readonly [string, KeptList])[],
  are: (list: KeptList) => boolean,
  what: string,
): string | null {
  const count = lists.filter(([, list]) => are(list)).length;
  return count === 0 ? null : `${count} ${count === 1 ? 'is' : 'are'} ${what}`;
}

/** One file may be the list of many (CMS's map of releases has all platforms), and its lines count once. */
function linesLeft(lists: readonly KeptList[]): number {
  const most = new Map<string, number>();
  for (const {places, left} of lists) {
    const files = places.map(([path]) => path).join('\0');
    most.set(files, Math.max(left, most.get(files) ?? 0));
  }
  return [...most.values()].reduce((sum, left) => sum + left, 0);
}
