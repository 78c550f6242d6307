/** Where repositories lie where nobody said so, and what `hsf config --show-origin` says of it. */
export type DefaultRoot = {readonly cvmfs: string; readonly origin: string};

/**
 * `/cvmfs`, but on a Mac without one the directory below which the client there mounts: `/cvmfs` is a link to it that is made at
 * boot and often missing (LAYOUTS.md 7.1, cvmfs-contrib/github-action-cvmfs: setup-cvmfs.sh).
 *
 * @param kernel as `uname -s` says it
 * @param names in `/`, asked on a Mac only: a look at `/cvmfs` itself could wait for a client that has died
 */
export function defaultRoot(kernel: string, names: () => readonly string[] | null): DefaultRoot {
  if (kernel !== 'Darwin' || names()?.includes('cvmfs') === true) return {cvmfs: '/cvmfs', origin: 'built in'};
  return {cvmfs: '/Users/Shared/cvmfs', origin: 'built in for macOS without /cvmfs'};
}
