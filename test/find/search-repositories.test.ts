import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openCache} from '../../src/find/cache.ts';
import type {ClientConfig} from '../../src/find/client-config.ts';
import {findStacks, type FindRequest} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {familyWith, REPOSITORY} from './layout-scene.ts';
import {clock, findRequest, LAUNCH, scratch} from './scene.ts';

const OTHER = 'other.example.org';
const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const FAMILIES = [familyWith({}), {...familyWith({repository: OTHER}), id: 'other'}];
const CONFIG: ClientConfig = {present: true, repositories: [], configRepository: null, configured: new Set(['example.org'])};

/** A client that shows two repositories, with a `getfattr` that notes who is asked and tells what is in files. */
describe('the repositories of a client', () => {
  let root: string;
  let facts: string;
  let cacheDirectory: string;
  let time: Date;

  const publish = (release: string, hash: string, fqrn = REPOSITORY) => {
    mkdirSync(join(root, fqrn, release, 'x86_64-el9-gcc13-opt'), {recursive: true});
    writeFileSync(join(root, fqrn, release, 'x86_64-el9-gcc13-opt/setup.sh'), '');
    writeFileSync(join(facts, fqrn), hash);
  };
  const asked = () => {
    const file = join(facts, 'asked');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(file, {force: true});
    return lines;
  };
  const machine = (mounted: readonly string[] = [REPOSITORY, OTHER], type = 'ext4') => ({
    mounts: [
      {point: '/', type, source: '/dev/vda1', device: '8:1', spreads: true},
      ...mounted.map(fqrn => ({point: `${root}/${fqrn}`, type: 'fuse', source: 'cvmfs2', device: '0:50', spreads: true})),
    ],
    config: CONFIG,
  });
  const find = (wishes: Partial<FindRequest> = {}) =>
    findStacks(
      findRequest(root, {
        cacheDirectory,
        families: FAMILIES,
        now: () => time,
        machine: machine(),
        launch: {...LAUNCH, getfattr: join(facts, 'getfattr')},
        ...wishes,
      }),
    );
  const one = (findings: Findings, fqrn = REPOSITORY) => findings.repositories.find(repository => repository.fqrn === fqrn);
  const releases = ({variants}: Findings, fqrn = REPOSITORY) =>
    variants.filter(({repository}) => repository === fqrn).map(({release}) => release);
  const hang = (fqrn: string) => writeFileSync(join(facts, 'hangs'), fqrn);

  beforeEach(() => {
    [root, facts, cacheDirectory] = [scratch(), scratch(), scratch()];
    time = new Date('2026-01-02T03:04:05.000Z');
    publish('LCG_1', A);
    publish('LCG_7', A, OTHER);
    hang('nobody');
    writeFileSync(
      join(facts, 'getfattr'),
      `#!/bin/sh
# A shell asks for the value alone, a scout for texts with their paths.
case $1 in -n) shell=yes name=$2; shift 4 ;; *) shell=no name=$5; shift 6 ;; esac
for path; do
  below=\${path#'${root}/'}
  fqrn=\${below%%/*}
  echo "$shell $name $below" >>'${facts}/asked'
  hash=$(cat "${facts}/$fqrn")
  case $shell$name in
    yes*)
      [ "$fqrn" != "$(cat '${facts}/hangs')" ] || exec sleep 60
      printf %s "$hash" ;;
    nouser.root_hash) printf '# file: %s\\n%s="%s"\\n' "$path" "$name" "$hash" ;;
    nouser.revision) printf '# file: %s\\n%s="%s"\\n' "$path" "$name" 5 ;;
    nouser.catalog_counters) printf '# file: %s\\n%s="catalog_hash: %s"\\n' "$path" "$name" "$hash" ;;
  esac
done
`,
    );
    chmodSync(join(facts, 'getfattr'), 0o755);
  });

  test('are asked for their root hash alone once they were read', async () => {
    const first = await find();
    expect(releases(first)).toEqual(['LCG_1']);
    expect(one(first)).toMatchObject({state: 'ready', revision: 5, rootHash: A, message: null});
    asked();
    const again = await find();
    expect(asked().toSorted()).toEqual([`yes user.root_hash ${OTHER}`, `yes user.root_hash ${REPOSITORY}`]);
    expect(again.directoriesRead).toBe(0);
    expect(again.variants).toEqual(first.variants);
  });

  test('are read anew where that changed, others are not', async () => {
    await find();
    publish('LCG_2', B);
    const again = await find();
    expect(releases(again)).toEqual(['LCG_1', 'LCG_2']);
    expect(releases(again, OTHER)).toEqual(['LCG_7']);
    expect(one(again)?.rootHash).toBe(B);
  });

  test('are read by catalog for a refresh, and whole where they were read without a hash', async () => {
    await find();
    expect((await find({mode: 'refresh'})).directoriesRead).toBe(0);
    await find({mode: 'refresh', launch: LAUNCH_WITHOUT});
    asked();
    expect((await find({mode: 'refresh'})).directoriesRead).toBeGreaterThan(0);
  });

  test('are read anew that are asked for again, and no others', async () => {
    await find();
    publish('LCG_2', A);
    publish('LCG_8', B, OTHER);
    const again = await find({mode: 'auto', again: new Set([OTHER])});
    expect([releases(again), releases(again, OTHER)]).toEqual([['LCG_1'], ['LCG_7', 'LCG_8']]);
  });

  test('that say no hash any more are read whole', async () => {
    await find();
    publish('LCG_2', '');
    expect((await find()).directoriesRead).toBe(0);
    time = new Date(time.getTime() + 16 * 60_000);
    const again = await find();
    expect(releases(again)).toEqual(['LCG_1', 'LCG_2']);
    expect(one(again)?.rootHash).toBeNull();
  });

  test('without getfattr are believed for a quarter of an hour', async () => {
    const wishes = {launch: LAUNCH_WITHOUT};
    await find(wishes);
    publish('LCG_2', A);
    time = new Date(time.getTime() + 14 * 60_000);
    expect((await find(wishes)).directoriesRead).toBe(0);
    time = new Date(time.getTime() + 2 * 60_000);
    expect(releases(await find(wishes))).toEqual(['LCG_1', 'LCG_2']);
    time = new Date(time.getTime() - 60_000);
    expect((await find(wishes)).directoriesRead).toBeGreaterThan(0);
  });

  test('that are empty are believed so', async () => {
    rmSync(join(root, OTHER, 'LCG_7'), {recursive: true});
    expect(one(await find(), OTHER)).toMatchObject({state: 'empty'});
    const again = await find({launch: LAUNCH_WITHOUT});
    expect(one(again, OTHER)).toMatchObject({state: 'empty'});
    expect((await find({launch: LAUNCH_WITHOUT})).directoriesRead).toBe(0);
  });

  test('that were read and have nothing now are looked at closely', async () => {
    await find();
    rmSync(join(root, OTHER, 'LCG_7'), {recursive: true});
    expect(one(await find(), OTHER)).toMatchObject({state: 'empty'});
    rmSync(join(root, OTHER), {recursive: true});
    time = new Date(time.getTime() + 16 * 60_000);
    expect(['not-mounted', 'failed']).toContain(one(await find(), OTHER)?.state);
  });

  test('that hang are shown as they were, and keep no others waiting', async () => {
    await find();
    publish('LCG_8', B, OTHER);
    hang(REPOSITORY);
    const updates: Findings[] = [];
    const findings = await find({deadline: deadlineAfter(6000, clock), onUpdate: found => updates.push(found)});
    expect(one(findings)).toMatchObject({state: 'hung', scannedAt: time.toISOString()});
    expect(one(findings)?.message).toMatch(/has not answered for \d+ seconds; its stacks are shown as of 2026-01-02 03:04 UTC/);
    expect(releases(findings)).toEqual(['LCG_1']);
    expect(releases(findings, OTHER)).toEqual(['LCG_7', 'LCG_8']);
    expect(updates.some(found => one(found)?.state === 'hung')).toBe(true);
    hang('nobody');
  });

  test('that have a helper waiting are not asked', async () => {
    await find();
    asked();
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    openCache(cacheDirectory, root).rememberStuck(REPOSITORY, helper.pid!, time);
    for (const mode of ['auto', 'refresh'] as const) {
      const findings = await find({mode});
      expect(one(findings)).toMatchObject({state: 'hung', scannedAt: time.toISOString()});
      expect(one(findings)?.message).toContain(
        'has not answered since 2026-01-02 03:04 UTC; its stacks are shown as of 2026-01-02',
      );
      expect(asked().filter(line => line.endsWith(REPOSITORY))).toEqual([]);
    }
  });

  test('are not asked when there is no time', async () => {
    const automounted = {
      mounts: [{...machine().mounts[0]!, point: root, type: 'autofs'}, ...machine().mounts.slice(1)],
      config: CONFIG,
    };
    const none = {machine: automounted, deadline: deadlineAfter(0, clock)};
    const unread = one(await find(none));
    expect(unread?.message).toContain('has not been read yet');
    await find({machine: automounted});
    publish('LCG_2', B);
    asked();
    const late = one(await find(none));
    expect(asked()).toEqual([]);
    expect(late?.state).toBe('ready');
    expect(late?.message).toMatch(
      /^soft\.example\.org was not asked in time; its stacks are shown as of 2026-01-02 03:04 UTC\. Run/,
    );
    expect(one(await find({machine: automounted}))?.message).toBeNull();
  });

  test('are read by a scout where there is no shell', async () => {
    await find();
    publish('LCG_2', B);
    const launch = {...LAUNCH, getfattr: join(facts, 'getfattr'), sh: join(facts, 'none')};
    const findings = await find({launch});
    // Scouts are started by that shell as well.
    expect(['ready', 'failed', 'hung']).toContain(one(findings)?.state);
    expect(releases(findings)).toContain('LCG_1');
  });

  test('that become a plain directory, or were one, are read anew', async () => {
    await find();
    const plain = await find({machine: machine([])});
    expect(plain.directoriesRead).toBeGreaterThan(0);
    expect((await find()).directoriesRead).toBeGreaterThan(0);
  });

  test('tell which others they bring before those are asked', async () => {
    const config = {...CONFIG, configRepository: OTHER, configured: new Set<string>()};
    mkdirSync(join(root, OTHER, 'etc/cvmfs/domain.d'), {recursive: true});
    const [disk, own] = machine([OTHER]).mounts;
    const others = {mounts: [disk!, {...disk!, point: root, type: 'autofs'}, own!]};
    const findings = await find({machine: {...others, config}, families: [familyWith({})]});
    expect(one(findings)).toMatchObject({state: 'not-configured', message: expect.stringContaining('example.org')});
    writeFileSync(join(root, OTHER, 'etc/cvmfs/domain.d/example.org.conf'), '');
    writeFileSync(join(facts, OTHER), B);
    // Who knows it already does not wait for it: what it brings comes the next time, at once for whoever is new.
    await find({machine: {...others, config}, families: [familyWith({})]});
    expect(releases(await find({machine: {...others, config}, families: [familyWith({})]}))).toEqual(['LCG_1']);
    cacheDirectory = scratch();
    expect(releases(await find({machine: {...others, config}, families: [familyWith({})]}))).toEqual(['LCG_1']);
  });
});

const LAUNCH_WITHOUT = {...LAUNCH, getfattr: null};
