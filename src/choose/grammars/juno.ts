import {underscored} from './underscored.ts';

/** JUNO's trees (LAYOUTS.md 6.9), in the shape of CMS's: `el9_amd64_gcc11`, `centos7_amd64_gcc1120` (11.2.0), `sl6_amd64_gcc447`, `centos7_amd64_gcc1120_opticks`. */
export const juno = underscored('juno', {systems: {}, machines: {amd64: 'x86_64'}});
