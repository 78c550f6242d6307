import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {which} from '../../src/system/which.ts';

export const STORE = '/cvmfs/unpacked.cern.ch/.flat/ab/abcdef';
export const IMAGE = '/cvmfs/unpacked.cern.ch/toy:1';
export const SETUP = '/cvmfs/sft.cern.ch/lcg/views/LCG_1/x86_64-el9-gcc13-opt/setup.sh';

/** An image as on unpacked.cern.ch, and a set-up script to be used in it. */
export function writeImage(cvmfs: string): void {
  const here = (path: string) => cvmfs + path.slice('/cvmfs'.length);
  writeRoot(here(STORE));
  symlinkSync('.flat/ab/abcdef', here(IMAGE));
  mkdirSync(join(here(SETUP), '..'), {recursive: true});
  writeFileSync(here(SETUP), 'echo "setting up"; export LCG_VERSION=1 PATH="/cvmfs/stack/bin:$PATH"\n');
  chmodSync(here(IMAGE), 0o755);
}

/** A root file system with busybox and a bash that brings its own libraries. */
export function writeRoot(image: string): void {
  for (const directory of ['bin', 'usr/bin', 'etc', 'home', 'var/tmp', 'opt', 'lib64', 'usr/share/terminfo/x', 'proc', 'dev'])
    mkdirSync(join(image, directory), {recursive: true});
  copyFileSync(which('busybox', process.env['PATH'])!, join(image, 'bin/busybox'));
  for (const applet of [
    'sh',
    'cat',
    'ls',
    'env',
    'id',
    'whoami',
    'pwd',
    'echo',
    'touch',
    'readlink',
    'sleep',
    'test',
    'stat',
    'mkdir',
  ])
    symlinkSync('/bin/busybox', join(image, 'bin', applet));
  const bash = which('bash', process.env['PATH'])!;
  copyFileSync(bash, join(image, 'usr/bin/bash'));
  const libraries = spawnSync('ldd', [bash], {encoding: 'utf8'}).stdout.matchAll(/(\/\S+)/g);
  for (const [path] of libraries) {
    mkdirSync(join(image, path!, '..'), {recursive: true});
    copyFileSync(path!, join(image, path!));
  }
  writeFileSync(join(image, 'etc/os-release'), 'ID="almalinux"\nVERSION_ID="9.8"\n');
  writeFileSync(join(image, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n');
  writeFileSync(join(image, 'usr/share/terminfo/x/xterm'), '');
}
