import {domainOf} from './repository-name.ts';

/** A published configuration of the CVMFS client, which decides what a machine can mount at all. */
export type ClientConfiguration = {
  /** As its package is called: cvmfs-config-default. */
  readonly name: string;
  /** The repository that holds it. */
  readonly repository: string;
  /** Domains it knows. */
  readonly domains: readonly string[];
};

const EVERYWHERE = ['cern.ch', 'hsf.org', 'opensciencegrid.org', 'osgstorage.org', 'egi.eu', 'igwn.org', 'kek.jp'];

/** LAYOUTS.md 7.1, from the branches default, egi and osg of cvmfs-contrib/config-repo (etc/cvmfs/domain.d and config.d). */
export const CLIENT_CONFIGURATIONS: readonly ClientConfiguration[] = [
  {
    name: 'default',
    repository: 'cvmfs-config.cern.ch',
    domains: [...EVERYWHERE, 'eessi.io', 'computecanada.ca', 'escape.eu', 'gsi.de'],
  },
  {
    name: 'egi',
    repository: 'config-egi.egi.eu',
    domains: [...EVERYWHERE, 'eessi.io', 'desy.de', 'lsst.eu', 'ardc.edu.au', 'skatelescope.eu', 'gridpp.ac.uk', 'iris.ac.uk'],
  },
  {
    name: 'osg',
    repository: 'config-osg.opensciencegrid.org',
    domains: [...EVERYWHERE, 'computecanada.ca', 'desy.de', 'lsst.eu', 'ardc.edu.au', 'sdcc.bnl.gov', 'xsede.org'],
  },
];

/** Names of the published configurations that know the domain of a repository; none: its publisher has one of its own. */
export function configurationsFor(fqrn: string): readonly string[] {
  return CLIENT_CONFIGURATIONS.filter(({domains}) => domains.includes(domainOf(fqrn))).map(({name}) => name);
}
