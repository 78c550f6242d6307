import type {FoundVariant} from '../found.ts';

/** Where the packages of a variant are listed (LAYOUTS.md 1.5, 1.8, 2.4). Paths are below `/cvmfs`. */
export type PackageSource =
  | {readonly kind: 'manifest'; readonly directory: string; readonly platform: string}
  | {readonly kind: 'portage'; readonly directory: string}
  | {readonly kind: 'modules'; readonly directory: string};

/** The list that belongs to a variant, null for families that have none we can read. */
export function packageSource(found: FoundVariant): PackageSource | null {
  const {captures, entry, layout, platformText, repository, root} = found;
  if (entry.kind === 'prefix') return {kind: 'portage', directory: `${root}/var/db/pkg`};
  if (entry.kind === 'modules') return {kind: 'modules', directory: `${root}/modules/all`};
  if (layout.grammar !== 'lcg') return null;
  const {release, slot, day} = captures;
  if (slot !== undefined && day !== undefined)
    return {
      kind: 'manifest',
      directory: `/cvmfs/${repository}/lcg/nightlies/${slot}/${dayOf(found) ?? day}`,
      platform: platformText,
    };
  return release === undefined
    ? null
    : {kind: 'manifest', directory: `/cvmfs/${repository}/lcg/releases/${release}`, platform: platformText};
}

/** `latest` has no manifests of its own: its links name the day (LAYOUTS.md 1.2). */
function dayOf({link}: FoundVariant): string | null {
  return link === null ? null : (/^\.\.\/([^/]+)\//.exec(link)?.[1] ?? null);
}

/** Whether a file of a release directory lists packages of the platform: `LCG_externals_…`, `LCG_generators_…`, `LCG_contrib_…`. */
export function isManifest(file: string, platform: string): boolean {
  return (
    /^LCG_[A-Za-z]+_/.test(file) &&
    file.endsWith(`_${platform}.txt`) &&
    file.length - platform.length - 4 === file.indexOf('_', 4) + 1
  );
}
