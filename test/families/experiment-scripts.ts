/** Set-up scripts of experiments and national stacks that behave like real ones where it can go wrong, beside `set-up-scripts.ts`. */

/** `config/profile/bash.sh` of the Alliance (LAYOUTS.md 5): nothing below UID 1000 unless forced; umask 0027; Lmod's function `module`. */
export const ALLIANCE_PROFILE = `if [[ ($UID -ge 1000 && $SKIP_CVMFS -ne 1) || ($FORCE_CC_CVMFS -eq 1) ]]; then
  umask 0027
  [ -z "$__Init_Default_Modules" ] || return 0
  export MODULEPATH=/cvmfs/soft.computecanada.ca/custom/modules __Init_Default_Modules=1
  module() {
    [ "$1" = load ] || return 1
    export LOADEDMODULES="\${LOADEDMODULES:+$LOADEDMODULES:}$2" CPU_OF_MODULES=\${RSNT_ARCH:-of this machine}
  }
  export -f module
fi
[ -n "$SLURM_COMPLETION_WANTED" ] && complete -F nothing squeue
`;

/** `cmsset_default.sh` (LAYOUTS.md 6.1): shell functions, programs of \`common\` first, and the status of whatever came last. */
export const CMSSET = `export CMS_PATH=/cvmfs/cms.cern.ch
export PATH=/cvmfs/cms.cern.ch/common:$PATH
cmsenv() { eval "$(scramv1 runtime -sh)"; }
[ -z "$SCRAM_ARCH" ] && export SCRAM_ARCH=taken_from_the_host
for file in /cvmfs/cms.cern.ch/$SCRAM_ARCH/etc/profile.d/S*.sh; do [ -f "$file" ] && . "$file" >/dev/null 2>&1; done
`;

/** scram: prints shell code, for the release in whose directory it is called and for no other one. */
export const SCRAM = `#!/bin/bash
[ "$1 $2" = "runtime -sh" ] || { echo "scram: what is $*?" >&2; exit 1; }
case $PWD in */$SCRAM_ARCH/cms/cmssw*/CMSSW_*) ;; *) echo "scram: $PWD is no release of $SCRAM_ARCH" >&2; exit 1 ;; esac
[ -z "$CMSSW_BASE" ] || { echo "scram: already in $CMSSW_BASE" >&2; exit 1; }
echo "WARNING: this goes to stderr" >&2
echo "export CMSSW_RELEASE_BASE=\\"$PWD\\";"
echo "export CMSSW_VERSION=\\"\${PWD##*/}\\";"
`;

/** ALRB's set-up: asetup is an alias, so it is there for whoever types, and for scripts only where aliases are expanded. */
export const ALRB = `[ -n "$ATLAS_LOCAL_ROOT_BASE" ] || { echo "ATLAS_LOCAL_ROOT_BASE is not set" >&2; return 1; }
export AtlasSetup=$ATLAS_LOCAL_ROOT_BASE/x86_64/AtlasSetup/current/AtlasSetup
alias asetup='source $AtlasSetup/scripts/asetup.sh'
lsetup() { echo "lsetup $*"; }
false
`;

/** asetup: takes a platform, and project and version in one word. */
export const ASETUP = `case $1 in --platform=*-*-*-* | --cmtconfig=*-*-*-*) BINARY_TAG=\${1#*=}; shift ;; esac
[ $# -eq 1 ] || { echo "asetup: one word, not $#" >&2; return 1; }
[ -z "$AtlasProject" ] || { echo "asetup: $AtlasProject is set up already" >&2; return 1; }
export AtlasProject=$1 BINARY_TAG
`;

/** LbEnv: bash only, and silent where its guard is set (PAINS.md 1.4). */
export const LBENV = `[ -n "$BASH_VERSION" ] || return 1
[ -z "$LBENV_SOURCED" ] || return 0
export LBENV_SOURCED=1 PATH=/cvmfs/lhcb.cern.ch/lib/var/lib/LbEnv/prod/bin:$PATH
[ -n "$CMTCONFIG" ]
`;

