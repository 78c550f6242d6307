import {expect, test} from 'vitest';
import {imageFacts} from '../../src/choose/image-facts.ts';
import type {ImageLook} from '../../src/find/scout/protocol.ts';

const NOTHING: ImageLook = {kind: 'directory', release: null, libc: null, arch: null, busybox: null, unread: null};
const UNKNOWN = {id: null, version: null, family: null};
const ALMA = {file: 'os-release', text: 'ID="almalinux"\nVERSION_ID="9.8"\n'} as const;

test.each([
  {title: 'nothing', look: {}, os: UNKNOWN},
  {title: 'its os-release', look: {release: ALMA}, os: {id: 'almalinux', version: '9.8', family: 'el9'}},
  {
    title: 'its os-release, whatever its busybox',
    look: {release: ALMA, busybox: '1.36.1'},
    os: {id: 'almalinux', version: '9.8', family: 'el9'},
  },
  {
    title: 'the file of older systems',
    look: {release: {file: 'redhat-release', text: 'CentOS release 6.10 (Final)\n'}},
    os: {id: 'centos', version: '6.10', family: 'slc6'},
  },
  {title: 'a file that says nothing', look: {release: {file: 'redhat-release', text: 'hello'}}, os: UNKNOWN},
  {title: 'its busybox alone', look: {busybox: '1.36.1'}, os: {id: 'busybox', version: '1.36.1', family: null}},
  {title: 'a busybox that does not tell its version', look: {busybox: ''}, os: {id: 'busybox', version: null, family: null}},
  {
    title: 'a busybox beside an os-release without a name',
    look: {release: {file: 'os-release', text: 'VERSION_ID=3\n'}, busybox: '1.36.1'},
    os: {id: 'busybox', version: '1.36.1', family: null},
  },
] satisfies readonly {title: string; look: Partial<ImageLook>; os: object}[])(
  'the system of an image by $title',
  ({look, os}) => {
    expect(imageFacts({...NOTHING, ...look}).os).toEqual(os);
  },
);

test('its C library and architecture are those that were seen', () => {
  const libc = {name: 'musl', version: '1.2.4'} as const;
  expect(imageFacts({...NOTHING, libc, arch: 'aarch64'})).toMatchObject({libc, arch: 'aarch64'});
  expect(imageFacts(NOTHING)).toMatchObject({libc: {name: null, version: null}, arch: null});
});
