/** Families with a few platforms each. Columns as in lcg.ts. */
export const ALICE_PLATFORMS = `
el9-x86_64             x86_64   -          el/9          -  -  -
el9-aarch64            aarch64  -          el/9          -  -  -
el8-x86_64             x86_64   -          el/8          -  -  -
el7-x86_64             x86_64   -          el/7          -  -  -
el6-x86_64             x86_64   -          el/6          -  -  -
el5-x86_64             x86_64   -          el/5          -  -  -
ubuntu2004-x86_64      x86_64   -          ubuntu/20.04  -  -  -
slc9_x86-64            x86_64   -          slc/9         -  -  -
slc9_aarch64           aarch64  -          slc/9         -  -  -
slc8_x86-64            x86_64   -          slc/8         -  -  -
slc7_x86-64            x86_64   -          slc/7         -  -  -
slc7_ppc64             ppc64le  -          slc/7         -  -  -
slc6_x86-64            x86_64   -          slc/6         -  -  -
ubuntu2404_x86-64      x86_64   -          ubuntu/24.04  -  -  -
ubuntu2204_x86-64      x86_64   -          ubuntu/22.04  -  -  -
fedora33_x86-64        x86_64   -          fedora/33     -  -  -
osx_x86-64             x86_64   -          mac/-         -  -  -
osx_arm64              aarch64  -          mac/-         -  -  -
almalinux-x86_64       x86_64   -          almalinux/-   -  -  -
linux-x86_64           x86_64   -          -             -  -  -
darwin-x86_64          x86_64   -          mac/-         -  -  -
el9                    -        -          -             -  -  -
compat_el7-x86_64      -        -          -             -  -  -
`;

export const ILCSOFT_PLATFORMS = `
x86_64_gcc131_el9      x86_64   -          el/9          gcc/13.1  -  -
x86_64_gcc103_centos7  x86_64   -          centos/7      gcc/10.3  -  -
x86_64_gcc82_centos7   x86_64   -          centos/7      gcc/8.2   -  -
x86_64_gcc82_sl6       x86_64   -          sl/6          gcc/8.2   -  -
x86_64_gcc75_ub1804    x86_64   -          ubuntu/18.04  gcc/7.5   -  -
x86_64_gcc49_sl6       x86_64   -          sl/6          gcc/4.9   -  -
x86_64_gcc48_sl6       x86_64   -          sl/6          gcc/4.8   -  -
x86_64_gcc44_sl5       x86_64   -          sl/5          gcc/4.4   -  -
i386_gcc34_sl4         i686     -          sl/4          gcc/3.4   -  -
key4hep                -        -          -             -         -  -
`;

export const BELLE2_PLATFORMS = `
el9                          -        -  el/9          -         -    -
el8                          -        -  el/8          -         -    -
el7                          -        -  el/7          -         -    -
ubuntu2404                   -        -  ubuntu/24.04  -         -    -
ubuntu2204                   -        -  ubuntu/22.04  -         -    -
el9/Linux_x86_64             x86_64   -  el/9          -         -    -
el9/Linux_x86_64/opt         x86_64   -  el/9          -         opt  -
el9/Linux_x86_64/debug       x86_64   -  el/9          -         dbg  -
el9/Linux_x86_64/clang       x86_64   -  el/9          clang/-   -    -
el9/Linux_x86_64/intel       x86_64   -  el/9          intel/-   -    -
ubuntu2204/Linux_aarch64/opt aarch64  -  ubuntu/22.04  -         opt  -
el9/Linux_x86_64/common      -        -  -             -         -    -
tools                        -        -  -             -         -    -
externals2                   -        -  -             -         -    -
`;

export const ALLIANCE_PLATFORMS = `
x86-64-v3              x86_64   x86-64-v3  -             -  -  -
x86-64-v4              x86_64   x86-64-v4  -             -  -  -
avx512                 x86_64   -          -             -  -  avx512
avx2                   x86_64   -          -             -  -  avx2
avx                    x86_64   -          -             -  -  avx
sse3                   x86_64   -          -             -  -  sse3
generic                x86_64   -          -             -  -  generic
Core                   -        -          -             -  -  -
avx512_2025            -        -          -             -  -  -
`;

export const GENTOO_PLATFORMS = `
x86_64                 x86_64   -          -             -  -  -
arm64                  aarch64  -          -             -  -  -
x86-64-v3              x86_64   x86-64-v3  -             -  -  -
2023                   -        -          -             -  -  -
`;

export const CONDA_PLATFORMS = `
linux-64               x86_64   -          -             -  -  -
linux-32               i686     -          -             -  -  -
linux-aarch64          aarch64  -          -             -  -  -
linux-ppc64le          ppc64le  -          -             -  -  -
linux-s390x            s390x    -          -             -  -  -
linux-riscv64          riscv64  -          -             -  -  -
linux-armv7l           armv7l   -          -             -  -  -
osx-64                 x86_64   -          mac/-         -  -  -
osx-arm64              aarch64  -          mac/-         -  -  -
win-64                 x86_64   -          windows/-     -  -  -
win-arm64              aarch64  -          windows/-     -  -  -
noarch                 -        -          -             -  -  -
`;

