import {spawnSync} from 'node:child_process';
import {appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type RunOptions, type Scene} from './hsf.ts';

const GCC12 = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
const GCC13 = 'lcg/LCG_107@x86_64-debian12-gcc13-opt';
const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

const hsf = (words: readonly string[], options: RunOptions = {}) => scene.hsf(words, {...options, env: {...env, ...options.env}});
const stateFile = () => join(scene.home, '.local/state/hsf/history.jsonl');
const forget = () => {
  for (const path of [stateFile(), stateFile().replace('.jsonl', ''), join(scene.home, '.config/hsf')])
    rmSync(path, {recursive: true, force: true});
};
const rows = async (...words: readonly string[]) =>
  documentOf(await hsf(['history', '--json', ...words]))['history'] as {
    line: string;
    state: string;
    part: string;
    times: number;
    nearest: string;
  }[];
/** The line that a start said. */
const again = (stderr: string) => /To get here again: (.*)/.exec(stderr)?.[1] ?? '';
/** Runs a line as a shell does to which it is pasted. */
function pasted(line: string): string {
  const main = join(import.meta.dirname, '../../dist/hsf.js');
  const program = `hsf() { ${process.execPath} --disable-warning=ExperimentalWarning ${main} "$@"; }; ${line}`;
  const plain = {PATH: process.env['PATH'] ?? '', HOME: scene.home, SHELL: '/bin/bash', LANG: 'C.UTF-8', ...env};
  const {stdout, stderr} = spawnSync('bash', ['-c', program], {env: plain, encoding: 'utf8', cwd: '/'});
  // A set-up that is not replayed speaks on stderr.
  return stdout + stderr.replace(/^(?:hsf: |setting up ).*\n/gm, '');
}

describe('the line that leads here again', () => {
  test('has the full address, what was asked for, and works where it is pasted', async () => {
    const {stderr} = await hsf(['run', '-v', '107@gcc12', '--container=never', '--', 'printf', '%s', "it's $HOME `here`"]);
    expect(again(stderr)).toBe(
      `hsf run ${GCC12} --container=never --cvmfs=${scene.tree.root} -- printf %s 'it'\\''s $HOME \`here\`'`,
    );
    expect(pasted(again(stderr))).toBe("it's $HOME `here`");
  });

  test('works for a container too', async () => {
    const {stderr} = await hsf(['run', '-v', GCC12, '--container=always', '--bind', '.:/own', '--', 'ls', '/own'], {
      cwd: scene.tree.root,
    });
    expect(again(stderr)).toBe(
      `hsf run ${GCC12} --container=always --bind=${scene.tree.root}/.:/own --cvmfs=${scene.tree.root} -- ls /own`,
    );
    expect(pasted(again(stderr))).toContain('sft.cern.ch\n');
  });

  test('is said by a shell, and by run only when asked', async () => {
    const shell = await hsf(['shell', GCC12], {input: 'stack-name\n'});
    expect(again(shell.stderr)).toBe(`hsf shell ${GCC12} --cvmfs=${scene.tree.root}`);
    const run = await hsf(['run', GCC12, '--', 'true']);
    expect(run.stderr).not.toContain('hsf:');
  });

  test('does not have the value of a secret, of a flag or of the command', async () => {
    const {stderr} = await hsf(['run', '-v', GCC12, '--env', 'MY_TOKEN=s3cret', '--', 'true', '--password', 's3cret']);
    expect(again(stderr)).toContain('--env=MY_TOKEN --cvmfs');
    expect(stderr).not.toContain('s3cret');
    expect(readFileSync(stateFile(), 'utf8')).not.toContain('s3cret');
  });

  test('has what a link led to in its place', async () => {
    const view = join(scene.tree.root, 'sft-nightlies.cern.ch/lcg/views/dev3');
    const own = 'x86_64-debian12-gcc12-opt';
    mkdirSync(join(view, 'Thu', own), {recursive: true});
    writeFileSync(join(view, 'Thu', own, 'setup.sh'), 'true\n');
    symlinkSync(`../Thu/${own}`, join(view, 'latest', own));
    const {stderr} = await hsf(['run', '-v', `lcg-nightly/dev3/latest@${own}`, '--', 'true']);
    expect(again(stderr)).toContain(`hsf run lcg-nightly/dev3/Thu@${own} `);
    expect((await rows('dev3'))[0]?.line).toContain(`hsf shell lcg-nightly/dev3/Thu@${own} `);
  });
});

