/** The names that CVMFS's automounter accepts (LAYOUTS.md 7.1): letters, digits, `. - _`, a dot inside, none at the end. */
export function isRepositoryName(name: string): boolean {
  return name.length <= 255 && /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+$/.test(name);
}

/**
 * Shell: says the names with a dot among `GLOB`, a `/` behind each, but for those that no repository can have. A name with a line break
 * would be the end of the answer, and its rest the answer to what is asked next.
 */
export const sayNames = (glob: string): string =>
  `for name in ${glob}; do name=\${name##*/}; case $name in *[!A-Za-z0-9._-]*) ;; *) printf '%s/' "$name" ;; esac; done`;

/** `sft.cern.ch` → `cern.ch`. */
export function domainOf(repository: string): string {
  return repository.slice(repository.indexOf('.') + 1);
}

/** `/cvmfs/sft.cern.ch/lcg/views` → repository and the path in it; null for a path that is not below `/cvmfs`. */
export function splitPath(path: string): {readonly repository: string; readonly path: string} | null {
  const [empty, cvmfs, repository, ...rest] = path.split('/');
  if (empty !== '' || cvmfs !== 'cvmfs' || repository === undefined || !isRepositoryName(repository)) return null;
  return {repository, path: rest.filter(part => part !== '' && part !== '.').join('/')};
}
