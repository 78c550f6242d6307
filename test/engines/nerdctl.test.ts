import {createHash} from 'node:crypto';
import {describe, expect, test} from 'vitest';
import type {ContainerSpec, EngineProbe} from '../../src/engines/engine.ts';
import {docker} from '../../src/engines/docker.ts';
import {nerdctl} from '../../src/engines/nerdctl.ts';
import {podman} from '../../src/engines/podman.ts';

const probe = (files: Readonly<Record<string, string>>, wishes: Partial<EngineProbe> = {}): EngineProbe => ({
  which: program => `/usr/bin/${program}`,
  readText: path => files[path] ?? null,
  mayWrite: () => true,
  isMounted: () => false,
  run: () => Promise.resolve({status: 1, stdout: '', stderr: ''}),
  uid: 0,
  env: {},
  ...wishes,
});

const spec: ContainerSpec = {
  root: {kind: 'reference', reference: 'registry.example.org/os:1'},
  entries: {},
  mounts: [
    {source: '/proc', target: '/proc', mode: 'rw', reason: '', origin: 'builtin', kind: 'directory', propagation: 'rslave'},
    {source: '/cvmfs', target: '/cvmfs', mode: 'ro', reason: '', origin: 'builtin', kind: 'directory', propagation: 'rslave'},
    {source: '/data, of "me"', target: '/d', mode: 'rw', reason: '', origin: 'user', kind: 'directory', propagation: 'rprivate'},
  ],
  env: {FOO: 'hush'},
  callerEnv: {},
  cwd: '/',
  command: ['/bin/true'],
  user: {uid: 7, gid: 8, groups: [8, 9]},
  terminal: false,
  name: 'hsf-1',
  gpu: null,
};

/** There is no nerdctl to try: what is rendered is held against its command reference. */
describe('nerdctl', () => {
  test('takes the CVMFS snapshotter where containerd has it', () => {
    const config = '[proxy_plugins]\n  [proxy_plugins.cvmfs-snapshotter]\n    type = "snapshot"\n';
    const fact = nerdctl.detect(probe({'/etc/containerd/config.toml': config}));
    expect(fact).toMatchObject({usable: true, details: {snapshotter: 'cvmfs-snapshotter'}});
    const {argv} = nerdctl.render(spec, fact);
    expect(argv.slice(4, 8)).toEqual(['/usr/bin/nerdctl', '--snapshotter', 'cvmfs-snapshotter', 'run']);
    expect(nerdctl.detect(probe({})).details).toEqual({});
  });

  test('renders the options of its reference, and no value', () => {
    const {argv, env} = nerdctl.render(spec, nerdctl.detect(probe({})));
    const text = argv.slice(5).join(' ');
    expect(text).toContain('run --rm --name hsf-1 --interactive --workdir / --network host --pid host --ipc host --pull missing');
    expect(text).toContain('--user 7:8 --group-add 9 --mount type=bind,src=/cvmfs,dst=/cvmfs,readonly,bind-propagation=rslave');
    expect(argv).toContain('type=bind,"src=/data, of ""me""",dst=/d');
    expect(text).toContain('-e FOO -e HSF_STATE --entrypoint /bin/sh registry.example.org/os:1 -c');
    expect(text).not.toContain('/proc,');
    expect(text).not.toContain('hush');
    expect(env['FOO']).toBe('hush');
  });

  test('is user 0 in a containerd of the own, which has to run', () => {
    const own = {uid: 1000, env: {XDG_RUNTIME_DIR: '/r'}};
    expect(nerdctl.detect(probe({}, own))).toMatchObject({usable: false});
    const fact = nerdctl.detect(probe({'/r/containerd-rootless/child_pid': '1'}, own));
    expect(nerdctl.render(spec, fact).argv.join(' ')).toContain('--user 0:0 --mount');
  });
});

