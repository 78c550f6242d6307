import {underscored} from './underscored.ts';

/**
 * CMS's SCRAM_ARCH (LAYOUTS.md 6.1): `el8_amd64_gcc12`, `slc6_amd64_gcc530` (5.3.0), `cs8_aarch64_gcc10`, `fc22_ppc64le_gcc493`,
 * `osx108_amd64_gcc481`. `mic` is the first Xeon Phi, which runs no programs of other machines (`uname -m` says k1om).
 */
export const cms = underscored('cms', {
  systems: {osx: 'mac', fc: 'fedora'},
  machines: {amd64: 'x86_64', ia32: 'i686', mic: 'k1om', armv7hl: 'armv7l'},
});
