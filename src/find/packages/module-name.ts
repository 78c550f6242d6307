import type {Package} from './package.ts';

/** A module file of EasyBuild: directory `ROOT`, file `6.30.06-foss-2023a.lua` → ROOT 6.30.06-foss-2023a. */
export function parseModuleName(directory: string, file: string): Package | null {
  return file.endsWith('.lua') && file.length > 4 && !file.startsWith('.')
    ? {name: directory, version: file.slice(0, -4), category: null}
    : null;
}
