import {dashed} from './dashed.ts';
import {dottedCompilerWord, dottedOsWord} from './words.ts';

/**
 * Key4hep's builds with Spack (LAYOUTS.md 3.1): the distribution's own name and full versions with their dots,
 * `x86_64-almalinux9-gcc14.2.0-opt`, `x86_64-ubuntu22.04-gcc11.4.0-opt`; older ones end with the compiler.
 */
export const spack = dashed('spack', {os: dottedOsWord, compiler: dottedCompilerWord});
