import {basename} from 'node:path';
import {relocateElf} from './elf.ts';
import type {Entry} from './entry.ts';
import type {HostPrograms} from './host-programs.ts';

export type PrefixRequest = {
  /** Where it will be seen, `/cvmfs/sft.cern.ch/lcg/contrib/gentoo/linux/x86_64`: burnt into its programs. */
  readonly prefix: string;
  readonly arch: string;
  readonly host: HostPrograms;
  /** Names of the programs to put in; all by default. */
  readonly only?: readonly string[];
  /** Versions of gcc that stand in `usr/<chost>/gcc-bin`. */
  readonly compilers: readonly string[];
  /** Directories of `var/db/pkg`, `app-shells/bash-5.2`. */
  readonly packages: readonly string[];
};

export type Prefix = {
  /** Paths are relative to `/cvmfs`. */
  readonly entries: readonly Entry[];
  /** Programs that had no room for a search path of their own. */
  readonly withoutSearchPath: readonly string[];
};

/**
 * A Gentoo-like prefix whose programs start with the prefix's own dynamic loader and use its own C library.
 *
 * Loader and libraries are copies of the machine's, so the versions are the same; which files are in use is not. As in a real
 * prefix the loader's path is burnt in, so the programs start only where the tree is seen at `/cvmfs`.
 */
export function prefixTree({prefix, arch, host, only, compilers, packages}: PrefixRequest): Prefix {
  const below = (path: string) => `${prefix.replace('/cvmfs/', '')}/${path}`;
  const loader = `${prefix}/lib64/${basename(host.loader)}`;
  const chost = `${arch}-pc-linux-gnu`;
  const withoutSearchPath: string[] = [];
  const programs = host.programs
    .filter(({name}) => only?.includes(name) ?? true)
    .map(({name, bytes}): Entry => {
      const moved = relocateElf(bytes, {interpreter: loader, libraries: '$ORIGIN/../lib64'});
      if (moved?.searchPath !== true) withoutSearchPath.push(name);
      return {path: below(`bin/${name}`), bytes: moved?.bytes ?? bytes};
    });
  const script = (path: string, text: string): Entry => ({path: below(path), text, executable: true});
  return {
    withoutSearchPath,
    entries: [
      ...programs,
      {path: below('bin/sh'), link: 'bash'},
      {path: below('usr/bin/env'), link: '../../bin/env'},
      {path: below(`lib64/${basename(host.loader)}`), copyOf: host.loader},
      ...[...host.libraries].map(([name, path]): Entry => ({path: below(`lib64/${name}`), copyOf: path})),
      {path: below('lib'), link: 'lib64'},
      {path: below('usr/lib64'), link: '../lib64'},
      {path: below('etc/profile'), text: profile(prefix, withoutSearchPath.length > 0)},
      {path: below('etc/passwd'), text: 'root:x:0:0:root:/root:/bin/sh\n'},
      script('startprefix', startprefix(prefix)),
      ...compilers.flatMap(version =>
        ['gcc', 'g++'].map(name => script(`usr/${chost}/gcc-bin/${version}/${name}`, compiler(prefix, name, version))),
      ),
      ...packages.map((name): Entry => ({path: below(`var/db/pkg/${name}/SLOT`), text: '0\n'})),
      {path: below('tmp'), directory: true},
      {path: below('var/tmp'), directory: true},
    ],
  };
}

const profile = (prefix: string, needsLibraryPath: boolean) => `# Environment of the prefix (hsf demo).
export EPREFIX='${prefix}'
export PATH="$EPREFIX/usr/bin:$EPREFIX/bin"
export MANPATH="$EPREFIX/usr/share/man"
${
  needsLibraryPath
    ? `# Some programs of this machine had no room for a search path, so the prefix's libraries are named here.
export LD_LIBRARY_PATH="$EPREFIX/lib64"\n`
    : ''
}`;

const startprefix = (prefix: string) => `#!${prefix}/bin/bash
# Enters the prefix as Gentoo's own script does: a login shell with a clean environment, no arguments taken (hsf demo).
EPREFIX='${prefix}'
shell="$EPREFIX/bin/\${SHELL##*/}"
if [ ! -x "$shell" ]; then
  echo "startprefix: there is no \${SHELL##*/} in the prefix; try SHELL=/bin/bash" >&2
  exit 1
fi
if [ "$SHELL" = "$shell" ]; then
  echo "startprefix: this shell is in the prefix already" >&2
  exit 1
fi
keep=(HOME="$HOME" TERM="$TERM" USER="$USER" SHELL="$shell")
[ -n "$SSH_AUTH_SOCK" ] && keep+=(SSH_AUTH_SOCK="$SSH_AUTH_SOCK")
[ -n "$DISPLAY" ] && keep+=(DISPLAY="$DISPLAY")
# The shell is a copy of this machine's, whose own start-up files are the machine's: the prefix's profile is read by hand.
exec "$EPREFIX/bin/env" -i "\${keep[@]}" EPREFIX="$EPREFIX" "$EPREFIX/bin/bash" --noprofile --norc -c \
  '. "$EPREFIX/etc/profile"; exec "$SHELL" --noprofile --norc'
`;

const compiler = (prefix: string, name: string, version: string) => `#!${prefix}/bin/bash
# Stands where a compiler would be (hsf demo).
case $1 in
  --version | -v | '') echo "${name} (hsf demo, not a compiler) ${version}.0.0" ;;
  -dumpversion) echo ${version} ;;
  *) echo "${name}: this is hsf's demo, which has no compilers; it only shows that version ${version} was chosen" >&2; exit 1 ;;
esac
`;