export const ICECUBE_PLATFORMS = `
RHEL_9_x86_64_v3       x86_64   x86-64-v3  rhel/9        -  -  -
RHEL_7_x86_64_v2       x86_64   x86-64-v2  rhel/7        -  -  -
RHEL_8_x86_64          x86_64   -          rhel/8        -  -  -
RHEL_7_x86_64          x86_64   -          rhel/7        -  -  -
RHEL_6_x86_64          x86_64   -          rhel/6        -  -  -
Ubuntu_24.04_x86_64_v4 x86_64   x86-64-v4  ubuntu/24.04  -  -  -
Ubuntu_22.04_x86_64_v1 x86_64   x86-64-v1  ubuntu/22.04  -  -  -
Ubuntu_18.04_x86_64    x86_64   -          ubuntu/18.04  -  -  -
Ubuntu_22.04_aarch64_neon aarch64 -        ubuntu/22.04  -  -  neon
fedora_40_x86_64_v3    x86_64   x86-64-v3  fedora/40     -  -  -
OSX_24_arm64           aarch64  -          mac/15        -  -  -
OSX_19_x86_64          x86_64   -          mac/10.15     -  -  -
OSX_25_arm64           aarch64  -          mac/26        -  -  -
linux_rolling_x86_64   -        -          -             -  -  -
`;

export const SYSTEM_PLATFORMS = `
debian12               -        -          debian/12     -  -  -
debian10               -        -          debian/10     -  -  -
centos7                -        -          centos/7      -  -  -
ubuntu22.04            -        -          ubuntu/22.04  -  -  -
fedora32               -        -          fedora/32     -  -  -
macos13                -        -          mac/13        -  -  -
spack                  -        -          -             -  -  -
dev3                   -        -          -             -  -  -
v20                    -        -          -             -  -  -
`;

export const DIRAC_PLATFORMS = `
Linux-x86_64           x86_64   -          -             -  -  -
Linux-aarch64          aarch64  -          -             -  -  -
Linux-ppc64le          ppc64le  -          -             -  -  -
Linux-i686             i686     -          -             -  -  -
Darwin-arm64           aarch64  -          mac/-         -  -  -
Darwin-x86_64          x86_64   -          mac/-         -  -  -
Linux_x86_64_glibc-2.17 -       -          -             -  -  -
`;

export const SPHENIX_PLATFORMS = `
x8664_sl7              x86_64   -          sl/7          -           -  -
gcc-8.3                x86_64   -          -             gcc/8.3     -  -
gcc-12.1.0             x86_64   -          -             gcc/12.1.0  -  -
alma9.2-gcc-14.2.0     x86_64   -          alma/9.2      gcc/14.2.0  -  -
alma9.2-gcc-12.2.0     x86_64   -          alma/9.2      gcc/12.2.0  -  -
x86_64_sl7             x86_64   -          sl/7          -           -  -
default                x86_64   -          -             -           -  -
new                    -        -          -             -           -  -
`;

/** Names of images: a system and an architecture at most. */
export const IMAGE_PLATFORMS = `
registry.hub.docker.com/library/centos:centos7                          -       - centos/7      - - -
registry.hub.docker.com/library/almalinux:9                             -       - el/9          - - -
registry.hub.docker.com/library/debian:12                               -       - debian/12     - - -
registry.hub.docker.com/library/ubuntu:24.04                            -       - ubuntu/24.04  - - -
registry.hub.docker.com/rootproject/root:6.22.00-ubuntu20.04            -       - ubuntu/20.04  - - -
registry.hub.docker.com/tensorflow/tensorflow:2.15.0-jupyter            -       - -             - - -
registry.hub.docker.com/cmssw/el8:x86_64                                x86_64  - el/8          - - -
registry.hub.docker.com/cmssw/el9:aarch64                               aarch64 - el/9          - - -
ghcr.io/muoncollidersoft/mucoll-sim-ubuntu24:v2.11-amd64                x86_64  - ubuntu/24.04  - - -
ghcr.io/muoncollidersoft/mucoll-sim-alma9:v2.9.8-amd64                  x86_64  - el/9          - - -
gitlab-registry.cern.ch/cms-cmu/barista:latest                          -       - -             - - -
htc/rocky:9                                                             -       - el/9          - - -
fermilab/fnal-dev-sl7:latest                                            -       - centos/7      - - -
fermilab/fnal-wn-el9:latest                                             -       - el/9          - - -
opensciencegrid/osgvo-el7:latest                                        -       - centos/7      - - -
eicweb/eic_xl:26.05.0-stable                                            -       - -             - - -
containers/fs/singularity/x86_64-centos7                                x86_64  - centos/7      - - -
containers/fs/apptainer/compat_el7-x86_64                               x86_64  - centos/7      - - -
containers/os-base/slc6-devel/prod/amd64                                x86_64  - slc/6         - - -
images/belle2-base-el9                                                  -       - el/9          - - -
atlas/old/x86_64-slc6.img                                               x86_64  - slc/6         - - -
bnl/centos7-py39/ml-tensorflow-gpu                                      -       - centos/7      - - -
bnl/alma9-py39/ml-base                                                  -       - el/9          - - -
sphenix/rhic_sl7_ext.sif                                                -       - centos/7      - - -
cernvm/cvm4                                                             -       - -             - - -
itksnap_3.8.0_20201208                                                  -       - -             - - -
samtools:1.17--h00cdaf9_0                                               -       - -             - - -
`;
