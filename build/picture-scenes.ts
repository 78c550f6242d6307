/** What the pictures of the picker show: the demo tree, seen from a machine that is the same wherever they are made. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {BUILT_IN_RULES} from '../src/choose/catalogue-rules.ts';
import type {Host} from '../src/choose/host.ts';
import {judge} from '../src/choose/judge.ts';
import {stackTable} from '../src/choose/stack-table.ts';
import {writeDemo} from '../src/demo/write-demo.ts';
import {builtInFamilies} from '../src/find/built-in-families.ts';
import {findStacks} from '../src/find/find-stacks.ts';
import type {Repository} from '../src/find/found.ts';
import {deadlineAfter} from '../src/system/deadline.ts';
import {runTool} from '../src/system/run-tool.ts';
import {which} from '../src/system/which.ts';
import type {PickerInput} from '../src/tui/picker-input.ts';
import {DEFAULT_PICKER_SETTINGS} from '../src/tui/picker-input.ts';
import {builtInTheme} from '../src/tui/theme/built-in-themes.ts';

/** An analyst's login node: el9, two engines, a processor of some years ago. */
export const PICTURE_HOST: Host = {
  kernel: '5.14.0',
  arch: 'x86_64',
  cpu: {
    vendor: 'AuthenticAMD',
    level: 'x86-64-v3',
    microarchitecture: 'zen3',
    candidates: ['x86_64/amd/zen3', 'x86_64/amd/zen2', 'x86_64/generic'],
    flags: [],
  },
  os: {id: 'almalinux', version: '9.5', family: 'el9'},
  libc: {name: 'glibc', version: '2.34'},
  gpus: [],
  engines: [
    engine('bubblewrap', '/usr/bin/bwrap', ['directory', 'host']),
    engine('apptainer', '/usr/bin/apptainer', ['directory', 'host', 'sif', 'squashfs', 'reference']),
  ],
  shells: ['/bin/bash'],
  origins: {},
};

function engine(name: string, program: string, takes: Host['engines'][number]['takes']): Host['engines'][number] {
  return {name, program, version: '1', usable: true, reason: 'User namespaces are allowed.', takes};
}

export type Scene = Omit<PickerInput, 'streams' | 'updates' | 'planFor'>;

/** The demo tree as the picker gets it; what differs from day to day is left out. */
export async function demoScene(): Promise<Scene> {
  const directory = await mkdtemp(join(tmpdir(), 'hsf-pictures-'));
  try {
    const find = (program: string) => which(program, process.env['PATH'], ['/cvmfs']);
    const {root} = await writeDemo({
      directory,
      force: true,
      host: {
        arch: 'x86_64',
        osFamily: 'el9',
        which: find,
        run: argv => runTool(argv, {timeoutMs: 5_000, env: {PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C'}}),
      },
    });
    const findings = await findStacks({
      cvmfs: root,
      families: builtInFamilies(),
      repositories: [],
      probe: [],
      cacheDirectory: null,
      deadline: deadlineAfter(30_000, () => performance.now()),
      mode: 'refresh',
      launch: {
        node: process.execPath,
        scout: join(import.meta.dirname, '../src/find/scout/main.ts'),
        getfattr: null,
        sh: '/bin/sh',
      },
      now: () => new Date(),
    });
    // The tree was written a moment ago, some of it a millisecond before the rest.
    const variants = findings.variants.map(variant => ({...variant, dated: null}));
    const stacks = judge({...findings, variants}, PICTURE_HOST, BUILT_IN_RULES);
    return {
      table: stackTable(stacks, PICTURE_HOST),
      repositories: findings.repositories.map(repository => ({...repository, scannedAt: null, revision: null})),
      host: PICTURE_HOST,
      settings: DEFAULT_PICKER_SETTINGS,
      theme: builtInTheme('default-dark')!,
      banner: null,
      now: () => 0,
      favourites: [],
      recents: [],
    };
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

/** A first run, some seconds after it began. */
export function firstRun(scene: Scene): Scene {
  const repository = (fqrn: string, wish: Partial<Repository> = {}): Repository => ({
    fqrn,
    state: 'ready',
    revision: null,
    rootHash: null,
    scannedAt: null,
    message: null,
    ...wish,
  });
  return {
    ...scene,
    table: stackTable([], PICTURE_HOST),
    repositories: [
      repository('sft.cern.ch', {state: 'not-mounted'}),
      repository('unpacked.cern.ch', {state: 'not-mounted'}),
      repository('software.eessi.io', {state: 'hung', message: 'No answer for 10 s; check the network.'}),
      repository('cms.cern.ch', {state: 'ready'}),
    ],
    reading: [
      {fqrn: 'sft.cern.ch', since: -3_000},
      {fqrn: 'unpacked.cern.ch', since: -12_000},
      {fqrn: 'software.eessi.io', since: -14_000},
    ],
  };
}
