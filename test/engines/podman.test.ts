import {once} from 'node:events';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ContainerRoot} from '../../src/engines/engine.ts';
import {podman} from '../../src/engines/podman.ts';
import {makePodmanRig} from '../rig/engines/podman.ts';
import {mayBeSkipped} from './accounts.ts';
import {makeOciCell, type OciCell} from './oci-cell.ts';
import {mount} from './rig.ts';

/** What only podman has; what every engine has to do is in `conformance/`. */
describe.each(['root', 'user'] as const)('podman as %s', who => {
  let cell: OciCell;
  let missing: string | null = null;

  beforeAll(async () => {
    const made = await makeOciCell(makePodmanRig, who);
    if ('missing' in made) {
      missing = made.missing;
      mayBeSkipped(`podman as ${who}`, missing);
    } else {
      cell = made;
    }
  }, 60_000);
  afterAll(() => cell?.remove(), 60_000);
  const real = (title: string, body: () => unknown) =>
    test(title, {timeout: 60_000}, async context => (missing === null ? body() : context.skip(missing)));
  const sh = (script: string) => ['/bin/sh', '-c', script] as const;
  const directory = (): ContainerRoot => ({kind: 'directory', path: cell.place.image});

  real('answers, with its version and runtime', async () => {
    const fact = await podman.verify(cell.probe, cell.fact);
    expect(fact).toMatchObject({usable: true, reason: 'A test start worked.'});
    expect(fact.version).toMatch(/^\d+\.\d+/);
    expect(fact.details?.['runtime']).toMatch(/^(runc|crun)$/);
  });

  real('starts from a directory of root, under an overlay that is thrown away', () => {
    const before = readdirSync(cell.place.image);
    const outcome = cell.run([...sh('cat /etc/os-release; cat /new/deep/sw.example.org/file; id -u; exit 7')], {
      root: directory(),
      mounts: [mount(cell.place.cvmfs, '/new/deep', 'ro')],
    });
    expect(outcome).toEqual({
      status: 7,
      signal: null,
      stdout: `ID=toy\nVERSION_ID=1\nfrom cvmfs\n${cell.account.uid}\n`,
      stderr: '',
    });
    expect(readdirSync(cell.place.image)).toEqual(before);
    expect(readdirSync(join(cell.place.image, 'etc')).toSorted()).toEqual(['os-release', 'passwd', 'resolv.conf']);
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

  real('starts archives and layouts', () => {
    for (const [format, kind, name] of [
      ['oci-archive', 'oci-archive', 'a, b.tar'],
      ['docker-archive', 'docker-archive', 'c.tar'],
      ['oci-dir', 'oci-layout', 'layout'],
    ] as const) {
      const place = join(cell.callerEnv['HOME']!, name);
      expect(cell.tool('save', '--quiet', '--format', format, '--output', place, cell.rig.reference!).stderr).toBe('');
      const root = {kind: 'archive', path: place, format: kind} as const;
      const spec = cell.spec(['/bin/cat', '/etc/os-release'], {root});
      expect(podman.obstacle(spec, cell.fact)).toBeNull();
      expect(cell.carryOut(podman.render(spec, cell.fact))).toMatchObject({
        status: 0,
        stdout: 'ID=toy\nVERSION_ID=1\n',
        stderr: '',
      });
    }
  });

  real('starts an image of an additional store, with nothing pulled', () => {
    const store = join(cell.place.root, 'store');
    const other = join(cell.place.root, 'other.conf');
    const own = readFileSync(cell.callerEnv['CONTAINERS_STORAGE_CONF']!, 'utf8');
    const places = own.replace(/^(graphroot|rootless_storage_path) = .*$/gm, `$1 = "${store}"`);
    mkdirSync(store);
    if (process.getuid!() === 0) spawnSync('chown', [`${cell.account.uid}:${cell.account.gid}`, store]);
    writeFileSync(
      other,
      places.replace(/^runroot = .*$/m, `runroot = "${store}-run"`).replace(/\n\[storage\.options[^]*$/, '\n'),
    );
    const importing = {
      env: {...process.env, CONTAINERS_STORAGE_CONF: other} as Record<string, string>,
      encoding: 'utf8' as const,
    };
    const archive = join(cell.place.root, 'engine/tree.tar');
    // Whoever publishes the store is somebody else: on CVMFS everything belongs to one owner, and everybody may read it.
    const made = spawnSync('podman', ['import', '--quiet', archive, 'example.org/published:1'], importing);
    if (process.getuid!() !== 0) return;
    expect(made.stderr).toBe('');
    spawnSync('sh', ['-c', 'umount "$1/overlay" 2>/dev/null; chmod -R a+rX "$1"', 'sh', store]);
    const mine = join(cell.place.root, 'mine.conf');
    writeFileSync(
      mine,
      own
        .replace(/^driver.*$/m, `$&\n[storage.options]\nadditionalimagestores = ["${store}"]`)
        .replace(/^((?:graphroot|rootless_storage_path|runroot) = .*)$/gm, '')
        .replace(/^\[storage\]$/m, `[storage]\n${own.match(/^(?:graphroot|rootless_storage_path|runroot) = .*$/gm)!.join('\n')}`),
    );
    const callerEnv = {...cell.callerEnv, CONTAINERS_STORAGE_CONF: mine};
    const root = {kind: 'reference', reference: 'example.org/published:1'} as const;
    const outcome = cell.run(['/bin/cat', '/etc/os-release'], {root, callerEnv});
    expect(outcome).toMatchObject({status: 0, stdout: 'ID=toy\nVERSION_ID=1\n', stderr: ''});
    const fact = podman.detect({...cell.probe, env: callerEnv});
    expect(fact.details?.['stores']).toBe(store);
  });

  real('is entered again by name, as the same user and with its own environment', async () => {
    const spec = cell.spec([...sh('echo ready; exec sleep 30')], {root: directory()});
    const child = cell.start(podman.render(spec, cell.fact));
    await once(child.stdout!, 'data');
    const joined = podman.join!(
      {...spec, command: [...sh('id -u; echo "$FOO"; cat /proc/1/comm >/dev/null; exit 5')], env: {PATH: '/bin', FOO: 'a b'}},
      cell.fact,
    );
    expect(cell.carryOut(joined)).toEqual({status: 5, signal: null, stdout: `${cell.account.uid}\na b\n`, stderr: ''});
    const ended = once(child, 'exit');
    expect(cell.tool('kill', '--signal', 'TERM', spec.name).status).toBe(0);
    expect(await ended).toEqual([143, null]);
    expect(cell.tool('ps', '--all', '--quiet').stdout).toBe('');
  });

  real('lists its own images', async () => {
    const images = await podman.images!(cell.probe, cell.fact);
    expect(images).toContainEqual(expect.objectContaining({reference: cell.rig.reference}));
    expect(images[0]!.size).toBeGreaterThan(100_000);
  });

  real('says before the start that an image is not there, and asks nobody about it', async () => {
    const root = {kind: 'reference', reference: 'localhost/none:1'} as const;
    const said = await podman.examine!(cell.probe, cell.fact, root);
    expect(said?.message).toBe('podman has no image localhost/none:1.');
    const outcome = cell.run(['/bin/true'], {root});
    expect(outcome.status).toBe(125);
    expect(podman.explain(outcome.stderr)?.message).toBe('podman has no image localhost/none:1.');
  });

  real('explains what real failures print', () => {
    const messageOf = (...args: Parameters<OciCell['run']>) => podman.explain(cell.run(...args).stderr)?.message;
    const reference = cell.rig.reference!;
    expect(messageOf(['/bin/none'])).toBe('/bin/none is not in the image.');
    expect(messageOf(['/etc/passwd'])).toBe('/etc/passwd cannot be executed in the image.');
    expect(messageOf(['/bin/true'], {cwd: '/no/such'})).toBe('The directory /no/such cannot be entered inside.');
    expect(messageOf(['/bin/true'], {mounts: [mount('/no/such place', '/x')]})).toBe(
      '/no/such place, which the container needs, is missing.',
    );
    expect(messageOf(['/bin/true'], {root: {kind: 'directory', path: '/no/such'}})).toBe(
      'The image directory /no/such is not there.',
    );
    expect(messageOf(['/bin/true'], {root: {kind: 'reference', reference: 'short-name'}})).toBe(
      'podman does not know in which registry to look for short-name.',
    );
    expect(messageOf(['/bin/true'], {root: {kind: 'reference', reference: 'localhost:1/none:1'}})).toBe(
      'The image is not here, and its registry cannot be reached.',
    );
    const empty = join(cell.place.root, 'empty');
    mkdirSync(empty, {recursive: true});
    expect(messageOf(['/bin/true'], {root: {kind: 'directory', path: empty}})).toBe('/bin/sh is not in the image.');
    expect(reference).not.toBe('');
    expect(existsSync(join(cell.place.image, 'x'))).toBe(false);
  });

  real('passes 50 MB through', () => {
    const input = 'x'.repeat(50_000_000);
    expect(cell.carryOut(podman.render(cell.spec(['/bin/cat']), cell.fact), input).stdout.length).toBe(input.length);
  });
});
