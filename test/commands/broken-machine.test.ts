import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterEach(() => scene.remove());

const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const NATIVE = 'LCG_107@debian12-gcc12';

describe('a damaged file', () => {
  const userFile = () => join(scene.home, '.config/hsf/config.json');
  const writeUserFile = (text: string) => {
    mkdirSync(join(scene.home, '.config/hsf'), {recursive: true});
    writeFileSync(userFile(), text);
  };

  test('settings that are no JSON are kept aside and said once', async () => {
    writeUserFile('{"timeout": ');
    const first = await scene.hsf(['list'], {env: HOST});
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('config.json.bad')]);
    expect((await scene.hsf(['list'], {env: HOST})).stderr).not.toContain('config.json');
    expect(readFileSync(`${userFile()}.bad`, 'utf8')).toBe('{"timeout": ');
  });

  test('a wrong value stops commands with file and key, and config and doctor still work', async () => {
    writeUserFile('{"container": "sometimes"}');
    const listed = await scene.hsf(['list'], {env: HOST});
    expect([listed.status, listed.stderr]).toEqual([1, expect.stringMatching(/config\.json:\d+: "container" has to be one of/)]);
    expect((await scene.hsf(['run', NATIVE, '--', 'true'], {env: HOST})).status).toBe(125);
    expect((await scene.hsf(['doctor'], {env: HOST})).stdout).toMatch(/failure\s+settings:container/);
    expect((await scene.hsf(['config', 'unset', 'container'], {env: HOST})).status).toBe(0);
    expect((await scene.hsf(['list'], {env: HOST})).status).toBe(0);
  });

  test('an index is made anew and the damaged one kept', async () => {
    await scene.hsf(['list'], {env: HOST});
    const index = scene.files().find(file => file.endsWith('sft.cern.ch.json'))!;
    writeFileSync(join(scene.home, index), '{"version": ');
    const again = await scene.hsf(['list', '--json'], {env: HOST});
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('damaged')]);
    expect(scene.files()).toContain(`${index}.damaged`);
    expect((await scene.hsf(['list'], {env: HOST})).stderr).not.toContain('damaged');
  });

  test('a family file is named with line and key, and the others work', async () => {
    mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
    writeFileSync(join(scene.home, '.config/hsf/families/mine.toml'), 'id = "mine"\ntitel = "Mine"\n');
    const ended = await scene.hsf(['list'], {env: HOST});
    expect([ended.status, ended.stderr]).toEqual([0, expect.stringMatching(/mine\.toml:\d+: .*titel/)]);
    expect((await scene.hsf(['doctor'], {env: HOST})).status).toBe(1);
  });
});

describe('a machine that lacks something', () => {
  test('no engine on PATH: what is native runs, the rest is refused in words', async () => {
    const bin = join(scene.folder, 'bin');
    mkdirSync(bin);
    const env = {...HOST, PATH: bin, HSF_CVMFS: scene.tree.root};
    const shown = await scene.hsf(['plan', 'LCG_107@x86_64-el9-gcc13-opt'], {env});
    expect([shown.status, shown.stderr]).toEqual([1, expect.stringMatching(/engine/)]);
    const started = await scene.hsf(['run', 'LCG_107@x86_64-el9-gcc13-opt', '--', 'true'], {env});
    expect([started.status, started.stdout]).toEqual([125, '']);
  });

  test('no place to write: it works without', async () => {
    rmSync(scene.home, {recursive: true});
    writeFileSync(scene.home, 'a file where the home directory should be');
    const ended = await scene.hsf(['list', '--json'], {env: HOST});
    expect([ended.status, ended.stderr]).toEqual([0, expect.stringMatching(/cache/)]);
    const set = await scene.hsf(['config', 'set', 'timeout', '20'], {env: HOST});
    expect([set.status, set.stderr]).toEqual([1, expect.stringMatching(/cannot be written/)]);
  });

  test('no home at all: it works without', async () => {
    const ended = await scene.hsf(['list', '--json'], {env: {...HOST, HOME: ''}});
    expect(ended.status).toBe(0);
  });

  test('a directory that cannot be read is left out, and everything else is listed', async () => {
    chmodSync(scene.tree.unreadable, 0o000);
    const ended = await scene.hsf(['list', '--json'], {env: HOST});
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('lcg/LCG_107@x86_64-el9-gcc13-opt');
  });
});

