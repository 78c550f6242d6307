import {existsSync, lstatSync, realpathSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {EngineFact, Host} from '../../src/choose/host.ts';
import type {Runs, Variant} from '../../src/choose/stack.ts';
import {detectEngines, ENGINES} from '../../src/engines/all.ts';
import type {EntryRule} from '../../src/find/family.ts';
import {entryWith, familyWith, layoutWith, PLAIN_FIND} from '../rig/layout.ts';
import type {EntryKind, FoundCompiler, FoundVariant} from '../../src/find/found.ts';
import {NO_WISHES, type PlanInput, type Wishes} from '../../src/start/plan-input.ts';
import type {TreeReader} from '../../src/start/tree-reader.ts';
import type {PathState} from '../../src/system/host-files.ts';
import {mayWrite} from '../../src/system/may-write.ts';
import {which} from '../../src/system/which.ts';
import {listDirectory} from '../engines/rig.ts';

/** As built: one file of it is made by the build. */
export const SHELL_DIRECTORY = join(import.meta.dirname, '../../dist/shell');

/** A reader straight from the disk, `/cvmfs` being another directory. */
export function treeOn(cvmfs: string): TreeReader {
  const real = (path: string) => (path === '/cvmfs' || path.startsWith('/cvmfs/') ? cvmfs + path.slice(6) : path);
  const attempt = <T>(read: () => T): Promise<T | null> => {
    try {
      return Promise.resolve(read());
    } catch {
      return Promise.resolve(null);
    }
  };
  return {
    ahead: () => Promise.resolve(),
    states: paths => Promise.resolve(new Map(paths.map(path => [path, stateOf(real(path))]))),
    list: path => attempt(() => listDirectory(real(path))),
    text: path => attempt(() => readFileSync(real(path), 'utf8')),
    real: path => attempt(() => realpathSync(real(path)).replace(realpathSync(cvmfs), '/cvmfs')),
    start: path => attempt(() => (stateOf(real(path)) === 'file' ? readFileSync(real(path)).subarray(0, 512) : null)),
    part: (path, offset, length) => attempt(() => readFileSync(real(path)).subarray(offset, offset + length)),
    rights: paths =>
      Promise.resolve(
        new Map(
          paths.flatMap(path => {
            const state = statSync(real(path), {throwIfNoEntry: false});
            if (state === undefined) return [];
            const link = lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink() === true ? {real: realpathSync(path)} : {};
            return [[path, {mode: state.mode & 0o7777, uid: state.uid, ...link}] as const];
          }),
        ),
      ),
    members: () => Promise.resolve(null),
    image: () => Promise.resolve(null),
    listInside: () => Promise.resolve(null),
    exposed: () => Promise.resolve({open: [], elevating: []}),
    same: (one, other) => Promise.resolve(existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other)),
  };
}

function stateOf(path: string): PathState {
  try {
    const state = statSync(path);
    return state.isDirectory() ? 'directory' : state.isFile() ? 'file' : state.isSocket() ? 'socket' : 'other';
  } catch {
    try {
      lstatSync(path);
    } catch {
      return 'missing';
    }
    return 'missing';
  }
}

export type VariantWishes = {
  readonly entry: {readonly kind: EntryKind; readonly path: string};
  /** The variant's directory; the entry's path unless told. */
  readonly root?: string;
  readonly rule?: Partial<EntryRule>;
  readonly runs?: Runs;
  readonly image?: string | null;
  readonly compiler?: FoundCompiler;
  readonly captures?: Readonly<Record<string, string>>;
};

export function variantOf(wishes: VariantWishes): Variant {
  const rule = entryWith({kind: wishes.entry.kind, path: ['.'], ...wishes.rule});
  const found: FoundVariant = {
    ...PLAIN_FIND,
    family: familyWith({id: 'toy', title: 'Toys'}),
    layout: layoutWith({path: '', release: '', platform: '', entry: rule}),
    release: '1',
    repository: wishes.entry.path.split('/')[2] ?? 'sft.cern.ch',
    platformText: 'x86_64-el9-gcc13-opt',
    root: wishes.root ?? wishes.entry.path,
    entry: wishes.entry,
    captures: wishes.captures ?? {},
    compiler: wishes.compiler ?? null,
  };
  return {
    address: 'toy/1@x86_64-el9-gcc13-opt',
    found,
    platform: {
      text: 'x86_64-el9-gcc13-opt',
      arch: 'x86_64',
      cpu: null,
      os: {id: 'el', version: '9'},
      compiler: {name: 'gcc', version: '13'},
      build: 'opt',
      tags: [],
    },
    verdict: {runs: wishes.runs ?? 'native', reason: 'It does.', image: wishes.image ?? null},
    marks: [],
    leadsTo: null,
  };
}

export function hostWith(engines: readonly EngineFact[]): Host {
  return {
    kernel: null,
    arch: 'x86_64',
    cpu: {vendor: null, level: null, microarchitecture: null, candidates: [], flags: []},
    os: {id: 'debian', version: '12', family: 'debian12'},
    libc: {name: 'glibc', version: '2.36'},
    gpus: [],
    engines,
    shells: [],
    origins: {},
  };
}

export const realEngines = (uid: number): readonly EngineFact[] =>
  detectEngines({
    which: program => which(program, process.env['PATH']),
    readText: path => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    mayWrite,
    isMounted: () => false,
    run: () => Promise.reject(new Error('not here')),
    uid,
    env: {},
  });

/** Shells of this machine by name. */
export const SHELLS: Readonly<Record<string, string>> = Object.fromEntries(
  ['bash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh', 'ksh93', 'mksh', 'sh', 'dash'].flatMap(name => {
    const path = which(name, process.env['PATH']);
    return path === null ? [] : [[name, path] as const];
  }),
);

export type InputWishes = Partial<Omit<PlanInput, 'wishes' | 'caller'>> & {
  readonly wishes?: Partial<Wishes>;
  readonly caller?: Partial<PlanInput['caller']>;
};

export function inputOf(variant: Variant, cvmfs: string, wishes: InputWishes = {}): PlanInput {
  const {wishes: special, caller, ...rest} = wishes;
  const uid = caller?.uid ?? process.getuid!();
  return {
    stack: {address: 'toy/1', needs: []},
    variant,
    host: hostWith(realEngines(uid)),
    wishes: {...NO_WISHES, ...special},
    caller: {
      env: {PATH: '/usr/bin:/bin', HOME: '/root', SHELL: '/bin/bash', TERM: 'xterm', USER: 'me'},
      cwd: '/tmp',
      uid,
      gid: process.getgid!(),
      groups: [],
      name: 'hsf-test',
      terminal: false,
      bothTerminals: false,
      ...caller,
    },
    cvmfs,
    engines: ENGINES,
    tree: treeOn(cvmfs),
    setUpSeconds: null,
    shellDirectory: SHELL_DIRECTORY,
    cacheDirectory: null,
    stateDirectory: null,
    shells: SHELLS,
    ...rest,
  };
}
