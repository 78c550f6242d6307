import {dirname} from 'node:path';
import type {EngineFact} from '../../src/choose/host.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import type {TreeReader} from '../../src/start/tree-reader.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';
import {hostWith, inputOf, type InputWishes, variantOf, type VariantWishes} from './rig.ts';

export const IMAGE = '/cvmfs/unpacked.cern.ch/toy:1';
export const VIEW = '/cvmfs/sft.cern.ch/lcg/views/LCG_1/x86_64-el9-gcc13-opt';
export const SETUP = `${VIEW}/setup.sh`;
export const PREFIX = '/cvmfs/soft.computecanada.ca/gentoo/2023';

const files = (...paths: readonly string[]): MadeUp =>
  Object.fromEntries(paths.map(path => [path, {text: '', bytes: Buffer.from('#')}]));
export const directories = (...paths: readonly string[]): MadeUp => Object.fromEntries(paths.map(path => [path, {entries: []}]));

/** An ordinary machine of ann's, a view, an image and a prefix. */
export const MACHINE: MadeUp = {
  ...directories('/dev', '/proc', '/sys', '/tmp', '/var/tmp', '/home/ann/thesis', '/data/job', '/opt/hsf/shell'),
  ...files('/etc/hosts', '/etc/resolv.conf', '/etc/localtime', SETUP),
  ...files(...['bin/sh', 'usr/bin/bash', 'etc/passwd', 'etc/hosts'].map(path => `${IMAGE}/${path}`)),
  ...directories(...['dev', 'proc', 'sys', 'tmp', 'home', 'opt', 'var/tmp', 'lib64'].map(path => `${IMAGE}/${path}`)),
  ...files(...['usr/bin/zsh', 'bin/bash', 'bin/sh', 'etc/profile'].map(path => `${PREFIX}/${path}`)),
};

/** A reader of a machine, in which the directories above everything are there as well. */
export function machineTree(made: MadeUp): TreeReader {
  const all: Record<string, MadeUp[string]> = {...made};
  const inside = new Map<string, string[]>();
  for (const path of Object.keys(made)) {
    for (let [child, above] = [path, dirname(path)]; child !== '/'; [child, above] = [above, dirname(above)]) {
      const names = inside.get(above) ?? [];
      const name = child.slice(child.lastIndexOf('/') + 1);
      if (!names.includes(name)) inside.set(above, [...names, name]);
      all[above] ??= {entries: []};
    }
  }
  const tree = madeUpTree(all);
  return {
    ...tree,
    list: path => {
      if (all[path]?.entries === undefined) return Promise.resolve(null);
      const names = [...new Set([...all[path].entries, ...(inside.get(path) ?? [])])];
      return Promise.resolve(
        names.map(name => {
          const file = all[`${path === '/' ? '' : path}/${name}`];
          const kind = file?.real !== undefined ? 'link' : file?.entries === undefined ? 'file' : 'directory';
          return {name, kind, target: file?.real ?? null} as const;
        }),
      );
    },
    real: path => Promise.resolve(all[path] === undefined ? null : (all[path].real ?? path)),
  };
}

export const engineFact = (name: string, more: Partial<EngineFact> = {}): EngineFact => ({
  name,
  program: `/usr/bin/${name === 'bubblewrap' ? 'bwrap' : name}`,
  version: '1.2.3',
  usable: true,
  reason: 'It works.',
  takes: ['host', 'directory'],
  ...more,
});

export type Planned = InputWishes & {readonly files?: MadeUp; readonly without?: readonly string[]};

/** The input for ann on her machine: a view that runs there, unless told. */
export function inputFor({files: more = {}, without = [], ...wishes}: Planned = {}, variant: Partial<VariantWishes> = {}) {
  const made = Object.fromEntries(Object.entries({...MACHINE, ...more}).filter(([path]) => !without.includes(path)));
  return inputOf(variantOf({entry: {kind: 'source', path: SETUP}, root: VIEW, ...variant}), '/cvmfs', {
    host: hostWith([engineFact('bubblewrap')]),
    tree: machineTree(made),
    shells: {bash: '/bin/bash', zsh: '/usr/bin/zsh'},
    shellDirectory: '/opt/hsf/shell',
    cacheDirectory: '/home/ann/.cache/hsf',
    stateDirectory: '/home/ann/.local/state/hsf',
    ...wishes,
    wishes: {action: {kind: 'command', command: ['make', 'all']}, ...wishes.wishes},
    caller: {
      uid: 1000,
      gid: 1000,
      cwd: '/home/ann/thesis',
      ...wishes.caller,
      env: {PATH: '/usr/bin:/bin', HOME: '/home/ann', SHELL: '/bin/bash', TERM: 'xterm', USER: 'ann', ...wishes.caller?.env},
    },
  });
}

export const planFor = (planned: Planned = {}, variant: Partial<VariantWishes> = {}) => makePlan(inputFor(planned, variant));
export const inImage = (planned: Planned = {}, variant: Partial<VariantWishes> = {}) =>
  planFor(planned, {runs: 'container', image: IMAGE, ...variant});
