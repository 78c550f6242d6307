import {chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import type {ClientConfig} from '../../src/find/client-config.ts';
import {findStacks, type FindRequest} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {stillHolds} from '../../src/find/still-holds.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {writeTree} from '../rig/tree.ts';
import {clock, FEW, findRequest, LAUNCH, scratch} from './scene.ts';

const SFT = 'sft.cern.ch';
const HASH = 'a'.repeat(40);

/** A tree that the mount table calls an automounter's, with a shell and a `getfattr` that note what is touched. */
describe('repositories that the automounter has put to sleep', () => {
  let root: string;
  let cacheDirectory: string;
  let time: Date;
  let hash: string;
  let getfattr: string;
  let asked: string;
  let hang: string;

  const machine = (awake: readonly string[] = [], configured: readonly string[] = ['cern.ch']) => ({
    mounts: [
      {point: root, type: 'autofs', source: '/etc/auto.cvmfs', device: '0:40', spreads: true},
      ...awake.map(fqrn => ({point: `${root}/${fqrn}`, type: 'fuse', source: 'cvmfs2', device: '0:50', spreads: true})),
    ],
    config: {present: true, repositories: [], configRepository: null, configured: new Set(configured)} satisfies ClientConfig,
  });
  const launch = () => ({...LAUNCH, getfattr});
  const find = (wishes: Partial<FindRequest> = {}) =>
    findStacks(
      findRequest(root, {
        cacheDirectory,
        families: FEW,
        now: () => time,
        machine: machine(),
        launch: launch(),
        ...wishes,
      }),
    );
  /** Repositories that were asked since the last time, each once. */
  const woken = () => {
    const lines = existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : [];
    rmSync(asked, {force: true});
    return [...new Set(lines)].toSorted();
  };
  const stateOf = (findings: Findings, fqrn: string) => findings.repositories.find(one => one.fqrn === fqrn);
  const later = (hours: number) => (time = new Date(time.getTime() + hours * 3_600_000));
  const publish = (next: string) => writeFileSync(hash, `${next}\n`);

  beforeEach(() => {
    root = scratch();
    cacheDirectory = scratch();
    writeTree(root);
    time = new Date();
    const folder = scratch();
    [hash, getfattr, asked] = [join(folder, 'hash'), join(folder, 'getfattr'), join(folder, 'asked')];
    hang = join(folder, 'hang');
    writeFileSync(hang, 'nobody\n');
    publish(HASH);
    // A shell asks for the value alone, a scout for texts with their paths. Each directory is a catalog of its own hash.
    writeFileSync(
      getfattr,
      `#!/bin/sh
case $1 in
  -n) name=$2 values=yes; shift 4 ;;
  *) name=$5 values=no; shift 6 ;;
esac
for path; do
  below=\${path#'${root}/'}
  echo "\${below%%/*}" >>'${asked}'
  read -r hung <'${hang}'
  [ "\${below%%/*}" != "$hung" ] || exec sleep 60
  [ -e "$path" ] || continue
  [ "$values" = yes ] || echo "# file: $path"
  read -r hash <'${hash}'
  case $values$name in
    yesuser.root_hash) printf %s "$hash" ;;
    nouser.root_hash) echo "$name=\\"$hash\\"" ;;
    nouser.catalog_counters) echo "$name=\\"catalog_hash: $hash\\"" ;;
  esac
done
`,
    );
    chmodSync(getfattr, 0o755);
  });

  it('are believed as they were read, without a touch', async () => {
    const cold = await find();
    expect(woken()).toContain(SFT);
    later(1);
    const updates: Findings[] = [];
    const warm = await find({onUpdate: found => updates.push(found)});
    expect(woken()).toEqual([]);
    expect(warm.variants).toEqual(cold.variants);
    expect(stateOf(warm, SFT)).toEqual(stateOf(cold, SFT));
  });

  it('are woken after a day, and nightlies after some hours', async () => {
    await find();
    woken();
    later(4);
    await find();
    expect(woken()).toEqual(['sft-nightlies.cern.ch']);
    later(21);
    await find();
    expect(woken()).toContain(SFT);
  });

  it('rest for another day when their root hash is the same', async () => {
    const cold = await find();
    later(25);
    const confirmed = await find();
    expect(confirmed.directoriesRead).toBe(0);
    expect(stateOf(confirmed, SFT)?.scannedAt).toBe(time.toISOString());
    expect(stateOf(confirmed, SFT)?.scannedAt).not.toBe(stateOf(cold, SFT)?.scannedAt);
    woken();
    later(2);
    await find();
    expect(woken()).not.toContain(SFT);
  });

  it('that are awake are asked each time', async () => {
    await find();
    woken();
    await find({machine: machine([SFT])});
    expect(woken()).toEqual([SFT]);
    publish('b'.repeat(40));
    mkdirSync(join(root, SFT, 'lcg/views/LCG_900/x86_64-el9-gcc13-opt'), {recursive: true});
    expect((await find({machine: machine([SFT])})).variants.some(({release}) => release === 'LCG_900')).toBe(true);
  });

  it.each([
    {title: 'refresh', wishes: {mode: 'refresh'}},
    {title: 'doctor', wishes: {wake: true}},
  ] as const)('are woken by $title', async ({wishes}) => {
    await find();
    woken();
    await find(wishes);
    expect(woken()).toContain(SFT);
  });

  it('are woken one by one with --probe', async () => {
    await find();
    woken();
    await find({probe: [SFT]});
    expect(woken()).toEqual([SFT]);
  });

  it('are woken when a family asks for what was never read, or their last reading failed', async () => {
    await find({families: FEW.filter(({id}) => id !== 'lcg')});
    woken();
    await find();
    expect(woken()).toEqual([SFT]);
  });

  it('that are unknown here are tried after longer and longer times', async () => {
    const away = join(scratch(), 'away');
    renameSync(join(root, 'geant4.cern.ch'), away);
    const missing = async () => stateOf(await find(), 'geant4.cern.ch')?.state === 'not-mounted';
    expect(await missing()).toBe(true);
    renameSync(away, join(root, 'geant4.cern.ch'));
    later(0.5 / 60);
    expect(await missing()).toBe(true);
    renameSync(join(root, 'geant4.cern.ch'), away);
    later(1);
    expect(await missing()).toBe(true);
    renameSync(away, join(root, 'geant4.cern.ch'));
    // It has been missing for an hour, so an hour is no loss.
    later(0.9);
    expect(await missing()).toBe(true);
    later(0.2);
    expect(await missing()).toBe(false);
  });

  it('are tried each minute where a client gives nothing at all', async () => {
    const away = join(scratch(), 'away');
    renameSync(root, away);
    mkdirSync(root);
    const states = async () => new Set((await find({families: FEW.slice(0, 1)})).repositories.map(({state}) => state));
    expect(await states()).toEqual(new Set(['not-mounted']));
    later(1);
    expect(await states()).toEqual(new Set(['not-mounted']));
    rmSync(root, {recursive: true});
    renameSync(away, root);
    later(0.02);
    expect(await states()).toEqual(new Set(['ready']));
  });

  it('that never answered are not waited for in each run', async () => {
    const slow = 'geant4.cern.ch';
    writeFileSync(hang, `${slow}\n`);
    const timed = async () => {
      const since = clock();
      const now = () => new Date(time.getTime() + clock() - since);
      const findings = await find({deadline: deadlineAfter(4000, clock), now});
      time = now();
      return {state: stateOf(findings, slow)?.state, others: stateOf(findings, SFT)?.state};
    };
    expect(await timed()).toEqual({state: 'hung', others: 'ready'});
    // Its helper could be killed, as one that waits for the automounter can.
    woken();
    expect(await timed()).toEqual({state: 'hung', others: 'ready'});
    expect(woken()).toEqual([]);
    writeFileSync(hang, 'nobody\n');
    later(0.02);
    expect(await timed()).toEqual({state: 'ready', others: 'ready'});
  });

  it('are told to those who read package lists', async () => {
    expect((await find()).asleep).toEqual(new Set());
    expect((await find()).asleep).toContain(SFT);
    expect((await find({machine: machine([SFT])})).asleep).not.toContain(SFT);
  });

  it('keep a remembered listing true until the first of them has rested long enough', async () => {
    await find();
    later(1);
    const trace = (await find()).trace?.() ?? null;
    expect(trace).not.toBeNull();
    if (trace === null) return;
    woken();
    const holds = (awake: readonly string[] = []) =>
      stillHolds({trace, cacheDirectory, launch: launch(), now: () => time, ...machine(awake)});
    expect(await holds()).toBe(true);
    expect(woken()).toEqual([]);
    expect(await holds([SFT])).toBe(true);
    expect(woken()).toEqual([SFT]);
    publish('b'.repeat(40));
    expect(await holds([SFT])).toBe(false);
    publish(HASH);
    later(4);
    woken();
    expect(await holds()).toBe(false);
    expect(woken()).toEqual([]);
    expect(await holds(['sft-nightlies.cern.ch'])).toBe(true);
  });

  it('and are missing keep it true as well, until they are tried again or mounted', async () => {
    rmSync(join(root, 'geant4.cern.ch'), {recursive: true});
    const trace = (await find()).trace?.() ?? null;
    expect(trace?.repositories.map(({fqrn}) => fqrn)).toContain('geant4.cern.ch');
    if (trace === null) return;
    const holds = (awake: readonly string[] = []) =>
      stillHolds({trace, cacheDirectory, launch: launch(), now: () => time, ...machine(awake)});
    expect(await holds()).toBe(true);
    mkdirSync(join(root, 'geant4.cern.ch/share'), {recursive: true});
    expect(await holds(['geant4.cern.ch'])).toBe(false);
    later(0.05);
    expect(await holds()).toBe(false);
  });
});
