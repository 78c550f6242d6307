/**
 * Key4hep's script (hsf demo). Like the real one it hears `-r` only as its first argument, looks for the system by itself, and does
 * nothing where a stack is set up already.
 */
export const KEY4HEP = `# Key4hep (hsf demo)
if [ -n "$KEY4HEP_STACK" ]; then
  echo "The Key4hep stack is already set up."
  return 1
fi
k4h_release=2025-05-29
k4h_type=opt
if [ "$1" = -r ]; then
  k4h_release=$2
  [ "$3" = -d ] && k4h_type=dbg
fi
k4h_system=almalinux9
if [ -r /etc/os-release ]; then
  while IFS= read -r k4h_line; do
    case $k4h_line in ID=ubuntu | 'ID="ubuntu"') k4h_system=ubuntu ;; esac
  done </etc/os-release
fi
for k4h_build in /cvmfs/sw.hsf.org/key4hep/releases/"$k4h_release"/*-"$k4h_system"*-"$k4h_type"; do
  for k4h_file in "$k4h_build"/key4hep-stack/*/setup.sh; do
    [ -r "$k4h_file" ] && . "$k4h_file" && export KEY4HEP_STACK="$k4h_file"
  done
  for k4h_directory in "$k4h_build"/*/*/bin; do
    [ -d "$k4h_directory" ] && export PATH="$k4h_directory:$PATH"
  done
done
unset k4h_release k4h_type k4h_system k4h_line k4h_build k4h_file k4h_directory
if [ -z "$KEY4HEP_STACK" ]; then
  echo "There is no build of Key4hep for this system (hsf demo)." >&2
  return 1
fi
`;

/** CMS's common set-up (hsf demo): where its tools are. */
export const CMSSET = `# CMS (hsf demo)
export VO_CMS_SW_DIR=/cvmfs/cms.cern.ch
export SCRAM_ARCH="\${SCRAM_ARCH:-el9_amd64_gcc13}"
export PATH="$VO_CMS_SW_DIR/common:$PATH"
`;

/** `scramv1 runtime -sh` in a release: what it sets, as shell code (hsf demo). */
export const SCRAMV1 = `#!/bin/sh
# Prints the environment of the release it is started in (hsf demo).
release=$(pwd)
case "$1 $2" in
  'runtime -sh') ;;
  *) echo "scramv1: the demo knows runtime -sh" >&2; exit 2 ;;
esac
if [ ! -d "$release/config" ]; then
  echo "scramv1: $release is no release" >&2
  exit 1
fi
echo "export CMSSW_RELEASE_BASE='$release';"
echo "export CMSSW_BASE='$release';"
echo "export CMSSW_VERSION='\${release##*/}';"
echo "export PATH='$release/bin/$SCRAM_ARCH:$PATH';"
`;

/** Conda as a function (hsf demo): it knows `activate` and `deactivate`. */
export const CONDA = `# conda (hsf demo)
conda() {
  case $1 in
    activate)
      [ "$2" = base ] && set -- activate /cvmfs/software.igwn.org/conda
      if [ ! -d "$2/conda-meta" ]; then
        echo "conda: $2 is no environment" >&2
        return 1
      fi
      export CONDA_PREFIX="$2" CONDA_DEFAULT_ENV="\${2##*/}" CONDA_SHLVL=1
      export PATH="$2/bin:$PATH" ;;
    deactivate)
      PATH=\${PATH#"$CONDA_PREFIX/bin:"}
      unset CONDA_PREFIX CONDA_DEFAULT_ENV CONDA_SHLVL ;;
    *) echo "conda: the demo knows activate DIRECTORY and deactivate" >&2; return 2 ;;
  esac
}
`;

/** ROOT's script (hsf demo): finds its own place from bash's argument stack. */
export const THISROOT = `# ROOT (hsf demo)
ROOTSYS="$(cd "$(dirname "\${BASH_SOURCE[0]:-$0}")/.." && pwd)"
export ROOTSYS
export PATH="$ROOTSYS/bin:$PATH"
export LD_LIBRARY_PATH="$ROOTSYS/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export PYTHONPATH="$ROOTSYS/lib\${PYTHONPATH:+:$PYTHONPATH}"
`;
