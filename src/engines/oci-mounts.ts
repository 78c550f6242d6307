import type {BindMount} from './engine.ts';

/** What these engines make by themselves for every container, on host processes, network and IPC alike. */
const OWN = ['/dev', '/proc', '/sys'];

/** The mounts that are left to ask for: all but the engine's own file systems. What lies below `/dev` and `/sys` stays. */
export function askedMounts(mounts: readonly BindMount[]): readonly BindMount[] {
  return mounts.filter(mount => !OWN.includes(mount.target));
}

/**
 * `--mount`, never `-v`: a colon in a path has no meaning in it, and docker's `-v` makes a source that is missing (ENGINES.md 4).
 * The value is one line of CSV, so a field with a comma, a quote or a line break is put in quotes. `rprivate` is what both take
 * without being told; said, docker refuses it for a directory that holds its own storage.
 */
export function mountOption({source, target, mode, propagation}: Pick<BindMount, 'source' | 'target' | 'mode' | 'propagation'>) {
  const fields = [
    'type=bind',
    `src=${source}`,
    `dst=${target}`,
    ...(mode === 'ro' ? ['readonly'] : []),
    ...(propagation === 'rslave' ? ['bind-propagation=rslave'] : []),
  ];
  return ['--mount', fields.map(quoted).join(',')] as const;
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
