import type {Host} from './host.ts';
import {osNamed, osWord} from './grammars/words.ts';
import {familiesFor} from './os-rules.ts';

type HostOs = Host['os'];

/** Fields of an os-release file; never throws, lines that are no assignment are passed over. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] !== undefined) fields.set(match[1], unquoted((match[2] ?? '').trim()));
  }
  return fields;
}

/** os-release is shell syntax: quotes of two kinds and, between double ones, backslashes before four characters. */
function unquoted(value: string): string {
  const quote = value[0];
  if (value.length >= 2 && quote === "'" && value.endsWith("'")) return value.slice(1, -1);
  const bare = value.length >= 2 && quote === '"' && value.endsWith('"') ? value.slice(1, -1) : value;
  return bare.replaceAll(/\\(["$`\\])/g, '$1');
}

/**
 * What platform strings call this system: el9, centos7, ubuntu2404, debian12, fedora42. Distributions without a word of their own
 * get `<id><version>`, derivatives the word of the system whose packages they use (DESIGN.md 5, fine print).
 */
export function osFromRelease(fields: ReadonlyMap<string, string>): HostOs {
  const id = fields.get('ID')?.toLowerCase() || null;
  const version = fields.get('VERSION_ID') || null;
  if (id === null) return {id: null, version, family: null};
  const like = (fields.get('ID_LIKE') ?? '').toLowerCase().split(/\s+/);
  const family = familyOf({id, version, like, fields});
  return {id, version: version ?? versionFromCodename(id, fields), family};
}

type Release = {
  readonly id: string;
  readonly version: string | null;
  readonly like: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
};

/** Names under which rebuilds of Red Hat Enterprise Linux introduce themselves without saying so in ID_LIKE. */
const RHEL = new Set([
  'rhel',
  'centos',
  'almalinux',
  'rocky',
  'ol',
  'scientific',
  'eurolinux',
  'circle',
  'miraclelinux',
  'navylinux',
  'springdale',
  'puias',
  'cloudlinux',
  'virtuozzo',
]);

/** Ubuntu and Debian by codename, for derivatives that count versions of their own. */
const UBUNTU: Readonly<Record<string, string>> = {
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
  oracular: '24.10',
  plucky: '25.04',
  questing: '25.10',
  resolute: '26.04',
};
const DEBIAN: Readonly<Record<string, string>> = {
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  // Devuan's releases are built from these.
  ascii: '9',
  beowulf: '10',
  chimaera: '11',
  daedalus: '12',
  excalibur: '13',
};

function familyOf({id, version, like, fields}: Release): string {
  const own = id + (version ?? '').toLowerCase();
  const major = version === null ? null : Number.parseInt(version, 10);
  if (id === 'amzn' || id === 'fedora') return own;

  const platform = fields.get('PLATFORM_ID') ?? '';
  const el = /^platform:(el\d+)$/.exec(platform)?.[1];
  if (el !== undefined) return el;
  // Derivatives that count releases of their own say "rhel" as well: Fedora's are far higher, those of TencentOS and Alibaba lower.
  const isAlike = (like.includes('rhel') || like.includes('centos')) && major !== null && major >= 6 && major < 20;
  if ((RHEL.has(id) || isAlike) && major !== null) return major >= 8 ? `el${major}` : major === 7 ? 'centos7' : `slc${major}`;
  const isFedora = like.includes('fedora') && (platform === '' || platform.startsWith('platform:f'));
  if (isFedora && major !== null && major >= 20) return `fedora${major}`;

  const named = () => codename(fields, UBUNTU);
  const ubuntu = id === 'ubuntu' ? (version ?? named()) : like.includes('ubuntu') ? (named() ?? version) : null;
  if (ubuntu !== null) return osWord({id: 'ubuntu', version: ubuntu});
  if (id === 'debian') return `debian${version ?? codename(fields, DEBIAN) ?? ''}`;
  if (like.includes('debian')) {
    const base = codename(fields, DEBIAN) ?? (id === 'raspbian' ? version : null);
    if (base !== null) return `debian${base}`;
  }
  // These roll: what they call a version is the day.
  if (id === 'opensuse-tumbleweed' || id === 'opensuse-slowroll') return id;
  return own;
}

function codename(fields: ReadonlyMap<string, string>, table: Readonly<Record<string, string>>): string | null {
  for (const key of ['UBUNTU_CODENAME', 'DEBIAN_CODENAME', 'VERSION_CODENAME']) {
    const name = fields.get(key)?.toLowerCase() ?? '';
    if (Object.hasOwn(table, name)) return table[name] ?? null;
  }
  return null;
}

function versionFromCodename(id: string, fields: ReadonlyMap<string, string>): string | null {
  if (id === 'debian') return codename(fields, DEBIAN);
  return id === 'ubuntu' ? codename(fields, UBUNTU) : null;
}

/** Such a file is one line. */
const LONGEST_RELEASE = 512;

/** Systems older than os-release: `CentOS release 6.10 (Final)`, `Scientific Linux CERN SLC release 6.10 (Carbon)`. */
export function osFromRedHatRelease(text: string): HostOs | null {
  const match = /^(.*?)\s*(?:Linux\s+)?release\s+(\d+)(\.\d+)?/.exec(text.slice(0, LONGEST_RELEASE));
  const name = match?.[1]?.toLowerCase();
  const major = match?.[2];
  if (name === undefined || major === undefined) return null;
  const id = name.includes('centos')
    ? 'centos'
    : name.includes('scientific')
      ? 'scientific'
      : name.includes('fedora')
        ? 'fedora'
        : 'rhel';
  return osFromRelease(
    new Map([
      ['ID', id],
      ['VERSION_ID', major + (match?.[3] ?? '')],
    ]),
  );
}

/** Darwin 19 is macOS 10.15, 20 is 11, and they went side by side until 24; with 25 Apple began to name macOS by years. */
export function macOf(release: string): HostOs {
  const darwin = Number.parseInt(release, 10);
  if (!(darwin >= 5)) return {id: 'mac', version: null, family: 'mac'};
  const version = darwin < 20 ? `10.${darwin - 4}` : String(darwin >= 25 ? darwin + 1 : darwin - 9);
  return {id: 'mac', version, family: osWord({id: 'mac', version})};
}

/** An id of os-release, which may have dashes and underscores, with its version: `opensuse-leap15.6`, `sle_hpc-15.5`. */
const RELEASE_WORD = /^([a-z][a-z_]*(?:-[a-z_]+)*)-?(\d+(?:\.\d+)*)?$/;

/**
 * A system that the user names, in the words of platforms, of os-release or of `hsf host`: `el9`, `ubuntu22.04`, `ubuntu 22.04`,
 * `almalinux9.6`, `opensuse-leap 15.6`, `macos15`, `darwin24`. Its family is what os-release there gives; the id is null for a text
 * of another shape.
 */
export function osFromWord(word: string): HostOs {
  const compact = word.trim().toLowerCase().replaceAll(/\s+/g, '');
  const match = RELEASE_WORD.exec(compact);
  if (match === null) return {id: null, version: null, family: compact || null};
  const [, spelled = '', digits = ''] = match;
  if (spelled === 'darwin') return macOf(digits);
  if (!/[-_]/.test(spelled)) return namedSystem(spelled + digits);
  return osFromRelease(
    new Map([
      // Stream tells itself from the CentOS before it by its name alone, not by its id.
      ['ID', spelled === 'centos-stream' ? 'centos' : spelled],
      ['VERSION_ID', digits],
    ]),
  );
}

function namedSystem(word: string): HostOs {
  const os = osNamed(word) ?? {id: word, version: null};
  const [family = ''] = os.version === null ? [] : familiesFor(os);
  return {...os, family: /^(?:el|centos|slc|ubuntu)\d+$/.test(family) ? family : osWord(os)};
}
