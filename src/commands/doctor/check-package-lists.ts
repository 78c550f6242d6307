import {ok, type Check} from './check.ts';
import type {Findings} from '../../find/found.ts';
import {openPackageCache} from '../../find/packages/package-cache.ts';

/** What was left out of the package lists that were read before, a line for each repository that has some. */
export function checkPackageLists({cvmfs, repositories}: Findings, cacheDirectory: string | null): readonly Check[] {
  const cache = openPackageCache(cacheDirectory, cvmfs);
  return repositories.flatMap(({fqrn}) => {
    const lists = [...cache.read(fqrn)];
    const odd = lists.filter(([, {status, left}]) => left > 0 || status.startsWith('failed'));
    const [example] = odd;
    if (example === undefined) return [];
    const left = odd.reduce((sum, [, list]) => sum + list.left, 0);
    const what = `${left} ${left === 1 ? 'line or name' : 'lines or names'}`;
    const place = example[1].places[0]?.[0] ?? fqrn;
    return [
      ok(
        `package-lists:${fqrn}`,
        `Left out of the package lists of ${fqrn}: ${what} in ${odd.length} of ${lists.length} (/cvmfs/${place}).`,
      ),
    ];
  });
}
