import {expect} from 'vitest';
import type {Cell} from './cell.ts';
import {ENV, LEAK, WORDS} from './cell.ts';
import {probeFor} from './probe.ts';

/** What a shell inside sets by itself, and no engine. */
const OF_A_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_'];
const HOSTILE = {
  ODD: 'a "b" $c\n`d` \'e\'\n',
  EMPTY: '',
  EQUALS: 'a=b=c',
  UNICODE: 'größe ✓',
  BACKSLASH: 'a\\b\\n',
  COMMA: 'a,b:c',
  SECRET: 'hush-hush',
};
const STATUSES = [0, 1, 7, 42, 125, 126, 127, 128, 137, 255];

/** The environment that a program sees, without a shell in between. */
async function environmentOf(cell: Cell, env: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const {stdout, stderr, status} = await cell.run(['/bin/env', '-0'], {env});
  expect({stderr, status}).toEqual({stderr: '', status: 0});
  const entries = stdout.toString().split('\0').slice(0, -1);
  return Object.fromEntries(entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

const hostile = (cell: Cell) => cell.once('environment', () => environmentOf(cell, HOSTILE));

export const COMMAND_CHECKS = {
  usable: async (cell: Cell) => {
    const {engine} = cell.rig;
    const probe = probeFor(cell.account, cell.callerEnv);
    const found = engine.detect(probe);
    expect(found).toMatchObject({name: engine.name, usable: true});
    const verified = await engine.verify(probe, found);
    expect(verified).toMatchObject({usable: true, takes: found.takes});
    expect(verified.version).toMatch(/^\d+\.\d+/);
  },

  arguments: async (cell: Cell) => {
    expect((await cell.facts()).get('argument')).toEqual(WORDS);
  },

  environment: async (cell: Cell) => {
    const got = await hostile(cell);
    expect(got).toMatchObject(HOSTILE);
    expect(Object.keys(got).filter(name => !(name in HOSTILE) && !(name in ENV) && !OF_A_SHELL.includes(name))).toEqual([]);
  },

  'path-and-home': async (cell: Cell) => {
    const {PATH, HOME} = await hostile(cell);
    expect({PATH, HOME}).toEqual({PATH: ENV.PATH, HOME: ENV.HOME});
    const facts = await cell.facts();
    expect([facts.get('path'), facts.get('home')]).toEqual([[ENV.PATH], [ENV.HOME]]);
  },

  term: async (cell: Cell) => {
    expect((await hostile(cell))['TERM']).toBe(ENV.TERM);
  },

  'loader-variables': async (cell: Cell) => {
    // Directories without libraries and a library that is none: the engine's own program would complain.
    const env = {LD_LIBRARY_PATH: '/no/libraries:/here', LD_PRELOAD: '/no/such/library.so'};
    expect(await environmentOf(cell, env)).toMatchObject(env);
  },

  'engine-variables': async (cell: Cell) => {
    const env = {
      XDG_RUNTIME_DIR: '/run/user/none',
      TMPDIR: '/no/such/place',
      DOCKER_HOST: 'unix:///no/daemon',
      CONTAINERS_CONF: '/no/file',
      APPTAINER_BIND: '/no/place',
      SINGULARITY_NAME: 'x',
      CONTAINERD_ADDRESS: '/no/socket',
      PROOT_TMP_DIR: '/no/such/place',
    };
    expect(await environmentOf(cell, env)).toMatchObject(env);
  },

  'no-leak': async (cell: Cell) => {
    expect(JSON.stringify(await hostile(cell))).not.toContain(LEAK);
  },

  'large-environment': async (cell: Cell) => {
    const many = Array.from({length: 500}, (_, number) => [`NUMBER_${number}`, `value ${number}`] as const);
    const env = {...Object.fromEntries(many), LARGE: 'x'.repeat(100_000)};
    expect(await environmentOf(cell, env)).toMatchObject(env);
  },

  'hidden-values': async (cell: Cell) => {
    const {argv, signals} = await cell.command(['/bin/true'], {env: HOSTILE});
    expect(JSON.stringify([argv, signals])).not.toContain(HOSTILE.SECRET);
  },

  statuses: async (cell: Cell) => {
    const got = [];
    for (const status of STATUSES) got.push((await cell.run(['/bin/sh', '-c', `exit ${status}`])).status);
    expect(got).toEqual(STATUSES);
  },

  'death-by-signal': async (cell: Cell) => {
    const {status, signal} = await cell.run(['/bin/sh', '-c', 'kill -KILL $$']);
    expect(signal ?? status).toBe(signal === null ? 137 : 'SIGKILL');
  },

  'two-at-once': async (cell: Cell) => {
    const meet = (own: string, other: string) =>
      cell.run([
        '/bin/sh',
        '-c',
        'touch "$HOME/$1"; for turn in $(seq 200); do test -e "$HOME/$2" && exit 0; sleep 0.1; done; exit 1',
        'sh',
        own,
        other,
      ]);
    const both = await Promise.all([meet('one', 'two'), meet('two', 'one')]);
    expect(both.map(({status, stderr}) => ({status, stderr}))).toEqual([
      {status: 0, stderr: ''},
      {status: 0, stderr: ''},
    ]);
  },
};
