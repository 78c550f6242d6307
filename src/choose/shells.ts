import {placeOf} from '../system/below-root.ts';
import type {HostSource} from './host-source.ts';
import type {Fact} from './host.ts';

/** Shells that a start can use or end in. */
const SHELLS = ['bash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh', 'mksh', 'dash', 'sh'];

/** Installed shells: on PATH for this machine, in the usual folders below another root. */
export function shellsOf(source: HostSource): Fact<readonly string[]> {
  if (source.root === '/') {
    return {value: SHELLS.flatMap(shell => source.which(shell) ?? []), origin: 'PATH'};
  }
  const found = SHELLS.flatMap(
    shell => ['/usr/bin', '/bin'].map(folder => `${folder}/${shell}`).find(path => isThere(source, path)) ?? [],
  );
  return {value: found, origin: '/usr/bin, /bin'};
}

function isThere(source: HostSource, path: string): boolean {
  const place = placeOf(source, path);
  return place !== null && source.readBytes(place, 4) !== null;
}
