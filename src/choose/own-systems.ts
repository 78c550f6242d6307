import type {Host} from './host.ts';

/**
 * Whether the script of a stack agrees to start on a system: some look at os-release and stop on all that they were not told of, though
 * the builds would run there (Key4hep's on CentOS Stream 9, LAYOUTS.md 3.2). What is not known speaks against nothing.
 *
 * @param systems IDs of os-release, or IDs with the major version; empty: the script does not ask
 */
export function agreesToStart(systems: readonly string[], {id, version}: Host['os']): boolean {
  // `el` is no ID: somebody said `--os el9`, and any of the family may be meant.
  if (systems.length === 0 || id === null || id === 'el') return true;
  return systems.includes(id) || systems.includes(id + (version?.split('.')[0] ?? ''));
}

/** A system in its own words: `centos 9`. */
export function systemNamed({id, version}: Host['os']): string {
  return [id ?? 'this system', ...(version === null ? [] : [version])].join(' ');
}
