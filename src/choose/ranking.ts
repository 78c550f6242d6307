import {compareVersions} from './release-order.ts';
import type {Runs, Variant} from './stack.ts';

const CLASS: Readonly<Record<Runs, number>> = {native: 2, container: 1, no: 0};

/** Optimised builds before all others, unknown ones between them and debug builds. */
export function buildRank(build: string | null): number {
  if (build === 'opt') return 2;
  return build === null ? 1 : 0;
}

/**
 * Best first, for `sort`: what runs before what does not, what was published whole before what was not, native before container,
 * then how well the CPU is used, the layout's preference and the build (`tierDifference`), then the newest compiler, a variant
 * without one of its own first, then the address.
 */
export function bestFirst(a: Variant, b: Variant): number {
  return (
    tierDifference(a, b) ||
    Number(a.found.compiler !== null) - Number(b.found.compiler !== null) ||
    newestCompiler(a, b) ||
    // Tags are experiments and extras: the plain build is what most people mean.
    a.platform.tags.length - b.platform.tags.length ||
    (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)
  );
}

/** Negative when `a` is better than `b` in what no user needs to be asked about; 0 when only a wish can decide. */
export function tierDifference(a: Variant, b: Variant): number {
  const classes = worthOf(b) - worthOf(a);
  if (classes !== 0) return classes;
  const [left, right] = [a.rank ?? [], b.rank ?? []];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (right[index] ?? 0) - (left[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * A build that is known not to be whole is no silent default while any other runs, and a link that has not moved for long comes
 * after one that has.
 */
function worthOf({verdict, marks}: Variant): number {
  if (verdict.runs === 'no') return 0;
  const worth = CLASS[verdict.runs] * 2 - (marks.includes('stale') ? 1 : 0);
  return marks.includes('incomplete') ? worth : worth + 10;
}

/** gcc before other compilers of no comparable version, then the newest. */
function newestCompiler(a: Variant, b: Variant): number {
  const [left, right] = [a.platform.compiler, b.platform.compiler];
  if (left?.name !== right?.name) return Number(right?.name === 'gcc') - Number(left?.name === 'gcc');
  return newestVersion(left?.version ?? null, right?.version ?? null);
}

/** A catalogue has a few dozen versions of compilers, and sorting asks for the same two again and again. */
const COMPARED = new Map<string, number>();
const MOST_COMPARED = 10_000;

function newestVersion(a: string | null, b: string | null): number {
  if (a === b) return 0;
  const key = `${a} ${b}`;
  let difference = COMPARED.get(key);
  if (difference === undefined) {
    if (COMPARED.size >= MOST_COMPARED) COMPARED.clear();
    COMPARED.set(key, (difference = compareVersions(b, a)));
  }
  return difference;
}
