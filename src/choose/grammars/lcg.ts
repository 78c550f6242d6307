import {dashed} from './dashed.ts';
import {compilerWord, osWord} from './words.ts';

/** The platform strings of LCG and ATLAS (LAYOUTS.md 1.4): `x86_64-el9-gcc13-opt`, `x86_64-ubuntu2204-gcc11-dbg`, `x86_64-slc6-gcc62-opt`. */
export const lcg = dashed('lcg', {os: osWord, compiler: compilerWord});
