import {expect, test} from 'vitest';
import {OS_IMAGE_RULES, osOfImage} from '../../src/choose/os-images.ts';
import {imageWord} from '../../src/choose/os-rules.ts';

test.each([
  {name: 'registry.hub.docker.com/library/almalinux:9', word: 'el9'},
  {name: 'registry.hub.docker.com/library/almalinux:9.4-minimal', word: 'el9'},
  {name: 'registry.hub.docker.com/library/centos:centos7', word: 'centos7'},
  {name: 'quay.io/centos/centos:stream9', word: 'el9'},
  {name: 'gitlab-registry.cern.ch/linuxsupport/cc7-base:latest', word: 'centos7'},
  {name: 'registry.hub.docker.com/cmssw/cms:rhel8-x86_64', word: 'el8'},
  {name: 'opensciencegrid/osgvo-el7:latest', word: 'centos7'},
  {name: 'fermilab/fnal-dev-sl7:latest', word: 'centos7'},
  {name: 'ghcr.io/aidasoft/slc6:latest', word: 'slc6'},
  {name: 'containers/os-base/alma9-devel/prod/amd64', word: 'el9'},
  {name: 'repo/containers/fs/singularity/x86_64-centos7', word: 'centos7'},
  {name: 'containers/fs/apptainer/compat_el7-x86_64', word: 'centos7'},
  {name: 'images/belle2-base-el9', word: 'el9'},
  {name: 'registry.hub.docker.com/rootproject/root:6.22.00-ubuntu20.04', word: 'ubuntu2004'},
  {name: 'ghcr.io/muoncollidersoft/mucoll-sim-ubuntu24:v2.11-amd64', word: 'ubuntu2404'},
  {name: 'library/debian:12-slim', word: 'debian12'},
  {name: 'library/debian:trixie-slim', word: 'debian13'},
  {name: 'library/debian:sid', word: null},
  {name: 'registry.hub.docker.com/cmssw/el9:x86_64', word: 'el9'},
  {name: 'library/fedora:42', word: 'fedora42'},
  {name: 'library/amazonlinux:2023', word: 'amzn2023'},
  {name: 'opensuse/leap:15.6', word: 'sles15'},
  {name: 'registry.access.redhat.com/ubi9/ubi:latest', word: 'el9'},
  {name: 'library/oraclelinux:8', word: 'el8'},
  {name: 'samtools:1.17--h00cdaf9_0', word: null},
  {name: 'mulled-v2-8186960447c5cb2faa697666dc1e6d919ad23f3e:1', word: null},
  {name: 'tensorflow/tensorflow:2.15.0-jupyter', word: null},
])('$name brings $word', ({name, word}) => {
  const os = osOfImage(name);
  expect(os === null ? null : imageWord(os)).toBe(word);
});

// The lookup compares them with no images of other words.
test('a name that a built-in glob fits tells the system of its rule', () => {
  for (const {os, images, reference} of OS_IMAGE_RULES) {
    for (const glob of images) {
      const told = osOfImage(glob.replace(/^\*(?=\W)/, 'registry').replace(/\*/g, 'x'));
      expect(told === null ? null : imageWord(told), glob).toBe(os);
    }
    const told = osOfImage(reference ?? '');
    expect(told === null ? null : imageWord(told), reference ?? '').toBe(os);
  }
});
