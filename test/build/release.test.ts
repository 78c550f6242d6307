import {execFileSync, spawn} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {layOutRelease} from '../../build/make-release.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {removeTree, writeTree} from '../rig/tree.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const PLATFORM = `${process.platform}-${process.arch}`;
/** Nobody that the machine knows. */
const STRANGER = process.getuid?.() === 0 ? {uid: 23_456, gid: 23_456} : {};
const NATIVE = 'lcg/LCG_107@x86_64-el9-gcc13-opt';

// Many starts of hsf at once, on whatever machine.
vi.setConfig({testTimeout: 90_000});

let base = '';
let release = '';

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-release-')));
  chmodSync(base, 0o755);
  release = join(base, 'hsf');
  await layOutRelease({root: CHECKOUT, node: join(CHECKOUT, 'node_modules', `node-${PLATFORM}`)}, release);
  writeTree(join(base, 'cvmfs'));
});

afterAll(() => removeTree(base));

type Call = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
};
type Ended = {readonly status: number | null; readonly stdout: string; readonly stderr: string};

/** Runs a program on an el9 with nothing in its environment but the tree; no HOME, no Node and no npm on PATH. */
function runs(program: string, words: readonly string[], {env = {}, cwd = '/', ...user}: Call = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const machine = {HSF_OS: 'el9', HSF_ARCH: 'x86_64', HSF_CPU: 'x86-64-v3', HSF_CVMFS: join(base, 'cvmfs')};
    const all = {PATH: toolsOnly(), ...machine, ...env};
    const child = spawn(program, words, {cwd, env: all, stdio: ['ignore', 'pipe', 'pipe'], ...user});
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', status => resolve({status, stdout, stderr}));
  });
}

/** A PATH with the machine's programs save those that a release has to do without. */
function toolsOnly(): string {
  const tools = join(base, 'tools');
  if (existsSync(tools)) return tools;
  mkdirSync(tools);
  const left = new Set(['node', 'nodejs', 'npm', 'npx']);
  const names = new Map(['/bin', '/usr/bin'].flatMap(from => readdirSync(from).map((name): [string, string] => [name, from])));
  for (const [name, from] of names) if (!left.has(name)) symlinkSync(join(from, name), join(tools, name));
  return tools;
}

/** Says its version, and starts a stack; the second time by what the first has left, where it may. */
async function expectToWork(hsf: string, call: Call = {}): Promise<void> {
  const {version} = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as {version: string};
  expect(await runs(hsf, ['--version'], call)).toEqual({status: 0, stdout: `hsf ${version}\n`, stderr: ''});
  for (let time = 1; time <= 2; time += 1) {
    const started = await runs(hsf, ['run', NATIVE, '--', 'stack-name', 'a b'], call);
    expect(started, started.stderr).toMatchObject({status: 0, stdout: 'LCG_107 x86_64-el9-gcc13-opt\n'});
  }
}

/** The release once more, at another path below the test's folder; files are shared. */
function releaseAt(path: string): string {
  const place = join(base, path);
  mkdirSync(dirname(place), {recursive: true});
  execFileSync('cp', ['-al', '--', release, place]);
  return place;
}

test.concurrent('works by itself: no HOME, no npm, no Node on PATH', async () => {
  const hsf = join(release, 'bin/hsf');
  await expectToWork(hsf);
  const listed = await runs(hsf, ['list', '--json']);
  expect((JSON.parse(listed.stdout) as {stacks: unknown[]}).stacks.length, listed.stderr).toBeGreaterThan(5);
  const prefix = await runs(hsf, ['run', 'gentoo/linux', '--', 'bash', '-c', 'echo "$1"; exit 3', '-', 'a  b']);
  expect(prefix, prefix.stderr).toMatchObject({status: 3, stdout: 'a  b\n'});
});