describe('what files tell', () => {
  const user = (files: Readonly<Record<string, string>>, wishes: Partial<EngineProbe> = {}) =>
    probe({'/etc/subuid': 'me:1:2', '/etc/subgid': 'me:1:2', ...files}, {uid: 1000, env: {USER: 'me', HOME: '/h'}, ...wishes});
  const without = (...programs: string[]) => ({
    which: (program: string) => (programs.includes(program) ? null : `/usr/bin/${program}`),
  });

  test.each([
    {
      title: 'fuse-overlayfs is given where no configuration names it',
      probe: user({}),
      details: {runtime: 'crun', mountProgram: '/usr/bin/fuse-overlayfs'},
    },
    {
      title: "a user's configuration comes first",
      probe: user({
        '/h/.config/containers/storage.conf': 'driver = "overlay"\nmount_program = "/x"',
        '/h/.config/containers/containers.conf': 'runtime = "runc"',
      }),
      details: {runtime: 'runc'},
    },
    {
      title: "without it the overlay is the kernel's",
      probe: user({}, without('fuse-overlayfs', 'crun')),
      details: {runtime: 'runc', overlay: 'kernel'},
    },
    {title: 'nor without /dev/fuse', probe: user({}, {mayWrite: () => false}), details: {runtime: 'crun', overlay: 'no-fuse'}},
    {
      title: 'a driver of long ago is kept',
      probe: user({'/h/.local/share/containers/storage/vfs-layers/layers.lock': ''}),
      details: {runtime: 'crun', overlay: 'vfs'},
    },
  ])('podman: $title', ({probe: seen, details}) => {
    const fact = podman.detect(seen);
    expect(fact).toMatchObject({usable: true, takes: ['directory', 'archive', 'reference']});
    expect(fact.details).toEqual(details);
    const refused = podman.obstacle({...spec, root: {kind: 'directory', path: '/i'}}, fact);
    expect(refused === null).toBe(!('overlay' in details));
  });

  test.each([
    {title: 'no subordinate ids', probe: user({'/etc/subgid': ''}), reason: 'podman needs a line for you in /etc/subgid'},
    {title: 'no newuidmap', probe: user({}, without('newuidmap')), reason: 'podman needs newuidmap'},
    {title: 'no runtime', probe: user({}, without('runc', 'crun')), reason: 'neither is installed'},
    {
      title: 'no namespaces',
      probe: user({'/proc/sys/user/max_user_namespaces': '0\n'}),
      reason: 'User namespaces are switched off',
    },
  ])('podman cannot be used: $title', ({probe: seen, reason}) => {
    expect(podman.detect(seen)).toMatchObject({usable: false, reason: expect.stringContaining(reason) as string});
  });

  test.each([
    {title: 'the usual socket', env: {}, may: '/var/run/docker.sock', details: undefined, usable: true},
    {
      title: 'a socket of the own',
      env: {DOCKER_HOST: 'unix:///run/user/1000/docker.sock'},
      may: '/run/user/1000/docker.sock',
      details: {rootless: 'yes'},
      usable: true,
    },
    {title: 'a context', env: {HOME: '/h'}, may: '/ctx.sock', details: undefined, usable: true},
    {title: 'a daemon elsewhere', env: {DOCKER_HOST: 'ssh://me@far'}, may: '', details: undefined, usable: false},
    {title: 'a socket of others', env: {}, may: '', details: undefined, usable: false},
  ])('docker: $title', ({env, may, details, usable}) => {
    const name = createHash('sha256').update('mine').digest('hex');
    const context = {
      '/h/.docker/config.json': '{"currentContext": "mine"}',
      [`/h/.docker/contexts/meta/${name}/meta.json`]: '{"Endpoints": {"docker": {"Host": "unix:///ctx.sock"}}}',
    };
    const fact = docker.detect(probe(context, {uid: 1000, env, mayWrite: path => path === may}));
    expect(fact.usable).toBe(usable);
    expect(fact.details).toEqual(details);
  });
});
