import {describe, expect, test} from 'vitest';
import type {EngineFact, RootKind} from '../../src/choose/host.ts';
import {ENGINES} from '../../src/engines/all.ts';
import type {ContainerRoot, ContainerSpec, EngineProbe} from '../../src/engines/engine.ts';
import {planAsCommand} from '../../src/start/render-command.ts';
import {planAsJson, planAsText} from '../../src/start/render-plan.ts';
import type {Plan} from '../../src/start/plan.ts';

/** What a session may hold, each with a mark to look for; names and values that engines treat in a way of their own among them. */
const SECRETS: Readonly<Record<string, string>> = {
  BEARER_TOKEN: 'hush-bearer',
  PANDA_AUTH_ID_TOKEN: 'hush-panda',
  MY_PASSWORD: 'hush "quoted" $word\nsecond line hush-line',
  SLURM_JWT: 'hush-slurm',
  https_proxy: 'http://me:hush-proxy@proxy.cern.ch:3128',
  CVMFS_HTTP_PROXY: 'http://u:hush-cvmfs@a:1|http://u:hush-other@b:1;DIRECT',
  SINGULARITYENV_TOKEN: 'hush-singularity',
  DOCKER_TOKEN: 'hush-docker',
};

const ROOTS: Readonly<Record<RootKind, ContainerRoot>> = {
  host: {kind: 'host'},
  directory: {kind: 'directory', path: '/images/el9'},
  sif: {kind: 'sif', path: '/images/el9.sif'},
  squashfs: {kind: 'squashfs', path: '/images/el9.sqfs'},
  archive: {kind: 'archive', path: '/images/el9.tar', format: 'oci-archive'},
  reference: {kind: 'reference', reference: 'docker.io/library/almalinux:9'},
};

const probe: EngineProbe = {
  which: program => `/usr/bin/${program}`,
  readText: () => null,
  mayWrite: () => true,
  isMounted: () => false,
  run: () => Promise.resolve({status: 0, stdout: '', stderr: ''}),
  uid: 1000,
  env: {HOME: '/home/me'},
};

const specOf = (root: ContainerRoot): ContainerSpec => ({
  root,
  entries: {},
  mounts: [
    {
      source: '/cvmfs',
      target: '/cvmfs',
      mode: 'ro',
      reason: 'the software',
      origin: 'builtin',
      kind: 'directory',
      propagation: 'rslave',
    },
  ],
  env: {PATH: '/usr/bin:/bin', HOME: '/home/me', TERM: 'xterm', ...SECRETS},
  callerEnv: {PATH: '/usr/bin:/bin', HOME: '/home/me', ...SECRETS},
  cwd: '/',
  command: ['/bin/sh', '-c', 'true'],
  user: {uid: 1000, gid: 1000, groups: [1000]},
  terminal: false,
  name: 'hsf-1000-7',
  gpu: null,
});

const cells = ENGINES.flatMap(engine => engine.capabilities.roots.map(kind => ({engine, name: engine.name, kind})));

describe('secrets reach no rendering (DESIGN.md 8, MOUNTS.md 2.5)', () => {
  test.each(cells)("are in no argument of $name's for a root of kind $kind, nor in what is shown of it", ({engine, kind}) => {
    const fact: EngineFact = engine.detect(probe);
    const rendered = engine.render(specOf(ROOTS[kind]), fact);
    expect(rendered.argv.join('\0')).not.toContain('hush');
    expect(JSON.stringify(rendered.signals)).not.toContain('hush');
    const plan: Plan = {
      stack: 's',
      variant: 'v',
      mode: 'container',
      engine: engine.name,
      image: null,
      root: ROOTS[kind],
      argv: rendered.argv,
      cwd: '/',
      env: {set: SECRETS, unset: [], dropped: [], origins: {BEARER_TOKEN: 'site'}},
      steps: [],
      mounts: [],
      warnings: ['https_proxy is http://me:hush-proxy@proxy.cern.ch:3128'],
      prepare: [],
      signals: rendered.signals,
      processEnv: rendered.env,
    };
    for (const text of [planAsText(plan), planAsCommand(plan), JSON.stringify(planAsJson(plan))])
      expect(text).not.toContain('hush');
  });
});
