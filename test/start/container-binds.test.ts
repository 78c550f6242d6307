import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {able, containerScene, uids} from './container-scene.ts';

describe.skipIf(!able)('MOUNTS.md 4: binds of the user', () => {
  const {root, homes, planOf, sh} = containerScene();
  const uid = uids.at(-1)!;
  const home = homes.get(uid)!;
  /** A directory with a file of its own name in it. */
  const directory = (name: string) => {
    const path = join(root, name);
    mkdirSync(path, {recursive: true});
    writeFileSync(join(path, 'f'), `${name}\n`);
    return path;
  };
  const binds = (engine: string, ...texts: readonly string[]) => ({wishes: {engine, binds: texts}});
  const shell = {kind: 'shell', login: false} as const;

  describe.each(['bubblewrap', 'unshare'])('with %s', engine => {
    test.each([
      'a blank',
      'a,comma',
      "an'apostrophe",
      'a "quote',
      'a:colon',
      'a\\backslash',
      '-dash',
      'ümlaut',
      '$dollar',
      'star*',
    ])('take %s in source and target', async name => {
      const written = directory(name).replace(/[\\:]/g, '\\$&');
      const target = `/opt/${name}`;
      const {stdout, stderr} = await sh(
        uid,
        `cat ${quoted(`${target}/f`)}`,
        binds(engine, `${written}:/opt/${written.slice(root.length + 1)}`),
      );
      expect({stdout, stderr}).toEqual({stdout: `${name}\n`, stderr: 'setting up\n'});
    });

    test('are relative to the working directory, or to the home where they begin with ~', async () => {
      writeFileSync(join(home, 'thesis', 'g'), 'in thesis\n');
      const {stdout} = await sh(uid, 'cat /opt/one/g /opt/two/g', binds(engine, '.:/opt/one', '~/thesis:/opt/two'));
      expect(stdout).toBe('in thesis\nin thesis\n');
    });

    test('cover a file of the image, a directory of it, and all of /etc, which is said', async () => {
      const file = join(directory('files'), 'f');
      const etc = directory('another etc');
      writeFileSync(join(etc, 'os-release'), 'ID=mine\n');
      const over = await sh(uid, 'cat /etc/os-release', binds(engine, `${file}:/etc/os-release`));
      expect(over.stdout).toBe('files\n');
      const covered = await sh(uid, 'cat /etc/os-release; ls /etc', binds(engine, `${etc}:/etc:ro`));
      expect(covered.stdout).toBe('ID=mine\nf\nos-release\n');
      expect(covered.plan.warnings).toContainEqual(expect.stringContaining('/etc of the image is hidden by'));
    });

    test('may be a file in a directory that is shown, and one below another', async () => {
      const outer = directory('outer');
      mkdirSync(join(outer, 'inner'), {recursive: true});
      const [inner, file] = [directory('inner one'), join(directory('single'), 'f')];
      writeFileSync(join(home, 'thesis', 'covered'), 'mine\n');
      const {stdout} = await sh(
        uid,
        'cat /opt/o/inner/f covered; echo new > /opt/o/f; echo no > /opt/o/inner/f || echo read-only',
        binds(engine, `${inner}:/opt/o/inner:ro`, `${outer}:/opt/o`, `${file}:${home}/thesis/covered`),
      );
      expect(stdout).toBe('inner one\nsingle\nread-only\n');
      expect(readFileSync(join(home, 'thesis', 'covered'), 'utf8')).toBe('mine\n');
    });

    test("show a directory of this machine that has the image's name, and the whole machine elsewhere", async () => {
      const {stdout} = await sh(uid, 'test -d /run/host/usr && cat /run/host/etc/hostname', binds(engine, '/:/run/host:ro'));
      expect(stdout).toBe(existsSync('/etc/hostname') ? readFileSync('/etc/hostname', 'utf8') : '');
    });
  });

  test.each([
    {title: 'what is not there', texts: ['/no/such'], code: 'mount-missing'},
    {title: 'two for one target', texts: ['/tmp:/opt/x', '/var/tmp:/opt/x'], code: 'mount-conflict'},
    {title: 'the place of the root', texts: ['/tmp:/'], code: 'usage'},
    {title: 'the place of the processes', texts: ['/tmp:/proc'], code: 'usage'},
    {title: 'a colon too many', texts: ['/a:b:/c'], code: 'usage'},
  ])('are refused: $title', async ({texts, code}) => {
    await expect(planOf(uid, shell, {wishes: {binds: texts}}).plan).rejects.toMatchObject({code});
  });

  test('are what they say in the plan: source, target, mode, reason, origin, kind, propagation', async () => {
    const path = directory('records');
    const {mounts} = await planOf(uid, shell, {wishes: {binds: [`${path}:/opt/r:ro`], siteBinds: [path]}}).plan;
    const record = {source: path, mode: 'ro', reason: 'asked for', origin: 'user', kind: 'directory'};
    expect(mounts).toContainEqual({...record, target: '/opt/r', propagation: expect.stringMatching(/^r(slave|private)$/)});
    expect(mounts).toContainEqual(expect.objectContaining({source: path, target: path, origin: 'site'}));
  });
});

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
