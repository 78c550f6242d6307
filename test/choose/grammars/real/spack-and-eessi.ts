/** Key4hep's builds. Columns as in lcg.ts. */
export const KEY4HEP_PLATFORMS = `
x86_64-almalinux9-gcc14.2.0-opt    x86_64  -  almalinux/9   gcc/14.2.0  opt  -
x86_64-almalinux9-gcc14.2.0-dbg    x86_64  -  almalinux/9   gcc/14.2.0  dbg  -
x86_64-almalinux9-gcc11.4.1-opt    x86_64  -  almalinux/9   gcc/11.4.1  opt  -
x86_64-almalinux9-gcc11.3.1-opt    x86_64  -  almalinux/9   gcc/11.3.1  opt  -
x86_64-almalinux9-gcc11.3.1        x86_64  -  almalinux/9   gcc/11.3.1  -    -
x86_64-centos7-gcc12.2.0-opt       x86_64  -  centos/7      gcc/12.2.0  opt  -
x86_64-centos7-gcc11.2.0-opt       x86_64  -  centos/7      gcc/11.2.0  opt  -
x86_64-centos7-gcc8.3.0-opt        x86_64  -  centos/7      gcc/8.3.0   opt  -
x86_64-ubuntu24.04-gcc13.3.0-opt   x86_64  -  ubuntu/24.04  gcc/13.3.0  opt  -
x86_64-ubuntu22.04-gcc11.4.0-opt   x86_64  -  ubuntu/22.04  gcc/11.4.0  opt  -
x86_64-ubuntu22.04-gcc11.3.0-opt   x86_64  -  ubuntu/22.04  gcc/11.3.0  opt  -
latest-opt                         -       -  -             -           -    -
`;

/** Spack's triplets, from Fermilab, GSI and users of it everywhere. Columns as in lcg.ts. */
export const SPACK_TARGETS = `
linux-almalinux9-x86_64_v2         x86_64   x86-64-v2       almalinux/9    -  -  -
linux-almalinux9-x86_64_v3         x86_64   x86-64-v3       almalinux/9    -  -  -
linux-x86_64_v3                    x86_64   x86-64-v3       -              -  -  -
linux-x86_64                       x86_64   -               -              -  -  -
linux-icelake                      x86_64   icelake         -              -  -  -
linux-debian8-x86_64               x86_64   -               debian/8       -  -  -
linux-debian12-x86_64              x86_64   -               debian/12      -  -  -
linux-ubuntu18.04-x86_64           x86_64   -               ubuntu/18.04   -  -  -
linux-ubuntu18.04-skylake          x86_64   skylake         ubuntu/18.04   -  -  -
linux-ubuntu20.04-x86_64           x86_64   -               ubuntu/20.04   -  -  -
linux-centos7-x86_64               x86_64   -               centos/7       -  -  -
linux-centos7-cascadelake          x86_64   cascadelake     centos/7       -  -  -
linux-centos7-zen2                 x86_64   zen2            centos/7       -  -  -
linux-centos8-power9le             ppc64le  power9le        centos/8       -  -  -
linux-rocky8-skylake_avx512        x86_64   skylake_avx512  rocky/8        -  -  -
linux-rhel9-neoverse_v2            aarch64  neoverse_v2     rhel/9         -  -  -
linux-scientific7-x86_64           x86_64   -               scientific/7   -  -  -
linux-sles15-zen3                  x86_64   zen3            sles/15        -  -  -
linux-opensuse_leap15-zen2         x86_64   zen2            opensuse_leap/15 - - -
linux-linuxmint20-zen2             x86_64   zen2            linuxmint/20   -  -  -
linux-amzn2-graviton2              -        -               -              -  -  -
darwin-sonoma-skylake              x86_64   skylake         mac/14         -  -  -
darwin-ventura-m1                  aarch64  m1              mac/13         -  -  -
darwin-bigsur-skylake              x86_64   skylake         mac/11         -  -  -
darwin-mojave-x86_64               x86_64   -               mac/10.14      -  -  -
darwin-highsierra-x86_64           x86_64   -               mac/10.13      -  -  -
darwin-elcapitan-x86_64            x86_64   -               mac/10.11      -  -  -
darwin-x86_64                      x86_64   -               mac/-          -  -  -
gcc-12.2.0                         -        -               -              -  -  -
cray-cnl5-haswell                  -        -               -              -  -  -
`;

/** EESSI's directories below `software/linux` and `compat`. Columns as in lcg.ts. */
export const EESSI_TARGET_TEXTS = `
x86_64/generic                         x86_64   -               -  -  -  generic
x86_64/intel/haswell                   x86_64   haswell         -  -  -  -
x86_64/intel/skylake_avx512            x86_64   skylake_avx512  -  -  -  -
x86_64/intel/cascadelake               x86_64   cascadelake     -  -  -  -
x86_64/intel/icelake                   x86_64   icelake         -  -  -  -
x86_64/intel/sapphirerapids            x86_64   sapphirerapids  -  -  -  -
x86_64/amd/zen2                        x86_64   zen2            -  -  -  -
x86_64/amd/zen3                        x86_64   zen3            -  -  -  -
x86_64/amd/zen4                        x86_64   zen4            -  -  -  -
x86_64/amd/zen5                        x86_64   zen5            -  -  -  -
x86_64/intel/icelake/accel/nvidia/cc70 x86_64   icelake         -  -  -  cc70
x86_64/amd/zen3/accel/nvidia/cc80      x86_64   zen3            -  -  -  cc80
x86_64/amd/zen5/accel/nvidia/cc100     x86_64   zen5            -  -  -  cc100
x86_64/amd/zen4/accel/amd/gfx90a       x86_64   zen4            -  -  -  gfx90a
aarch64/nvidia/grace/accel/nvidia/cc90 aarch64  grace           -  -  -  cc90
aarch64/generic                        aarch64  -               -  -  -  generic
aarch64/neoverse_n1                    aarch64  neoverse_n1     -  -  -  -
aarch64/neoverse_v1                    aarch64  neoverse_v1     -  -  -  -
aarch64/a64fx                          aarch64  a64fx           -  -  -  -
aarch64/nvidia/grace                   aarch64  grace           -  -  -  -
aarch64/google/axion                   aarch64  axion           -  -  -  -
ppc64le/power9le                       ppc64le  power9le        -  -  -  -
riscv64/generic                        riscv64  -               -  -  -  generic
riscv64/sifive/p550                    riscv64  p550            -  -  -  -
riscv64/spacemit/x60                   riscv64  x60             -  -  -  -
compat/linux/x86_64                    x86_64   -               -  -  -  compat
compat/linux/aarch64                   aarch64  -               -  -  -  compat
compat/linux/riscv64                   riscv64  -               -  -  -  compat
x86_64/amd                             -        -               -  -  -  -
x86_64/generic/accel/nvidia/latest     -        -               -  -  -  -
`;
