import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openCache} from '../../src/find/cache.ts';
import type {ClientConfig} from '../../src/find/client-config.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import {stillHolds, type HoldRequest} from '../../src/find/still-holds.ts';
import type {Trace} from '../../src/find/trace.ts';
import type {Mount} from '../../src/system/mount-table.ts';
import {familyWith, REPOSITORY} from './layout-scene.ts';
import {findRequest, LAUNCH, scratch} from './scene.ts';

/** Longer than a directory is called restless: its times say nothing before. */
const SETTLED_MS = 40;
const OTHER = 'other.example.org';
const CONFIG: ClientConfig = {present: false, repositories: [], configRepository: null, configured: new Set()};

let root: string;
let cacheDirectory: string;
let time: Date;

beforeEach(async () => {
  root = scratch();
  cacheDirectory = scratch();
  time = new Date();
  publish('LCG_1');
  await delay(SETTLED_MS);
});

function publish(release: string, repository = REPOSITORY): void {
  mkdirSync(join(root, repository, release, 'x86_64-el9-gcc13-opt'), {recursive: true});
  writeFileSync(join(root, repository, release, 'x86_64-el9-gcc13-opt/setup.sh'), '');
}

const mount = (point: string, type: string): Mount => ({point, type, source: type, device: '0:1', spreads: false});

async function traceOf(mounts: readonly Mount[], launch = LAUNCH): Promise<Trace> {
  const findings = await findStacks(
    findRequest(root, {cacheDirectory, families: [familyWith({})], now: () => time, machine: {mounts, config: CONFIG}, launch}),
  );
  const trace = findings.trace?.() ?? null;
  if (trace === null) throw new Error(JSON.stringify(findings.repositories));
  return trace;
}

const holds = (trace: Trace, mounts: readonly Mount[], wishes: Partial<HoldRequest> = {}) =>
  stillHolds({trace, cacheDirectory, launch: LAUNCH, now: () => time, mounts, config: CONFIG, ...wishes});

describe('what was found on a local disk', () => {
  const DISK = [mount('/', 'ext4')];

  test('holds as long as nothing changed', async () => {
    const trace = await traceOf(DISK);
    expect(await holds(trace, DISK)).toBe(true);
    publish('LCG_2');
    expect(await holds(trace, DISK)).toBe(false);
  });

  test('holds no longer with another name in the root', async () => {
    const trace = await traceOf(DISK);
    mkdirSync(join(root, 'no-repository'));
    writeFileSync(join(root, '.hidden.example.org'), '');
    expect(await holds(trace, DISK)).toBe(true);
    mkdirSync(join(root, OTHER));
    expect(await holds(trace, DISK)).toBe(false);
    rmSync(join(root, OTHER), {recursive: true});
    expect(await holds(trace, DISK)).toBe(true);
    rmSync(join(root, REPOSITORY), {recursive: true});
    expect(await holds(trace, DISK)).toBe(false);
  });

  test('nor without its root', async () => {
    const trace = await traceOf(DISK);
    rmSync(root, {recursive: true});
    expect(await holds(trace, DISK)).toBe(false);
  });

  test.each([
    {title: 'on the network now', mounts: () => [mount('/', 'nfs4')]},
    {title: "the automounter's now", mounts: () => [...DISK, mount(root, 'autofs')]},
    {title: 'with a mount in it that nobody asked for', mounts: () => [...DISK, mount(join(root, OTHER), 'ext4')]},
    {title: 'with its repository on the network', mounts: () => [...DISK, mount(join(root, REPOSITORY), 'nfs4')]},
  ])('nor in a root that is $title', async ({mounts}) => {
    expect(await holds(await traceOf(DISK), mounts())).toBe(false);
  });

  test.each([
    {...CONFIG, present: true},
    {...CONFIG, repositories: [OTHER]},
    {...CONFIG, configRepository: OTHER},
    {...CONFIG, configured: new Set(['example.org'])},
  ])('nor with another configuration of the client', async config => {
    expect(await holds(await traceOf(DISK), DISK, {config})).toBe(false);
  });

  test('nor while a helper is stuck, or when another launcher has read it', async () => {
    const trace = await traceOf(DISK);
    const cache = openCache(cacheDirectory, root);
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    cache.rememberStuck(REPOSITORY, helper.pid!, time);
    expect(await holds(trace, DISK)).toBe(false);
    cache.answered(REPOSITORY);
    expect(await holds(trace, DISK)).toBe(true);
    const index = cache.read(REPOSITORY)!;
    cache.write({...index, triedAt: new Date(time.getTime() + 1).toISOString()});
    expect(await holds(trace, DISK)).toBe(false);
  });

  test('nor where nobody can look', async () => {
    expect(await holds(await traceOf(DISK), DISK, {launch: {...LAUNCH, sh: '/nowhere/sh'}})).toBe(false);
  });

  test('nor where the answer is late', async () => {
    const trace = await traceOf(DISK);
    const slow = join(scratch(), 'sh');
    writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n');
    chmodSync(slow, 0o755);
    expect(await holds({...trace, limitMs: 200}, DISK, {launch: {...LAUNCH, sh: slow}})).toBe(false);
  });
});

