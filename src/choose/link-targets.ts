import type {FoundVariant} from '../find/found.ts';

/** A variant as it was found, with its address. */
type Addressed = {readonly found: FoundVariant; readonly address: string};

/**
 * The addresses that links lead to: of each variant whose root is a link to the root of another variant in the same repository
 * (`latest/<platform>` → `../Thu/<platform>`), or lies behind a link (`pro` → `v8.0.50`). A link at the end is followed by its text
 * alone, in both styles, relative and absolute, and all of them as far as the search did where that is no variant.
 *
 * @param each calls back with every variant of the catalogue; not used where there are no such links
 */
export function linkTargets(
  variants: readonly FoundVariant[],
  each: (take: (found: FoundVariant, address: string) => void) => void,
): ReadonlyMap<FoundVariant, string> {
  const targets = new Map<FoundVariant, readonly string[]>();
  const wanted = new Set<string>();
  for (const found of variants) {
    const {link, real, root} = found;
    if ((link === null && real === null) || (link !== null && leadsToStore(found, link))) continue;
    const own = [link === null ? null : targetOf(found, link), real].flatMap(each =>
      each === null || each === root ? [] : [each],
    );
    if (own.length === 0) continue;
    targets.set(found, own);
    for (const target of own) wanted.add(target);
  }
  if (targets.size === 0) return NOWHERE;
  const there = new Map<string, Addressed[]>();
  each((found, address) => {
    if (!wanted.has(found.root)) return;
    const already = there.get(found.root);
    if (already === undefined) there.set(found.root, [{found, address}]);
    else already.push({found, address});
  });

  const leads = new Map<FoundVariant, string>();
  for (const [found, own] of targets) {
    for (const target of own) {
      const best = likest(found, there.get(target) ?? []);
      if (best === null) continue;
      leads.set(found, best.address);
      break;
    }
  }
  return leads;
}

const NOWHERE: ReadonlyMap<FoundVariant, string> = new Map();

/** Images are links into a hidden store (LAYOUTS.md 4.1), thousands of them, and no variant lies there. */
function leadsToStore(found: FoundVariant, link: string): boolean {
  return found.entry.kind === 'image' && /(?:^|\/)\.[^./]/.test(link);
}

/** Where a link leads, below `/cvmfs`; null when it leaves the repository. */
export function targetOf({root, repository}: Pick<FoundVariant, 'root' | 'repository'>, link: string): string | null {
  const home = `/cvmfs/${repository}`;
  const parts: string[] = link.startsWith('/') ? [] : root.split('/').slice(1, -1);
  for (const part of link.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const target = `/${parts.join('/')}`;
  return target.startsWith(`${home}/`) ? target : null;
}

/** The variant among those of one root that is meant: of the same family first, and with the same compiler of a prefix. */
function likest(found: FoundVariant, there: readonly Addressed[]): Addressed | null {
  let best: Addressed | null = null;
  let likeness = -1;
  for (const each of there) {
    if (each.found.repository !== found.repository || compilerOf(each.found) !== compilerOf(found)) continue;
    const alike = Number(each.found.family.id === found.family.id);
    if (alike > likeness) [best, likeness] = [each, alike];
  }
  return best;
}

function compilerOf({compiler}: FoundVariant): string {
  return compiler === null ? '' : `${compiler.name} ${compiler.version}`;
}