test.concurrent('takes the Node of its platform without asking for its version, and says what else there is where it has none', async () => {
  const root = join(base, 'bare');
  for (const folder of ['bin', 'dist', 'libexec']) mkdirSync(join(root, folder), {recursive: true});
  copyFileSync(join(CHECKOUT, 'bin/hsf'), join(root, 'bin/hsf'));
  writeFileSync(join(root, 'dist/hsf.js'), '');
  const none = await runs(join(root, 'bin/hsf'), ['list']);
  const advice = 'hsf: Node.js 24 or newer is needed: put one on PATH, or name it in HSF_NODE.\n';
  expect(none).toEqual({status: 69, stdout: '', stderr: advice});
  const node = join(root, `libexec/node-${PLATFORM}`);
  writeFileSync(node, '#!/bin/sh\n[ "$1" != -v ] && echo taken\n', {mode: 0o755});
  expect(await runs(join(root, 'bin/hsf'), ['list'])).toEqual({status: 0, stdout: 'taken\n', stderr: ''});
});

test.concurrent('works for somebody else, from a folder whose name a shell would misread', async () => {
  const place = releaseAt("it's $HOME/-n/ü 漢/*?[a]\n/hsf");
  await expectToWork(join(place, 'bin/hsf'), {...STRANGER, env: {HOME: mkdirOwned('home of a stranger')}});
});

test.concurrent('works through links to links, relative and absolute, found on PATH, and in the shell one is in', async () => {
  symlinkSync('hsf', join(base, 'current'));
  mkdirSync(join(base, 'usr/local/bin'), {recursive: true});
  mkdirSync(join(base, 'opt'));
  symlinkSync(join(base, 'current/bin/hsf'), join(base, 'opt/hsf-here'));
  symlinkSync('../../../opt/hsf-here', join(base, 'usr/local/bin/hsf'));
  await expectToWork(join(base, 'usr/local/bin/hsf'));
  const env = {PATH: `${join(base, 'usr/local/bin')}:${toolsOnly()}`, HOME: mkdirOwned('home of links')};
  const script = `eval "$(hsf init bash)" && hsf use ${NATIVE} && stack-name && hsf leave && ! command -v stack-name`;
  const {status, stdout, stderr} = await runs('bash', ['--norc', '-c', script], {env});
  expect({status, stdout}, stderr).toEqual({status: 0, stdout: 'LCG_107 x86_64-el9-gcc13-opt\n'});
});

test.concurrent('works from a mount that cannot be written, also for root', async () => {
  const place = releaseAt('read-only/hsf');
  const script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && ! touch "$1" 2>/dev/null && exec "$@"';
  const inside = (words: readonly string[]) => ['-c', script, '-', place, join(place, 'bin/hsf'), ...words];
  const rights = process.getuid?.() === 0 ? ['-m'] : ['-rm'];
  const env = {HOME: mkdirOwned('home of a reader')};
  for (const words of [['list'], ['run', NATIVE, '--', 'stack-name']]) {
    const {status, stdout, stderr} = await runs('unshare', [...rights, 'sh', ...inside(words)], {env});
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('LCG_107');
  }
});

describe('on CVMFS itself', () => {
  const isMissing = skipFuse();
  const mounts: FuseMount[] = [];
  afterAll(() => {
    for (const mount of mounts) mount.unmount();
  });

  test.skipIf(isMissing)('works, and touches nothing else there, while another repository hangs', async () => {
    const root = join(base, 'client');
    const own = dirname(dirname(releaseAt('published/tools/hsf')));
    const other = writeTree(join(base, 'others')).root;
    mounts.push(
      await mountFuse(own, join(root, 'tools.example.org')),
      await mountFuse(join(other, 'sft.cern.ch'), join(root, 'sft.cern.ch')),
    );
    execFileSync('cp', ['-al', join(other, 'software.eessi.io'), root]);
    const program = join(root, 'tools.example.org/tools/hsf');
    const call = {env: {HSF_CVMFS: root, HOME: mkdirOwned('home at a client')}};
    await expectToWork(join(program, 'bin/hsf'), call);

    // What waits in the mount is waited for by strace, so it looks on while all is well.
    const trace = join(base, 'trace');
    const traced = ['-f', '-qq', '-o', trace, '-e', 'trace=%file,clone,clone3,fork,vfork', join(program, 'bin/hsf')];
    expect(await runs('strace', [...traced, 'refresh'], call)).toMatchObject({status: 0});
    const touched = touchedByLauncher(readFileSync(trace, 'utf8'), root);
    expect(touched).toContain(`${program}/dist/main.js`);
    // Node asks for the real path of its program, and so looks at each directory on the way.
    expect(touched.filter(path => !`${path}/`.startsWith(`${program}/`) && !program.startsWith(`${path}/`))).toEqual([]);

    mounts[1]!.rules(['hang /']);
    const listed = await runs(join(program, 'bin/hsf'), ['list', '--timeout', '3'], call);
    expect(listed.status).toBe(0);
    expect(listed.stdout).toContain('eessi/');
    expect(listed.stderr).toContain('sft.cern.ch has not answered');
    const started = await runs(join(program, 'bin/hsf'), ['run', '--timeout', '3', NATIVE, '--', 'stack-name'], call);
    expect(started).toMatchObject({status: 125, stdout: ''});
    expect(started.stderr).toContain('sft.cern.ch');
  });
});