describe('what was found on the network', () => {
  const NETWORK = [mount('/', 'nfs4')];
  const minutes = (count: number) => (time = new Date(time.getTime() + count * 60_000));

  test('holds for a quarter of an hour', async () => {
    const trace = await traceOf(NETWORK);
    publish('LCG_2');
    expect(await holds(trace, NETWORK)).toBe(true);
    minutes(14.9);
    expect(await holds(trace, NETWORK)).toBe(true);
    minutes(0.2);
    expect(await holds(trace, NETWORK)).toBe(false);
  });

  test('does not hold when the clock was set back', async () => {
    const trace = await traceOf(NETWORK);
    minutes(-1);
    expect(await holds(trace, NETWORK)).toBe(false);
  });

  test('nor with a repository that is gone, empty or new', async () => {
    const trace = await traceOf(NETWORK);
    mkdirSync(join(root, OTHER));
    expect(await holds(trace, NETWORK)).toBe(false);
    rmSync(join(root, OTHER), {recursive: true});
    expect(await holds(trace, NETWORK)).toBe(true);
    rmSync(join(root, REPOSITORY, 'LCG_1'), {recursive: true});
    expect(await holds(trace, NETWORK)).toBe(false);
    rmSync(join(root, REPOSITORY), {recursive: true});
    expect(await holds(trace, NETWORK)).toBe(false);
  });

  test('nor where nobody can look', async () => {
    expect(await holds(await traceOf(NETWORK), NETWORK, {launch: {...LAUNCH, sh: '/nowhere/sh'}})).toBe(false);
  });
});

describe('what was found on a client', () => {
  const A = 'a'.repeat(40);
  const mounts = () => [mount('/', 'ext4'), {...mount(join(root, REPOSITORY), 'fuse'), source: 'cvmfs2'}];
  let hash: string;
  const launch = () => ({...LAUNCH, getfattr: join(cacheDirectory, 'getfattr')});

  beforeEach(() => {
    hash = join(cacheDirectory, 'hash');
    writeFileSync(hash, A);
    writeFileSync(
      join(cacheDirectory, 'getfattr'),
      `#!/bin/sh
# A shell asks for the value alone, a scout for texts with their paths.
case $1 in
  -n) cat '${hash}' ;;
  *) for path; do :; done; [ "$5" != user.root_hash ] || printf '# file: %s\\n%s="%s"\\n' "$path" "$5" "$(cat '${hash}')" ;;
esac
`,
      {mode: 0o755},
    );
  });

  test('holds as long as the root hash is the same', async () => {
    const trace = await traceOf(mounts(), launch());
    expect(trace.repositories).toMatchObject([{freshness: 'hash', rootHash: A}]);
    publish('LCG_2');
    time = new Date(time.getTime() + 24 * 3_600_000);
    expect(await holds(trace, mounts(), {launch: launch()})).toBe(true);
    writeFileSync(hash, 'b'.repeat(40));
    expect(await holds(trace, mounts(), {launch: launch()})).toBe(false);
    writeFileSync(hash, '');
    expect(await holds(trace, mounts(), {launch: launch()})).toBe(false);
  });

  test('does not hold without getfattr, or once it is unmounted', async () => {
    const trace = await traceOf(mounts(), launch());
    expect(await holds(trace, mounts(), {launch: {...LAUNCH, getfattr: null}})).toBe(false);
    expect(await holds(trace, [mount('/', 'ext4')], {launch: launch()})).toBe(false);
  });
});
