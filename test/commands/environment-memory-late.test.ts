import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type RunOptions, type Scene} from './hsf.ts';

const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';
const STACK = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';

let scene: Scene;
let temporary: string;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  temporary = join(scene.folder, 'temporary');
  mkdirSync(temporary);
});
afterAll(() => scene.remove());
beforeEach(() => rmSync(join(scene.home, '.cache/hsf/environments'), {recursive: true, force: true}));

/** A set-up that takes long when it runs for the second time. */
async function setUpThatIsSlow(): Promise<void> {
  const runs = join(scene.folder, 'runs');
  const slow = `read -r n <'${runs}' || :; [ "$n" != .. ] || { echo $BASHPID >'${scene.folder}/pid'; sleep 41; }; unset n`;
  writeFileSync(join(scene.tree.root, VIEW, 'setup.sh'), `printf . >>'${runs}'\n${slow}\nexport A=1\n`);
  writeFileSync(runs, '');
  rmSync(join(scene.folder, 'pid'), {force: true});
  await pause(40);
}
/** One that nobody has waited for yet does not run. */
function isRunning(pid: string): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}
const claims = () =>
  readdirSync(join(scene.home, '.cache/hsf/environments'), {recursive: true, encoding: 'utf8'}).filter(name =>
    name.endsWith('.claim'),
  );
const runs = () => readFileSync(join(scene.folder, 'runs'), 'utf8').length;
const environment = () => ({
  ...{HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', TMPDIR: temporary},
});
const start = (options: RunOptions = {}, flags: readonly string[] = []) =>
  scene.hsf(['run', STACK, ...flags, '--', 'sh', '-c', 'echo "$A"'], {...options, env: environment()});
const says = async (flags: readonly string[] = []) => {
  const ended = await scene.hsf(['plan', STACK, ...flags, '--json', '--', 'true'], {env: environment()});
  return (documentOf(ended)['plan'] as {environment: {status: string; reason: string | null}}).environment;
};

describe('a second run', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'that is ended by %s leaves nothing, and is made by the next start',
    async signal => {
      await setUpThatIsSlow();
      await start();
      let hsf = 0;
      const ended = start({onStart: pid => (hsf = pid)});
      const pid = join(scene.folder, 'pid');
      while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await pause(20);
      process.kill(hsf, signal);
      expect(await ended).toMatchObject({signal, stdout: ''});
      // Nobody clears up behind SIGKILL before it has done its work.
      await expect.poll(() => readdirSync(temporary), {timeout: 10_000}).toEqual([]);
      await expect.poll(() => isRunning(readFileSync(pid, 'utf8').trim()), {timeout: 10_000}).toBe(false);
      await expect.poll(claims, {timeout: 10_000}).toEqual([]);
      // It is noted anew and proved.
      for (let round = 0; round < 2; round += 1) expect(await start()).toMatchObject({status: 0, stdout: '1\n'});
      expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 4});
    },
  );

  test('that is too slow is tried again where there is more time', async () => {
    await setUpThatIsSlow();
    await start();
    expect(await start({}, ['--timeout', '4'])).toMatchObject({status: 0, stdout: '1\n'});
    expect(runs()).toBe(3);
    const reason = /did not end in time; it is tried again in an hour/;
    expect(await says(['--timeout', '4'])).toMatchObject({status: 'live', reason: expect.stringMatching(reason)});
    for (let round = 0; round < 2; round += 1) await start({}, ['--timeout', '30']);
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 5});
  });
});