/** The paths below `root` that the process which strace started has named to the kernel, its threads included; its children's are not. */
function touchedByLauncher(trace: string, root: string): readonly string[] {
  const lines = trace.split('\n').flatMap(line => {
    const [, pid, call] = /^(\d+) +(.*)$/.exec(line) ?? [];
    return pid === undefined || call === undefined ? [] : [{pid, call}];
  });
  const threads = new Set(lines.slice(0, 1).map(({pid}) => pid));
  let isStarting = '';
  const found = new Set<string>();
  for (const {pid, call} of lines) {
    if (!threads.has(pid)) continue;
    if (/^clone3?\(/.test(call)) isStarting = call.includes('CLONE_THREAD') ? 'thread' : 'child';
    const [, child] = / = (\d+)$/.exec(call) ?? [];
    if (/^(clone3?\(|<\.\.\. clone3? )/.test(call) && child !== undefined && isStarting === 'thread') threads.add(child);
    for (const [, path = ''] of call.matchAll(/"((?:[^"\\]|\\.)*)"/g)) if (path.startsWith(`${root}/`)) found.add(path);
  }
  return [...found].toSorted();
}

test.concurrent('has what other programs look for, where they look', async () => {
  expect(readdirSync(release).toSorted()).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'docs',
      'libexec',
      'sbom.cdx.json',
      'schemas',
      'share',
      'themes',
    ]),
  );
  for (const page of ['man1/hsf.1', 'man5/hsf-families.5', 'man5/hsf.toml.5'])
    expect(readFileSync(join(release, 'share/man', page), 'utf8'), page).toMatch(/^\.TH /m);
  const completes = `. share/bash-completion/completions/hsf; complete -p hsf`;
  expect((await runs('bash', ['--norc', '-c', completes], {cwd: release})).stdout).toBe('complete -F _hsf hsf\n');
  const autoloads = `fpath=(share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[hsf]`;
  expect((await runs('zsh', ['-fc', autoloads], {cwd: release})).stdout).toBe('_hsf\n');
  const offers = `source share/fish/vendor_completions.d/hsf.fish; complete -C 'hsf doct'`;
  expect((await runs('fish', ['--no-config', '-c', offers], {cwd: release})).stdout).toContain('doctor');
  const bill = JSON.parse(readFileSync(join(release, 'sbom.cdx.json'), 'utf8')) as {
    components: {name: string; version: string}[];
  };
  expect(bill.components.at(-1)).toMatchObject({name: 'node', version: process.versions.node});
  expect(readFileSync(join(release, `libexec/node-${PLATFORM}.LICENSE`), 'utf8')).toContain('Node.js is licensed');
});

/** A folder for the caller named, owned by the stranger where there is one. */
function mkdirOwned(name: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  if (name.includes('stranger') && STRANGER.uid !== undefined) execFileSync('chown', [`${STRANGER.uid}:${STRANGER.gid}`, folder]);
  writeFileSync(join(folder, '.bashrc'), '');
  return folder;
}
