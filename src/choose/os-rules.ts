import {osWord} from './grammars/words.ts';
import type {Host} from './host.ts';
import {compareVersions} from './release-order.ts';
import type {Platform} from './stack.ts';

type Os = NonNullable<Platform['os']>;

/** Operating systems that count as one: a platform built for any word runs on hosts of the family. */
type OsRule = {
  /** Words of platforms, versions without the point release. */
  readonly builtFor: readonly string[];
  /** Families of hosts (`host.os.family`) on which they run without a container. */
  readonly runsOn: readonly string[];
  readonly source: string;
};

const FOLLOWS_OS_RELEASE = 'LAYOUTS.md 1.4: the word follows os-release; RHEL and its rebuilds are one system';

export const OS_RULES: readonly OsRule[] = [
  ...['8', '9', '10'].map(major => ({
    builtFor: ['el', 'almalinux', 'rocky', 'rhel', 'centos', 'cs', 'oracle'].map(id => id + major),
    runsOn: [`el${major}`],
    source: FOLLOWS_OS_RELEASE,
  })),
  {builtFor: ['centos7', 'cc7', 'el7', 'rhel7', 'slc7', 'sl7'], runsOn: ['centos7'], source: FOLLOWS_OS_RELEASE},
  {builtFor: ['slc6', 'centos6', 'el6', 'sl6', 'rhel6'], runsOn: ['slc6'], source: FOLLOWS_OS_RELEASE},
  ...['14', '16', '18', '20', '22', '24', '26'].map(year => ({
    builtFor: [`ubuntu${year}`],
    runsOn: [`ubuntu${year}04`],
    source: 'LAYOUTS.md 1.11: older standalone ROOT builds name long-term releases by their year (x86_64-ubuntu22-gcc113-opt)',
  })),
  {builtFor: ['slc5', 'sl5'], runsOn: ['slc5', 'slc6'], source: 'LAYOUTS.md 1.4: compatibility tables of LHCb'},
];

const FAMILIES: ReadonlyMap<string, readonly string[]> = new Map(
  OS_RULES.flatMap(rule => rule.builtFor.map(word => [word, rule.runsOn] as const)),
);

/** Systems whose point releases run each other's programs; the months of Ubuntu are releases of their own. */
function withoutPointRelease(os: Os): string | null {
  return os.version?.includes('.') === true && os.id !== 'ubuntu' && os.id !== 'mac'
    ? os.id + (os.version.split('.')[0] ?? '')
    : null;
}

/** Families of hosts on which a platform of this system runs as it is; other systems must be the very same. */
export function familiesFor(os: Os): readonly string[] {
  return FAMILIES.get(osWord(os)) ?? FAMILIES.get(withoutPointRelease(os) ?? '') ?? [osWord(os)];
}

/** The word under which images for this system are looked up: `almalinux9.8` → `el9`. */
export function imageWord(os: Os): string {
  return familiesFor(os)[0] ?? osWord(os);
}

/** Whether programs built for `os` find their system on this host. */
export function isNative(os: Os, host: Host['os']): boolean {
  if (host.family === null || !familiesFor(os).includes(host.family)) return false;
  // Built against a point release (standalone ROOT on Alma 9.8): the host must be at least that far (LAYOUTS.md 1.11).
  const pointRelease = FAMILIES.has(withoutPointRelease(os) ?? '');
  return !pointRelease || host.version === null || !host.version.includes('.') || compareVersions(host.version, os.version) >= 0;
}
