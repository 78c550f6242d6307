import {dashed} from './dashed.ts';
import {compilerWord, osWord} from './words.ts';

/**
 * The binary tags of LHCb (LAYOUTS.md 1.4, 6.3): those of LCG with levels and microarchitectures in front (`x86_64_v3`, `armv8.1_a`,
 * `skylake_avx512`), layers after the compiler (`gcc13+detdesc+cuda12_4`) and switches after the build type (`opt+g`, `dbg+o1+asan`).
 */
export const lhcb = dashed('lhcb', {os: osWord, compiler: compilerWord});
