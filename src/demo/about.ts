/** What DEMO tells: which parts of the tree are real and which only look so. */
export function aboutDemo({hasPrograms, notes}: {readonly hasPrograms: boolean; readonly notes: readonly string[]}): string {
  return `This is hsf's demo: a small tree that looks like CVMFS, so that hsf can be tried where there is none.
Nothing in it was downloaded. It was made from programs of this machine and from scripts that hsf carries.
It may be deleted at any time; "hsf demo" writes it again.

Real
${
  hasPrograms
    ? `  - The Gentoo-like prefix (sft.cern.ch/lcg/contrib/gentoo) and EESSI's compatibility layers hold copies of this machine's
    programs, dynamic loader and C library. The programs start with the prefix's own loader and load the prefix's own
    libraries: look at /proc/self/maps. Like those of a real prefix they have their place below /cvmfs burnt in.
  - The image in unpacked.cern.ch is a root file system that engines can start.
`
    : ''
}  - The set-up scripts of views and of ROOT, EESSI's init scripts, Key4hep's script, CMS's scram and conda set what real ones set, on
    a small scale.
  - hello-lcg, hello-eessi, hello-root, hello-key4hep, hello-cms and hello-igwn are small scripts that say where they were started.

Not real
  - No ROOT, no Geant4, no compilers, no physics. Packages that are named somewhere are not there, apart from those
    called hello.
  - "almalinux:9" and "ubuntu:22.04" of hsf-demo are not these distributions: one image of this machine's own programs stands
    for both. Platforms such as el9 or ubuntu2204 are names of directories; what is in them runs anywhere.
  - There is no CVMFS client: no revisions, no catalogs, no network.
${notes.length === 0 ? '' : `\nOn this machine\n${notes.map(note => `  - ${note}\n`).join('')}`}`;
}
