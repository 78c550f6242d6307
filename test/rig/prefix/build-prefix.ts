import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {which} from '../../../src/system/which.ts';

/** Where the prefix says it lies: its programs run only when they are shown there. */
export const BURNT_IN = '/cvmfs/sft.cern.ch/lcg/contrib/gentoo/linux/x86_64';

/** What is in it: the dependencies of bash and coreutils down to the C library. */
const PACKAGES = ['bash', 'coreutils', 'libc6', 'libtinfo6', 'libacl1', 'libattr1', 'libselinux1', 'libpcre2-8-0', 'libgmp10'];
const PROGRAMS = [
  'cat',
  'date',
  'dirname',
  'env',
  'head',
  'id',
  'ls',
  'mkdir',
  'printf',
  'pwd',
  'readlink',
  'rm',
  'sleep',
  'sort',
  'stty',
  'tail',
  'touch',
  'true',
  'tty',
  'uname',
  'wc',
  'yes',
];
const CHOST = 'x86_64-pc-linux-gnu';
const LOADER = 'ld-linux-x86-64.so.2';

/** Why the prefix cannot be built here, null when it can. In CI a reason is an error. */
export function prefixObstacle(): string | null {
  const missing = ['apt-get', 'dpkg', 'patchelf'].filter(program => which(program, process.env['PATH']) === null);
  const reason =
    missing.length > 0 ? `${missing.join(', ')} not installed` : process.arch === 'x64' ? null : `no ${process.arch} prefix`;
  if (reason !== null && process.env['CI'] !== undefined) throw new Error(`The prefix rig cannot work: ${reason}.`);
  return reason;
}

/**
 * Builds a real prefix from packages of Debian below `cvmfs`, a directory that stands for `/cvmfs`: its own dynamic loader and C
 * library, bash and coreutils pointed at them, `etc/profile`, the `startprefix` mark and a compiler directory.
 *
 * @returns the prefix's directory below `cvmfs`
 */
export function buildPrefix(cvmfs: string): string {
  const prefix = join(cvmfs, BURNT_IN.slice('/cvmfs/'.length));
  buildPrefixFor(prefix, BURNT_IN);
  return prefix;
}

/** The same in a directory of somebody's choice, to be shown at `burntIn`. */
export function buildPrefixFor(prefix: string, burntIn: string): void {
  const stage = mkdtempSync(join(tmpdir(), 'hsf-prefix-'));
  try {
    for (const file of downloaded()) execFileSync('dpkg', ['-x', file, stage]);
    for (const directory of ['bin', 'usr/bin', 'lib64', 'etc', `usr/${CHOST}/gcc-bin/13`, 'usr/share'])
      mkdirSync(join(prefix, directory), {recursive: true});
    for (const directory of ['lib', 'usr/lib']) copyLibraries(join(stage, directory, 'x86_64-linux-gnu'), join(prefix, 'lib64'));
    cpSync(join(stage, 'bin/bash'), join(prefix, 'bin/bash'));
    symlinkSync('bash', join(prefix, 'bin/sh'));
    for (const program of PROGRAMS) {
      const from = ['bin', 'usr/bin'].map(directory => join(stage, directory, program)).find(existsSync)!;
      cpSync(from, join(prefix, 'usr/bin', program));
    }
    pointAtOwnLoader(prefix, burntIn);
  } finally {
    rmSync(stage, {recursive: true, force: true});
  }
  writeTexts(prefix, burntIn);
}

function writeTexts(prefix: string, burntIn: string): void {
  const profile = [
    `export EPREFIX=${burntIn}`,
    `export PATH=${burntIn}/usr/bin:${burntIn}/bin`,
    'export PROFILE_READ=yes',
    'echo "profile of the prefix"',
    'false',
    '',
  ];
  writeFileSync(join(prefix, 'etc/profile'), profile.join('\n'));
  const startprefix = `#!${burntIn}/bin/bash\necho "startprefix must not be used" >&2\nexit 99\n`;
  const compiler = `#!${burntIn}/bin/bash\necho "gcc of the prefix, version 13"\n`;
  for (const [path, text] of [
    ['startprefix', startprefix],
    [`usr/${CHOST}/gcc-bin/13/gcc`, compiler],
  ] as const) {
    writeFileSync(join(prefix, path), text);
    chmodSync(join(prefix, path), 0o755);
  }
}

/** The packages' files, fetched once for each user and machine. */
function downloaded(): readonly string[] {
  const cache = join(tmpdir(), `hsf-rig-packages-${process.getuid!()}`);
  if (!existsSync(cache)) {
    const fresh = mkdtempSync(`${cache}-`);
    // As an ordinary user apt's own sandbox user is of no use; the files are for us.
    execFileSync('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...PACKAGES], {
      cwd: fresh,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    try {
      renameSync(fresh, cache);
    } catch {
      rmSync(fresh, {recursive: true, force: true}); // Another run was faster.
    }
  }
  return readdirSync(cache).map(name => join(cache, name));
}

function copyLibraries(from: string, to: string): void {
  if (!existsSync(from)) return;
  const names = readdirSync(from).filter(name =>
    /^(ld-linux|lib(c|m|dl|pthread|rt|tinfo|acl|attr|selinux|pcre2-8|gmp|nss_files))[.-].*so/.test(name),
  );
  for (const name of names) cpSync(join(from, name), join(to, basename(name)), {verbatimSymlinks: true});
}

function pointAtOwnLoader(prefix: string, burntIn: string): void {
  const loader = `${burntIn}/lib64/${LOADER}`;
  const programs = [join(prefix, 'bin/bash'), ...PROGRAMS.map(program => join(prefix, 'usr/bin', program))];
  execFileSync('patchelf', ['--set-interpreter', loader, '--force-rpath', '--set-rpath', `${burntIn}/lib64`, ...programs]);
  // Libraries look for their own dependencies there as well. The loader and the C library are left as they are.
  const libraries = readdirSync(join(prefix, 'lib64'), {withFileTypes: true})
    .filter(entry => entry.isFile() && !/^(ld-|libc\.)/.test(entry.name))
    .map(entry => join(prefix, 'lib64', entry.name));
  execFileSync('patchelf', ['--force-rpath', '--set-rpath', `${burntIn}/lib64`, ...libraries]);
}
