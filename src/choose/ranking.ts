import {imageWord} from './os-rules.ts';
import {compareVersions} from './release-order.ts';
import type {Platform, Runs, Variant} from './stack.ts';

const CLASS: Readonly<Record<Runs, number>> = {native: 2, container: 1, no: 0};

/** Optimised builds before all others, unknown ones between them and debug builds. */
export function buildRank(build: string | null): number {
  if (build === 'opt') return 2;
  return build === null ? 1 : 0;
}

/**
 * Best first, for `sort`: what runs before what does not, what was published whole before what was not, native before container,
 * then how well the CPU is used, the layout's preference and the build (`tierDifference`), then the newest compiler, a variant
 * without one of its own first, then the newest system of a kind, then the address.
 */
export function bestFirst(a: Variant, b: Variant): number {
  return (
    tierDifference(a, b) ||
    Number(a.found.compiler !== null) - Number(b.found.compiler !== null) ||
    newestCompiler(a, b) ||
    newestSystem(a.platform, b.platform) ||
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
 * after one that has; what has to be fetched comes after all that starts at once. Neither is one of which nobody knows for what it was made while another is known to run, in a container or not.
 */
function worthOf({verdict, marks, platform}: Variant): number {
  if (verdict.runs === 'no') return 0;
  const later = (marks.includes('stale') ? 1 : 0) + (isFetched(verdict) ? 1.5 : 0);
  const worth = CLASS[verdict.runs] * 2 + (isRiddle(platform) ? -4 : 0) - later;
  return marks.includes('incomplete') ? worth + 10 : worth + 20;
}

/** An image that no look has found: whether its registry can be reached shows only when it is needed. */
function isFetched({runs, image}: Variant['verdict']): boolean {
  return runs === 'container' && image !== null && !image.startsWith('/') && !image.startsWith('localhost/');
}

/** A spelling that says nothing to hsf; stacks without any platform are another matter. */
function isRiddle({text, arch, cpu, os, tags}: Platform): boolean {
  return text !== '' && arch === null && cpu === null && os === null && tags.length === 0;
}

/** gcc before other compilers of no comparable version, then the newest. */
function newestCompiler(a: Variant, b: Variant): number {
  const [left, right] = [a.platform.compiler, b.platform.compiler];
  if (left?.name !== right?.name) return Number(right?.name === 'gcc') - Number(left?.name === 'gcc');
  return newestVersion(left?.version ?? null, right?.version ?? null);
}

/** Of two systems of a kind the newer one first: el9 before el8, Ubuntu 24.04 before 22.04. */
function newestSystem({os: a}: Platform, {os: b}: Platform): number {
  if (a === b || a === null || b === null) return 0;
  const [left, right] = [kindOf(a), kindOf(b)];
  return left.kind === right.kind ? newestVersion(left.version, right.version) : 0;
}

type Os = NonNullable<Platform['os']>;

/** Of each system that is compared once; platforms of one spelling share theirs. */
const KINDS = new WeakMap<Os, {readonly kind: string; readonly version: string | null}>();

/** Names for RHEL and its rebuilds are one kind, by the words of those who make images: el9, centos7, slc6. */
function kindOf(os: Os): {readonly kind: string; readonly version: string | null} {
  let known = KINDS.get(os);
  if (known === undefined) {
    const rhel = /^(?:el|centos|slc)(\d+)$/.exec(imageWord(os))?.[1];
    KINDS.set(os, (known = rhel === undefined ? {kind: os.id, version: os.version} : {kind: 'el', version: rhel}));
  }
  return known;
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
