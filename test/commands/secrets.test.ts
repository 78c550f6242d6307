import {appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

const PLATFORM = 'x86_64-debian12-gcc12-opt';
const STACK = 'LCG_107@debian12-gcc12';

/** Every secret that was put somewhere, with where. */
const known = new Map<string, string>();
function secret(place: string): string {
  const text = `hush${known.size}${place.replace(/\W/g, '')}`;
  known.set(text, place);
  return text;
}

const ENV = {
  HSF_OS: 'debian12',
  HSF_ARCH: 'x86_64',
  HSF_CPU: 'x86_64/amd/zen3',
  http_proxy: `http://me:${secret('http_proxy')}@proxy:3128`,
  HTTPS_PROXY: `http://me:${secret('HTTPS_PROXY')}/@@proxy:3128`,
  all_proxy: `me:${secret('all_proxy')}@proxy:1080`,
  CVMFS_HTTP_PROXY: `http://me:${secret('CVMFS_HTTP_PROXY')}@proxy:3128;DIRECT`,
  BEARER_TOKEN: secret('BEARER_TOKEN'),
  MY_PASSWORD: secret('MY_PASSWORD'),
  AWS_SECRET_ACCESS_KEY: secret('AWS_SECRET_ACCESS_KEY'),
  APPTAINERENV_DB_PASSWORD: secret('APPTAINERENV_DB_PASSWORD'),
  HSF_ENV: `LASTING_TOKEN=${secret('HSF_ENV')}`,
};
const COMMAND = [
  ...['--', 'sh', '-c', `: A_TOKEN=${secret('script')} --password ${secret('option in script')}`, 'sh'],
  ...['--password', secret('option'), `--token=${secret('option with value')}`, `B_TOKEN=${secret('assignment')}`],
  ...['-u', `me:${secret('user')}`, `https://me:${secret('address')}@host/`, '-H', `Authorization: Bearer ${secret('header')}`],
];
const FLAGS = ['--env', `FLAG_TOKEN=${secret('--env')}`, '--env', `FLAG_URL=https://me:${secret('--env address')}@host`];
const PROJECT = `stack = "${STACK}"
[env]
PROJECT_TOKEN = "${secret('project')}"
[hooks]
enter = ["export HOOK_PASSWORD=${secret('hook')}", "true --token ${secret('option in hook')}"]
`;
const SETTINGS = {env: [`CONF_TOKEN=${secret('settings')}`, `CONF_URL=ftp://me:${secret('settings address')}@host/`]};
const EXPORTS = `export MY_API_TOKEN=${secret('set-up')} DB_URL=postgres://me:${secret('set-up address')}@h/db TOLD="/x/$BEARER_TOKEN"\n`;

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: [PLATFORM]});
  appendFileSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_107', PLATFORM, 'setup.sh'), EXPORTS);
  mkdirSync(join(scene.home, '.config/hsf'), {recursive: true});
  writeFileSync(join(scene.home, '.config/hsf/config.json'), JSON.stringify(SETTINGS));
  writeFileSync(join(scene.folder, 'hsf.toml'), PROJECT);
});
afterAll(() => scene.remove());

/** Where the secrets are that can be read in some text. */
const toldIn = (text: string) => [...known].filter(([word]) => text.includes(word)).map(([, place]) => place);

const CONTAINER = ['--container', 'always', '--engine', 'bubblewrap'];
const IN_ORDER: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json'],
  ['search', 'ROOT'],
  ['allow'],
  ['run', STACK, ...COMMAND],
  ['run', STACK, ...FLAGS, ...COMMAND],
  ['run', STACK, ...COMMAND],
  ['profile', 'save', 'mine', STACK, ...FLAGS],
];
const CALLS: readonly (readonly string[])[] = [
  ['allow', '--dry-run'],
  ['plan', STACK, ...FLAGS, ...COMMAND],
  ['plan', STACK, ...FLAGS, '--json', ...COMMAND],
  ['plan', STACK, ...FLAGS, ...CONTAINER, '--json', ...COMMAND],
  ['plan', STACK, ...FLAGS, ...CONTAINER, '--command', ...COMMAND],
  ['plan', ...COMMAND],
  ['plan', '--json', ...COMMAND],
  ['run', '-v', ...COMMAND],
  ['last', '--dry-run'],
  ['history', '--json'],
  ['profile', 'show', 'mine'],
  ['config', 'list', '--show-origin'],
  ['config', 'list', '--json'],
  ['doctor', '--json'],
  ['run', 'LCG_107@gcc99', ...FLAGS, ...COMMAND],
  ['run', STACK, '--bind', `http://me:${secret('--bind')}@x`, ...COMMAND],
  ['run', STACK, '--image', `docker://me:${secret('--image')}@h/x`, '--container', 'always', ...COMMAND],
  ['plan', STACK, '--json', '--image', `docker://me:${secret('--image in JSON')}@h/x`, '--container', 'always'],
];

test('no secret is told, or kept but where it has to be', {timeout: 120_000}, async () => {
  const tell = async (args: readonly string[]) => {
    const {stdout, stderr} = await scene.hsf(args, {env: ENV});
    expect([args, toldIn(stdout), toldIn(stderr)]).toEqual([args, [], []]);
  };
  // Live, live and compared, from what was kept: one after the other.
  for (const args of IN_ORDER) await tell(args);
  for (let at = 0; at < CALLS.length; at += 4) await Promise.all(CALLS.slice(at, at + 4).map(tell));
  const kept = scene
    .files()
    .map(file => [file, toldIn(readFileSync(join(scene.home, file), 'latin1'))] as const)
    .filter(([, told]) => told.length > 0);
  // The settings are the user's own file; what was allowed is what counts from then on.
  expect(kept).toEqual([
    ['.config/hsf/config.json', ['settings', 'settings address']],
    [expect.stringMatching(/^\.local\/state\/hsf\/allowed\/\w+\.json$/), ['project', 'hook', 'option in hook']],
  ]);
  expect(statSync(join(scene.home, kept[1]![0])).mode & 0o777).toBe(0o600);
  for (const path of ['.local/state/hsf', '.cache/hsf']) expect(statSync(join(scene.home, path)).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(scene.home, '.cache/hsf')).length).toBeGreaterThan(0);
});

test('"hsf env" gives what the set-up exports, since that is what it is asked for', async () => {
  const {stdout} = await scene.hsf(['env', STACK], {env: ENV});
  expect(toldIn(stdout)).toContain('set-up');
});

test('settings that are written are for the user alone', async () => {
  const home = join(scene.folder, 'other');
  mkdirSync(home);
  expect((await scene.hsf(['config', 'set', 'env', 'A_TOKEN=x'], {env: {HOME: home}})).status).toBe(0);
  expect(statSync(join(home, '.config/hsf/config.json')).mode & 0o777).toBe(0o600);
});
