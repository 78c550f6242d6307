import {createHash} from 'node:crypto';
import {dirname} from 'node:path';
import type {Entry} from './entry.ts';
import type {HostPrograms} from './host-programs.ts';

const REPOSITORY = 'unpacked.cern.ch';

/** Names under which the demo's image is found. The tags say which system a platform wants; DEMO and os-release say what it is. */
export const DEMO_IMAGES = ['registry.hub.docker.com/hsf-demo/almalinux:9', 'registry.hub.docker.com/hsf-demo/ubuntu:22.04'];

/** Applets worth having beside the machine's own programs. */
const APPLETS = ['sh', 'vi', 'ps', 'hostname', 'mount', 'df', 'du', 'less', 'which', 'more', 'tar', 'gzip', 'ping', 'top'];

/**
 * A root file system for thin containers in the layout of unpacked.cern.ch: the machine's own shell and tools with the loader and
 * the libraries at the paths where they look for them.
 */
export function imageTree(host: HostPrograms): readonly Entry[] {
  const content = imageContent(host);
  const hash = createHash('sha256')
    .update(JSON.stringify(content.map(entry => entry.path)))
    .digest('hex');
  const flat = `.flat/${hash.slice(0, 2)}/${hash}`;
  return [
    ...content.map(entry => ({...entry, path: `${REPOSITORY}/${flat}/${entry.path}`})),
    // As the publishing program makes them: relative, from the public name to the content.
    ...DEMO_IMAGES.map((name): Entry => ({
      path: `${REPOSITORY}/${name}`,
      link: `${'../'.repeat(name.split('/').length - 1)}${flat}`,
    })),
    {path: `${REPOSITORY}/logDir`, directory: true},
  ];
}

function imageContent({programs, loader, libraries, busybox}: HostPrograms): readonly Entry[] {
  const names = new Set(programs.map(({name}) => name));
  const applets = busybox === null ? [] : APPLETS.filter(name => !names.has(name));
  return [
    ...programs.map(({name, bytes}): Entry => ({path: `usr/bin/${name}`, bytes})),
    {path: 'bin', link: 'usr/bin'},
    {path: loader.slice(1), copyOf: loader},
    ...[...libraries.values()].filter(path => path !== loader).map((path): Entry => ({path: path.slice(1), copyOf: path})),
    ...(busybox === null ? [{path: 'usr/bin/sh', link: 'bash'}] : [{path: 'usr/bin/busybox', copyOf: busybox}]),
    ...applets.map((name): Entry => ({path: `usr/bin/${name}`, link: 'busybox'})),
    {path: 'etc/os-release', text: OS_RELEASE},
    {path: 'etc/passwd', text: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n'},
    {path: 'etc/group', text: 'root:x:0:\nnogroup:x:65534:\n'},
    {path: 'etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files dns\n'},
    ...['etc/hosts', 'etc/resolv.conf', 'etc/localtime', 'etc/hostname'].map((path): Entry => ({path, text: ''})),
    {path: '.singularity.d/labels.json', text: '{"org.label-schema.name": "hsf demo image"}\n'},
    {path: '.singularity.d/runscript', text: '#!/bin/sh\nexec "${@:-/bin/sh}"\n', executable: true},
    {path: '.singularity.d/env/90-environment.sh', text: '#!/bin/sh\n', executable: true},
    ...DIRECTORIES.map((path): Entry => ({path, directory: true})),
  ].filter(({path}, index, all) => all.findIndex(other => other.path === path) === index && dirname(path) !== 'bin');
}

/** Where engines mount; all there, so that the image works read-only. */
const DIRECTORIES = [
  ...['cvmfs', 'dev', 'proc', 'sys', 'run', 'tmp', 'var/tmp', 'home', 'root', 'srv', 'mnt', 'opt', 'usr/lib', 'usr/lib64'],
];

const OS_RELEASE = `NAME="hsf demo image"
ID=hsf-demo
VERSION_ID=1
PRETTY_NAME="hsf demo image (this machine's programs in place of a distribution's)"
`;
