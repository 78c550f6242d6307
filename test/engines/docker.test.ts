import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {docker} from '../../src/engines/docker.ts';
import type {ContainerSpec} from '../../src/engines/engine.ts';
import {makeDockerRig} from '../rig/engines/docker.ts';
import {mayBeSkipped} from './accounts.ts';
import {makeOciCell, type OciCell} from './oci-cell.ts';
import {listDirectory, mount} from './rig.ts';

/** What only docker has; what every engine has to do is in `conformance/`. */
describe.each(['root', 'user'] as const)('docker as %s', who => {
  let cell: OciCell;
  let missing: string | null = null;

  beforeAll(async () => {
    const made = await makeOciCell(makeDockerRig, who);
    if ('missing' in made) {
      missing = made.missing;
      mayBeSkipped(`docker as ${who}`, missing);
    } else {
      cell = made;
    }
  }, 60_000);
  afterAll(() => cell?.remove(), 60_000);
  const real = (title: string, body: () => unknown) =>
    test(title, {timeout: 60_000}, async context => (missing === null ? body() : context.skip(missing)));
  const sh = (script: string) => ['/bin/sh', '-c', script] as const;
  const directory = (): Partial<ContainerSpec> => ({
    root: {kind: 'directory', path: cell.place.image},
    entries: {'/': listDirectory(cell.place.image), '/etc': listDirectory(join(cell.place.image, 'etc'))},
  });

  real('answers, with the version and the storage driver of its daemon', async () => {
    const fact = await docker.verify(cell.probe, cell.fact);
    expect(fact).toMatchObject({
      usable: true,
      reason: 'Its daemon answers; a start was not tried.',
      details: {driver: 'overlay2'},
    });
    expect(fact.version).toMatch(/^\d+\.\d+/);
  });

  real('starts from a directory of root, by an empty image and binds', () => {
    const before = readdirSync(cell.place.image);
    const outcome = cell.run([...sh('cat /etc/os-release; readlink /etc/link; id -u; touch /bin/x; exit 7')], {
      ...directory(),
      entries: {
        ...directory().entries!,
        '/etc': [...listDirectory(join(cell.place.image, 'etc')), {name: 'link', kind: 'link', target: 'a b'}],
      },
    });
    expect(outcome.stderr).toContain('touch: /bin/x: Read-only file system');
    expect(outcome).toMatchObject({status: 7, stdout: `ID=toy\nVERSION_ID=1\na b\n${cell.account.uid}\n`});
    expect(readdirSync(cell.place.image)).toEqual(before);
  });

  real('works with every client that is installed', () => {
    for (const program of ['/usr/bin/docker', '/usr/local/bin/docker']) {
      if (spawnSync(program, ['--version']).status !== 0) continue;
      const outcome = cell.run(
        ['/bin/true'],
        {mounts: [mount(cell.place.image, '/x,y:z "q"', 'ro')].map(each => ({...each, propagation: 'rprivate' as const}))},
        {...cell.fact, program},
      );
      expect(outcome).toEqual({status: 0, signal: null, stdout: '', stderr: ''});
    }
  });

  real('starts an image with nothing of its entry point and its variables', () => {
    const archive = join(cell.place.root, 'engine/tree.tar');
    const changes = ['ENV IMAGE_SAYS=so', 'ENTRYPOINT ["/bin/false"]', 'USER 4711', 'WORKDIR /gone'];
    cell.tool('import', ...changes.flatMap(change => ['--change', change]), archive, 'localhost/odd:1');
    const root = {kind: 'reference', reference: 'localhost/odd:1'} as const;
    const outcome = cell.run([...sh('id -u; env')], {root, env: {PATH: '/bin', FOO: '1'}});
    expect(outcome.stderr).toBe('');
    const lines = outcome.stdout
      .trim()
      .split('\n')
      .filter(line => !/^(PWD|SHLVL|_)=/.test(line));
    expect(lines.toSorted()).toEqual([String(cell.account.uid), 'FOO=1', 'PATH=/bin'].toSorted());
  });

  real('loads an archive once', () => {
    const path = join(cell.callerEnv['HOME']!, 'a, b.tar');
    expect(cell.tool('save', '--output', path, cell.rig.reference!).status).toBe(0);
    const root = {kind: 'archive', path, format: 'docker-archive'} as const;
    for (const _ of [1, 2]) expect(cell.run(['/bin/cat', '/etc/os-release'], {root}).stdout).toBe('ID=toy\nVERSION_ID=1\n');
    const kept = () => cell.tool('images', '--format', '{{.Tag}}', 'hsf-archive').stdout.trim().split('\n');
    const [first, ...more] = kept();
    expect(more).toEqual([]);
    // What the same file held before is removed, and none of ours is offered as an image.
    utimesSync(path, 1, 1);
    expect(cell.run(['/bin/cat', '/etc/os-release'], {root}).status).toBe(0);
    expect(kept()).toEqual([first!.replace(/\d+$/, '1')]);
  });

  real('offers no images that were made for a start', async () => {
    const listed = await docker.images!(cell.probe, cell.fact);
    expect(listed.map(({reference}) => reference)).toEqual(expect.arrayContaining([cell.rig.reference]));
    expect(listed.filter(({reference}) => /hsf-(archive|links)/.test(reference))).toEqual([]);
  });

  real('refuses a thin image, whose files its storage driver does not find', async () => {
    const place = join(cell.place.root, 'thin');
    mkdirSync(place, {recursive: true});
    spawnSync('sh', ['-c', 'cd "$1"; echo "{}" >thin.json; tar -cf thin.tar thin.json; chmod 644 thin.tar', 'sh', place]);
    expect(cell.tool('import', join(place, 'thin.tar'), 'localhost/thin-one:1').stderr).toBe('');
    const fact = await docker.verify(cell.probe, cell.fact);
    const examined = (reference: string, told = fact) => docker.examine!(cell.probe, told, {kind: 'reference', reference});
    expect((await examined('localhost/thin-one:1'))?.message).toContain('is a thin image: its files are on CVMFS');
    expect(await examined('localhost/thin-one:1', {...fact, details: {driver: 'cvmfs/overlay2-graphdriver:2'}})).toBeNull();
    expect(await examined(cell.rig.reference!)).toBeNull();
    expect((await examined('localhost/none:1'))?.message).toBe('docker has no image localhost/none:1.');
    expect(cell.tool('ps', '--all', '--quiet').stdout).toBe('');
  });

  real('is entered again by name, and hands signals on', async () => {
    const spec = cell.spec([...sh('trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done')]);
    const child = cell.start(docker.render(spec, cell.fact));
    await once(child.stdout!, 'data');
    const joined = docker.join!(
      {...spec, command: [...sh('id -u; echo "$FOO"; exit 5')], env: {PATH: '/bin', FOO: 'a b'}},
      cell.fact,
    );
    expect(cell.carryOut(joined)).toEqual({status: 5, signal: null, stdout: `${cell.account.uid}\na b\n`, stderr: ''});
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([9, null]);
    expect(cell.tool('ps', '--all', '--quiet').stdout).toBe('');
  });

  real('lists its own images', async () => {
    const images = await docker.images!(cell.probe, cell.fact);
    expect(images).toContainEqual(expect.objectContaining({reference: cell.rig.reference}));
    expect(images[0]!.size).not.toBeNull();
  });

  real('explains what real failures print', () => {
    const messageOf = (wishes: Partial<ContainerSpec>, program = '/bin/true') =>
      docker.explain(cell.run([program], wishes).stderr)?.message;
    expect(messageOf({}, '/bin/none')).toBe('/bin/none is not in the image.');
    expect(messageOf({cwd: '/no/such'})).toBe('The directory /no/such cannot be entered inside.');
    expect(messageOf({mounts: [{...mount('/no/such place', '/x'), propagation: 'rprivate'}]})).toBe(
      '/no/such place, which the container needs, is missing.',
    );
    expect(messageOf({root: {kind: 'reference', reference: 'localhost/none:1'}})).toBe('docker has no image localhost/none:1.');
    const env = {...cell.callerEnv, DOCKER_HOST: 'unix:///no/such.sock'};
    expect(messageOf({callerEnv: env})).toMatch(/^The docker daemon does not answer at unix:\/\/\/no\/such\.sock/);
    if (process.getuid!() !== 0) return;
    // Somebody who is not in the group.
    const {argv} = docker.render(cell.spec(['/bin/true']), cell.fact);
    const stranger = spawnSync('setpriv', ['--reuid=12345', '--regid=12345', '--clear-groups', '--', ...argv], {
      env: {...cell.callerEnv},
      encoding: 'utf8',
    });
    expect(docker.explain(stranger.stderr)?.message).toMatch(/^You may not use the socket of the docker daemon, \S*docker\.sock/);
    // Every directory of this machine that is not shared.
    expect(messageOf({mounts: [mount(cell.place.cvmfs, '/cvmfs', 'ro')]})).toMatch(
      /^What is mounted later below .*: it lies on a private mount\.$/,
    );
  });
});