describe('hsf last', () => {
  test('starts the same again, from elsewhere as well, and --here what was started here', async () => {
    forget();
    const folders = ['one', 'two'].map(name => join(scene.folder, name));
    for (const folder of folders) mkdirSync(folder, {recursive: true});
    await hsf(['run', GCC12, '--', 'true'], {cwd: folders[0]!});
    await hsf(['run', '107@gcc13', '--env', 'OWN=kept', '--container=never', '--', 'true'], {cwd: folders[1]!});
    const last = await hsf(['last', '--', 'sh', '-c', 'stack-name; echo $OWN'], {cwd: folders[0]!});
    expect([last.status, last.stdout]).toEqual([0, expect.stringContaining('LCG_107 x86_64-debian12-gcc13-opt\n')]);
    const here = await hsf(['last', '--here', '--', 'stack-name'], {cwd: folders[0]!});
    expect(here.stdout).toContain('gcc13');
    expect((await hsf(['last', '--here', '--', 'true'], {cwd: '/'})).status).toBe(125);
  });

  test('with --dry-run shows the plan, as JSON too', async () => {
    expect(documentOf(await hsf(['last', '--dry-run', '--json']))).toMatchObject({plan: {variant: GCC13}});
  });

  test('runs in a shell what comes in, and ends with its status', async () => {
    const {status, stdout} = await hsf(['last'], {input: 'stack-name\nexit 7\n'});
    expect([status, stdout]).toEqual([7, expect.stringContaining('x86_64-debian12-gcc13-opt')]);
  });

  test('says where there is none', async () => {
    forget();
    expect(await hsf(['last'])).toMatchObject({status: 125, stderr: expect.stringContaining('Nothing was started yet.')});
  });

  test('never starts another release than that of then, and says what is gone', async () => {
    forget();
    await hsf(['run', GCC12, '--', 'true']);
    const text = readFileSync(stateFile(), 'utf8');
    writeFileSync(stateFile(), text.replaceAll('LCG_107', 'LCG_106'));
    const {status, stderr} = await hsf(['last', '--', 'true']);
    expect(status).toBe(125);
    expect(stderr).toContain('The last start cannot be followed. The release LCG_106 is no longer in the family lcg.');
    expect(stderr).toMatch(/Nearest: hsf run lcg\/LCG_\S+ .*-- true/);
    expect(await rows()).toMatchObject([{state: 'gone', part: 'release'}]);
    expect((await hsf(['history'])).stdout).toMatch(/gone: The release LCG_106 .* Nearest: lcg\//);
  });

  test('takes nothing but flags of a start from the history, and no address that is a flag', async () => {
    forget();
    await hsf(['run', GCC12, '--', 'true']);
    const line = readFileSync(stateFile(), 'utf8');
    appendFileSync(stateFile(), line.replace(/"flags":\[[^\]]*\]/, '"flags":["--join"]').replace(/"at":"\d+/, '"at":"2099'));
    expect(await hsf(['last', '--', 'true'])).toMatchObject({status: 125, stderr: expect.stringContaining('--join is no flag')});
    appendFileSync(stateFile(), line.replace('"address":"lcg', '"address":"--cvmfs=/x'));
    expect((await hsf(['history'])).stderr).toContain('One line of');
  });
});

describe('a history that cannot be kept', () => {
  test('is told once by a shell, and fails no start', async () => {
    forget();
    mkdirSync(stateFile(), {recursive: true});
    const {status, stderr} = await hsf(['shell', GCC12], {input: 'exit 3\n'});
    expect(status).toBe(3);
    expect(stderr).toContain('history.jsonl is a directory, so this start is not remembered.');
    expect((await hsf(['run', GCC12, '--', 'true'])).stderr).not.toContain('hsf:');
    expect((await hsf(['favourite', 'add', 'LCG_107'])).status).toBe(1);
    forget();
  });
});

describe('favourites', () => {
  test('are marked, listed and forgotten', async () => {
    forget();
    await hsf(['favourite', 'add', '107@gcc12']);
    await hsf(['favourite', 'add', 'eessi/2023.06']);
    expect((await hsf(['favourite'])).stdout).toBe('eessi/2023.06\nlcg/LCG_107\n');
    await hsf(['favourite', 'remove', 'LCG_107']);
    expect(documentOf(await hsf(['favourite', '--json']))).toMatchObject({favourites: ['eessi/2023.06']});
    expect(await hsf(['favourite', 'remove', 'eesi/2023.06'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('Near it: eessi/2023.06'),
    });
    expect((await hsf(['favourite', 'add', 'LCG_999'])).status).toBe(3);
  });
});
