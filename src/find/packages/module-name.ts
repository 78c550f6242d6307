import {packageOf, type Package} from './package.ts';

/** A module file of EasyBuild: directory `ROOT`, file `6.30.06-foss-2023a.lua` → ROOT 6.30.06-foss-2023a. */
export function parseModuleName(directory: string, file: string): Package | null {
  return file.endsWith('.lua') && !file.startsWith('.') ? packageOf(directory, file.slice(0, -'.lua'.length)) : null;
}

/** A module file of any kind: Tcl ones have no ending, Lua ones `.lua`. What lies beside them is no module. */
export function parseModuleFile(directory: string, file: string): Package | null {
  if (file.startsWith('.') || BESIDE.test(file)) return null;
  return packageOf(directory, file.endsWith('.lua') ? file.slice(0, -'.lua'.length) : file);
}

const BESIDE = /~$|^README|\.(?:md|txt|json|html|ya?ml|sh|bak|orig|rpmnew|rpmsave|swp)$/i;
