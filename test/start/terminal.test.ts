import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {makePlan} from '../../src/start/make-plan.ts';
import type {Variant} from '../../src/choose/stack.ts';
import {quotePosix} from '../../src/start/shell-words.ts';
import {requires} from '../engines/rig.ts';
import {buildPrefix, BURNT_IN, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {openScene, type Scene} from '../rig/terminal/tmux.ts';
import {makeLauncher} from './launcher.ts';
import {inputOf, type InputWishes, variantOf} from './rig.ts';

const able = requires('tmux', 'bwrap', 'unshare') && prefixObstacle() === null;
const launcher = makeLauncher();
const root = mkdtempSync(join(tmpdir(), 'hsf-terminal-'));
afterAll(() => {
  launcher.remove();
  rmSync(root, {recursive: true, force: true});
});
const cvmfs = join(root, 'cvmfs');
const home = join(root, 'home');
const SETUP = '/cvmfs/sft.cern.ch/setup.sh';

/** Types a start into a terminal and looks at what a person would. */
async function inTerminal(variant: Variant, wishes: InputWishes, steps: (t: Scene) => Promise<void>): Promise<void> {
  const scene = await openScene({columns: 120, rows: 40});
  try {
    const env = {PATH: '/usr/bin:/bin', HOME: home, SHELL: '/bin/bash', TERM: 'screen'};
    const plan = await makePlan(
      inputOf(variant, cvmfs, {...wishes, cacheDirectory: join(home, 'cache'), caller: {env, terminal: true, cwd: home}}),
    );
    const words = [
      ...Object.entries({...env, HSF_NODE: process.execPath}).map(([name, value]) => `${name}=${value}`),
      ...launcher.words(plan, true),
    ];
    const modes = await scene.output('stty -g');
    await scene.command(`cd ${quotePosix(home)}; env -i ${words.map(quotePosix).join(' ')}; echo "status=$?"`);
    await scene.sees('inner>');
    await steps(scene);
    await scene.command('tty; exit 7');
    await scene.sees(/\/dev\/pts\/\d+/);
    await scene.sees('status=7');
    expect(await scene.output('stty -g')).toBe(modes);
  } finally {
    await scene.close();
  }
}

async function jobControl(t: Scene): Promise<void> {
  await t.command('sh -c "echo sleeps; exec sleep 60"');
  await t.sees(/^sleeps/m);
  await t.press('C-c');
  await t.command('echo "interrupted $?"');
  await t.sees('interrupted 130');
  await t.command('sh -c "echo and again; exec sleep 61"');
  await t.sees(/^and again/m);
  await t.press('C-z');
  await t.sees('Stopped');
  await t.command('jobs; kill %1; wait; echo "jobs done"');
  await t.sees('jobs done');
  await t.resize(90, 30);
  await t.command('stty size');
  await t.sees('30 90');
}

describe.skipIf(!able)('an interactive start in a terminal', () => {
  if (able) {
    mkdirSync(cvmfs);
    mkdirSync(home);
    chmodSync(root, 0o755);
    buildPrefix(cvmfs);
    writeFileSync(join(cvmfs, 'sft.cern.ch/setup.sh'), 'stack_function() { echo "from a function"; }; export STACK=here\n');
    writeFileSync(join(home, '.bashrc'), "PS1='inner> '\n");
  }
  const prefix = variantOf({entry: {kind: 'prefix', path: BURNT_IN}});

  test('a prefix shell', {timeout: 60_000}, async () => {
    await inTerminal(prefix, {}, async t => {
      await t.command('echo "$BASH" $PROFILE_READ $EPREFIX');
      await t.sees(`${BURNT_IN}/bin/bash yes ${BURNT_IN}`);
      await jobControl(t);
      const maps = join(root, 'maps');
      await t.command(`cat /proc/$$/maps > ${maps}.new; exec 3<&-; cat ${maps}.new > ${maps}`);
      await expect.poll(() => existsSync(maps) && readFileSync(maps, 'utf8').includes('libc.so.6'), {timeout: 10_000}).toBe(true);
      expect(readFileSync(maps, 'utf8')).toContain(`${BURNT_IN}/lib64/libc.so.6`);
      expect(readFileSync(maps, 'utf8')).not.toMatch(/ \/(usr\/)?lib\/x86_64-linux-gnu\/libc/);
    });
  });

  test.each(['bubblewrap', 'unshare'])(
    'a container made by %s, with functions of the set-up',
    {timeout: 60_000},
    async engine => {
      const variant = variantOf({entry: {kind: 'source', path: SETUP}});
      await inTerminal(variant, {wishes: {container: 'always', engine}}, async t => {
        await t.command('stack_function; echo $STACK $HSF_CONTAINER');
        await t.sees('from a function\nhere host');
        await jobControl(t);
      });
    },
  );
});
