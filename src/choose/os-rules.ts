import {osWord} from './grammars/words.ts';
import type {Host} from './host.ts';
import {compareVersions} from './release-order.ts';
import type {Platform} from './stack.ts';

type Os = NonNullable<Platform['os']>;

/** Operating systems that count as one: a platform built for any word runs on hosts of the family. */
type OsRule = {
  /** Words of platforms, versions without the point release. */
  readonly builtFor: readonly string[];
  /** Families of hosts (`host.os.family`, without the point release) on which they run without a container; the first has the images. */
  readonly runsOn: readonly string[];
  readonly source: string;
};

const FOLLOWS_OS_RELEASE = 'LAYOUTS.md 1.4: the word follows os-release; RHEL and its rebuilds are one system';

/** Names by which platforms call Red Hat Enterprise Linux and its rebuilds. */
const RHEL_NAMES = [
  'el',
  'rhel',
  'almalinux',
  'alma',
  'rocky',
  'rockylinux',
  'centos',
  'centosstream',
  'cs',
  'ol',
  'oracle',
  'oraclelinux',
  'scientific',
  'sl',
  // CERN's own names up to 7, which some programs that make platform strings went on with.
  'cc',
  'slc',
];

export const OS_RULES: readonly OsRule[] = [
  ...['8', '9', '10'].map(major => ({
    builtFor: RHEL_NAMES.map(id => id + major),
    runsOn: [`el${major}`],
    source: FOLLOWS_OS_RELEASE,
  })),
  {builtFor: RHEL_NAMES.map(id => `${id}7`), runsOn: ['centos7'], source: FOLLOWS_OS_RELEASE},
  {builtFor: RHEL_NAMES.map(id => `${id}6`), runsOn: ['slc6'], source: FOLLOWS_OS_RELEASE},
  {
    builtFor: RHEL_NAMES.map(id => `${id}5`),
    runsOn: ['slc5', 'slc6'],
    source: 'LAYOUTS.md 1.4: compatibility tables of LHCb',
  },
  {
    builtFor: ['el', 'rhel', 'almalinux', 'alma', 'rocky', 'rockylinux'],
    runsOn: ['el9', 'el8', 'el10'],
    source: 'LAYOUTS.md 6: LSST names its platform almalinux-x86_64, without a version',
  },
  ...['14', '16', '18', '20', '22', '24', '26'].map(year => ({
    builtFor: [`ubuntu${year}`],
    runsOn: [`ubuntu${year}04`],
    source: 'LAYOUTS.md 1.11: older standalone ROOT builds name long-term releases by their year (x86_64-ubuntu22-gcc113-opt)',
  })),
  ...[
    ['19', '1804'],
    ['20', '2004'],
    ['21', '2204'],
    ['22', '2404'],
  ].map(([mint, ubuntu]) => ({
    builtFor: [`linuxmint${mint}`],
    runsOn: [`ubuntu${ubuntu}`],
    source: "Linux Mint's release notes: its packages are those of this Ubuntu",
  })),
  ...['12', '15', '16'].map(major => ({
    builtFor: ['sles', 'suse', 'sle', 'opensuse', 'opensuse_leap', 'leap'].map(id => id + major),
    runsOn: [`sles${major}`, `opensuse-leap${major}`, `sles_sap${major}`, `sle_hpc${major}`],
    source: "SUSE's release notes: Leap is built from the packages of the Enterprise Server of the same number",
  })),
  ...['2', '2023'].map(release => ({
    builtFor: [`amzn${release}`, `amazon${release}`, `amazonlinux${release}`],
    runsOn: [`amzn${release}`],
    source: "Spack's name for Amazon Linux is that of os-release",
  })),
];

const FAMILIES: ReadonlyMap<string, readonly string[]> = new Map(
  OS_RULES.flatMap(rule => rule.builtFor.map(word => [word, rule.runsOn] as const)),
);

/** Systems whose dots separate releases of their own, not point releases. */
const DOTS_MATTER = new Set(['ubuntu', 'mac', 'freebsd', 'alpine', 'amzn', 'openeuler', 'nixos']);

/** Systems that run each other's programs under one word; the months of Ubuntu are releases of their own. */
function withoutPointRelease({id, version}: Os): string | null {
  return version?.includes('.') === true && !DOTS_MATTER.has(id) ? id + (version.split('.')[0] ?? '') : null;
}

/** Families of hosts on which a platform of this system runs as it is; other systems must be the very same. */
export function familiesFor(os: Os): readonly string[] {
  return FAMILIES.get(osWord(os)) ?? FAMILIES.get(withoutPointRelease(os) ?? '') ?? [osWord(os)];
}

/** The word under which images for this system are looked up: `almalinux9.8` → `el9`. */
export function imageWord(os: Os): string {
  return familiesFor(os)[0] ?? osWord(os);
}

/** Words by which people mean this system besides its own: `rocky9.3` and `almalinux9` are `el9`, and `slc6` is `el6`. */
export function classWords(os: Os): readonly string[] {
  const major = os.version?.split('.', 1)[0];
  return [...new Set([imageWord(os), ...(major !== undefined && RHEL_NAMES.includes(os.id) ? [`el${major}`] : [])])];
}

/** Whether programs built for `os` find their system on this host. */
export function isNative(os: Os, host: Host['os']): boolean {
  if (os.id === 'mac' || host.id === 'mac') return os.id === host.id && !isNewerMac(os.version, host.version);
  if (!isSameFamily(os, host)) return false;
  return !isNewerPointRelease(os, host);
}

/**
 * Built against a point release that this host has not reached, as standalone ROOT is for Alma 9.8. LAYOUTS.md 1.11 asks for the
 * very same one; Red Hat promises that programs of one point release run on the later ones of its major version (Application
 * Compatibility Guide), so an older host is refused and a newer one is not.
 */
export function isNewerPointRelease(os: Os, host: Host['os']): boolean {
  const counts = isSameFamily(os, host) && FAMILIES.has(withoutPointRelease(os) ?? '');
  return counts && host.version !== null && host.version.includes('.') && compareVersions(host.version, os.version) < 0;
}

function isSameFamily(os: Os, host: Host['os']): boolean {
  if (host.family === null) return false;
  const families = familiesFor(os);
  if (families.includes(host.family)) return true;
  // sles15.5 and opensuse-leap15.6 have their point release in the word, and platforms leave it out.
  return hasRule(os) && families.includes(host.family.replace(/\.[\d.]+$/, ''));
}

function hasRule(os: Os): boolean {
  return FAMILIES.has(osWord(os)) || FAMILIES.has(withoutPointRelease(os) ?? '');
}

/** Programs for macOS run on the system they were built for and on later ones; what is not known speaks against nothing. */
function isNewerMac(built: string | null, own: string | null): boolean {
  if (built === null || own === null) return false;
  // Up to 10.15 the second number was the release; since 11 it is the first (LAYOUTS.md 1.4, 1.11).
  const release = (version: string) =>
    version.startsWith('10.') ? version.split('.').slice(0, 2) : version.split('.').slice(0, 1);
  return compareVersions(release(built).join('.'), release(own).join('.')) > 0;
}