/** lb-run: runs a command in a project's environment, or prints it as shell code. */
export const LB_RUN = `#!/bin/bash
[ "$1 $2" = "--sh -c" ] || { echo "lb-run: cannot find $*" >&2; exit 64; }
project=\${4%%/*} version=\${4#*/}
[ -d "/cvmfs/lhcb.cern.ch/lib/lhcb/$project/\${project}_$version/InstallArea/$3" ] || { echo "lb-run: no such build" >&2; exit 64; }
echo "export BINARY_TAG='$3'"
echo "export LHCB_PROJECT='$4'"
`;

/** alienv: a program. It wants a platform that it knows, or is told; packages are known by their modulefiles. */
export const ALIENV = `#!/bin/bash
[ -n "$ALIENV_OVERRIDE_PLATFORM" ] || { echo "Unknown distribution" >&2; exit 1; }
[ "$1" = printenv ] || { echo "Usage: alienv printenv PACKAGE" >&2; exit 1; }
package=\${2#VO_ALICE@}; package=\${package/::/\\/}
here=\${0%/bin/alienv}
[ -f "$here/$ALIENV_OVERRIDE_PLATFORM/Modules/modulefiles/$package" ] || { echo "ERROR: no module $package" >&2; exit 1; }
[ -z "$LOADEDMODULES" ] || { echo "ERROR: $LOADEDMODULES is loaded" >&2; exit 1; }
echo "export LOADEDMODULES='$package:BASE/1.0'; test 0;"
echo "export ALICE_PLATFORM='$ALIENV_OVERRIDE_PLATFORM'"
`;

/** b2setup: sourced, with the name of a release or without. */
export const B2SETUP = `[ -z "$BELLE2_TOOLS" ] || { echo "b2setup was called before"; return 1; }
export BELLE2_TOOLS=$(dirname "\${BASH_SOURCE[0]}")
[ $# -le 1 ] || return 1
[ $# -eq 0 ] || export BELLE2_RELEASE=$1
`;

/** IceCube's setup.sh (LAYOUTS.md 6.7): prints code, with quotes and several commands a line; sourced, it leaves nothing exported. */
export const ICECUBE = `#!/bin/sh
SROOTBASE=$(cd "\${0%/*}" && pwd)
SROOT=$SROOTBASE/RHEL_9_x86_64_v2
echo "no OpenCL here" >&2
echo 'export SROOT="'$SROOT'" ;'
echo 'export PATH="'$SROOT/bin:$PATH'" ;'
`;

/** conda.sh: defines the function conda; an environment is told by name or by its directory. */
export const CONDA = `[ -z "$CONDA_SHLVL" ] || { echo "conda: an environment is active already"; return 1; }
export CONDA_SHLVL=0
conda() {
  [ "$1" = activate ] || return 1
  case $2 in /*) CONDA_PREFIX=$2 ;; base) CONDA_PREFIX=/cvmfs/software.igwn.org/conda ;; *) CONDA_PREFIX=$HOME/.conda/envs/$2 ;; esac
  export CONDA_PREFIX CONDA_SHLVL=1 PATH="$CONDA_PREFIX/bin:$PATH"
}
`;

/** A UPS set-up: without the override it looks at the kernel, of which it knows none of today; \`setup\` is a function. */
export function upsSetup(name: string): string {
  return `[ "$UPS_OVERRIDE" = "-H Linux64bit+3.10-2.17" ] || { echo "ERROR: unknown flavor"; return 1; }
[ -z "$SETUP_UPS" ] || return 1
export PRODUCTS=$(dirname "\${BASH_SOURCE[0]}") SETUP_UPS=${name}
setup() { export SETUP_PRODUCT="$*"; }
[ "$HOSTNAME" = no.such.host ]
`;
}

/** Spack's setup-env.sh: wants to find itself, and no other Spack. */
export const SPACK = `[ -z "$SPACK_ROOT" ] || { echo "another Spack: $SPACK_ROOT"; return 1; }
export SPACK_ROOT=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
spack() { echo "spack $*"; }
`;
