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
    const left = odd.reduce((sum, [, list]) => sum + list.left, 0);
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