describe('what is left out is said, by', () => {
  const say = /^hsf: In sft\.cern\.ch, 2 names are no UTF-8 and left out \(lcg\/views\)\. /m;
  beforeEach(() => {
    for (const end of [0xff, 0xfe])
      mkdirSync(Buffer.concat([Buffer.from(`${scene.tree.root}/sft.cern.ch/lcg/views/LCG_`), Buffer.from([end])]));
  });
  afterEach(() => {
    for (const end of [0xff, 0xfe])
      rmdirSync(Buffer.concat([Buffer.from(`${scene.tree.root}/sft.cern.ch/lcg/views/LCG_`), Buffer.from([end])]));
  });

  test('list, each time, and in JSON', async () => {
    for (const time of ['first', 'again', 'from memory']) {
      const {status, stderr} = await scene.hsf(['list'], {env: HOST});
      expect([time, status, stderr]).toEqual([time, 0, expect.stringMatching(say)]);
    }
    const {stdout} = await scene.hsf(['list', '--json'], {env: HOST});
    const {repositories} = JSON.parse(stdout) as {repositories: {fqrn: string; state: string; message: string | null}[]};
    expect(repositories.find(({fqrn}) => fqrn === 'sft.cern.ch')).toMatchObject({
      state: 'ready',
      message: expect.stringContaining('2 names are no UTF-8'),
    });
    expect((await scene.hsf(['list', '-q'], {env: HOST})).stderr).toBe('');
  });

  test('show of a stack in that repository, and doctor', async () => {
    expect((await scene.hsf(['show', 'LCG_107'], {env: HOST})).stderr).toMatch(say);
    expect((await scene.hsf(['show', 'eessi/2025.06'], {env: HOST})).stderr).not.toMatch(say);
    expect((await scene.hsf(['doctor'], {env: HOST})).stdout).toMatch(
      /warning +repository:sft\.cern\.ch[^\n]*\n +→ In sft\.cern\.ch, 2 names/,
    );
  });
});

describe('without a terminal', () => {
  test('bare hsf gives short help on stderr and status 2', async () => {
    const ended = await scene.hsf([]);
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/^Usage: hsf/);
  });

  test('a reader that goes away ends hsf quietly', async () => {
    const {execFileSync} = await import('node:child_process');
    const main = join(import.meta.dirname, '../../dist/hsf.js');
    const script = `"$1" "$2" list --json -q 2>"$3" | head -c 10 >/dev/null; printf %s "\${PIPESTATUS[0]}"`;
    const env = {...process.env, ...HOST, HOME: scene.home, HSF_CVMFS: scene.tree.root};
    const status = execFileSync('bash', ['-c', script, 'bash', process.execPath, main, join(scene.folder, 'err')], {
      env,
      encoding: 'utf8',
    });
    expect([status, readFileSync(join(scene.folder, 'err'), 'utf8')]).toEqual(['0', '']);
  });
});

test('nothing is left behind but index, words, what is remembered of listings, starts and engines, compiled code and history', async () => {
  for (const args of [
    ['list'],
    ['show', 'LCG_107'],
    ['plan', NATIVE],
    ['run', NATIVE, '--', 'true'],
    ['run', NATIVE, '--', 'no-such-command'],
    ['doctor'],
    ['search', 'ROOT'],
  ]) {
    await scene.hsf(args, {env: HOST});
  }
  expect(
    scene
      .files()
      .filter(
        file =>
          !/^\.cache\/hsf\/(index\/[^/]+\/[a-z0-9.-]+\.json$|listed\/\d+$|started\/\d+$|searched\/\d+$|packages\/[^/]+\/[a-z0-9.-]+\.json\.zst$|words\/\w+\/(?:families|packages|(?:family|platforms)\.[a-z0-9-]+)$|environments\/[^/]+\/[^/]+\.json$|quick\/|engine-trials\.json$|code\/)/.test(
            file,
          ),
      ),
  ).toEqual(['.local/state/hsf/history.jsonl']);
  expect(readdirSync(scene.folder).toSorted()).toEqual(['cvmfs', 'home']);
});
