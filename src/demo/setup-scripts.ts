/**
 * Set-up script of a demo view. It behaves like a real one where that matters to who starts it: it finds its own directory from
 * bash's argument stack, reads variables that may be unset, extends search paths, and defines a function.
 */
export const setupSh = (name: string, platform: string) => `#---Set-up of ${name} for ${platform} (hsf demo)
#   Generated: by hsf demo
thisdir="$(cd "$(dirname "\${BASH_SOURCE[0]:-$0}")" && pwd)"
if [ -z "$COMPILER" ] || [ "$COMPILER" != native ]; then
  export LCG_COMPILER=${platform.split('-')[2] ?? ''}
fi
export LCG_VERSION=${name.replace('LCG_', '')}
export LCG_PLATFORM=${platform}
export LCG_VIEW="$thisdir"
export PATH="$thisdir/bin\${PATH:+:$PATH}"
export LD_LIBRARY_PATH="$thisdir/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export CMAKE_PREFIX_PATH="$thisdir\${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}"
export MANPATH="$thisdir/man\${MANPATH:+:$MANPATH}:"
lcg_about() { echo "${name} for ${platform}, from $LCG_VIEW"; }
unset thisdir
`;

/** The same for csh, which cannot tell where a sourced script lies: the place is burnt in. */
export const setupCsh = (name: string, platform: string, view: string) => `#---Set-up of ${name} for ${platform} (hsf demo)
setenv LCG_COMPILER ${platform.split('-')[2] ?? ''}
setenv LCG_VERSION ${name.replace('LCG_', '')}
setenv LCG_PLATFORM ${platform}
setenv LCG_VIEW ${view}
setenv PATH ${view}/bin:\${PATH}
if ($?LD_LIBRARY_PATH) then
  setenv LD_LIBRARY_PATH ${view}/lib:\${LD_LIBRARY_PATH}
else
  setenv LD_LIBRARY_PATH ${view}/lib
endif
alias lcg_about 'echo "${name} for ${platform}, from $LCG_VIEW"'
`;

/** EESSI's init script: sets where the software lies and brings a very small \`module\` command. */
export const eessiInit = (version: string) => `# EESSI ${version} (hsf demo)
export EESSI_VERSION=${version}
export EESSI_CVMFS_REPO=/cvmfs/software.eessi.io
export EESSI_PREFIX="$EESSI_CVMFS_REPO/versions/$EESSI_VERSION"
export EESSI_OS_TYPE=linux
export EESSI_CPU_FAMILY="$(uname -m)"
export EESSI_SOFTWARE_SUBDIR="\${EESSI_SOFTWARE_SUBDIR_OVERRIDE:-$EESSI_CPU_FAMILY/generic}"
export EESSI_EPREFIX="$EESSI_PREFIX/compat/linux/$EESSI_CPU_FAMILY"
export EESSI_SOFTWARE_PATH="$EESSI_PREFIX/software/linux/$EESSI_SOFTWARE_SUBDIR"
export MODULEPATH="$EESSI_SOFTWARE_PATH/modules/all"
module() {
  case $1 in
    avail) (cd "$MODULEPATH" && for file in */*.lua; do echo "\${file%.lua}"; done) ;;
    list) echo "\${LOADEDMODULES:-No modules loaded}" ;;
    load)
      if [ ! -e "$MODULEPATH/$2.lua" ]; then
        echo "module: there is no $2; see module avail" >&2
        return 1
      fi
      export PATH="$EESSI_SOFTWARE_PATH/software/$2/bin:$PATH"
      export LOADEDMODULES="\${LOADEDMODULES:+$LOADEDMODULES:}$2" ;;
    *) echo "module: the demo knows avail, list and load NAME/VERSION" >&2; return 2 ;;
  esac
}
[ -n "$EESSI_SILENT" ] || echo "EESSI $EESSI_VERSION for $EESSI_SOFTWARE_SUBDIR (hsf demo); see: module avail"
`;

export const HELLO_EESSI = `#!/bin/sh
# A small program behind a module (hsf demo).
echo "Hello from EESSI \${EESSI_VERSION:-?} (\${EESSI_SOFTWARE_SUBDIR:-?})."
echo "Program: $0"
`;
