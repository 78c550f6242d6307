import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect} from 'vitest';
import {mountFuse, skipFuse} from '../rig/fuse/fuse-rig.ts';
import type {FuseMount} from '../rig/fuse/fuse-rig.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {SIZES, pickerTest} from '../rig/terminal/picker-scene.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

// What arrives while somebody looks, types or chooses, and what never arrives.

const HSF = join(import.meta.dirname, '../../bin/hsf');

const output = (program: string, ...words: readonly string[]) => spawnSync(program, words, {encoding: 'utf8'}).stdout;

/** Row on the screen of the selected line. */
const selectedRow = async (t: Scene) => (await t.screen()).split('\n').findIndex(line => line.startsWith('> '));

describe('while CVMFS is read', () => {
  pickerTest(
    'stacks appear above, and the selected one stays where it is',
    {words: 'growing', sizes: ['usual', 'large']},
    async t => {
      await t.press('Down');
      await t.sees(/^> . lcg\/LCG_106b/m);
      const row = await selectedRow(t);
      process.kill(t.pid(), 'SIGUSR2');
      await t.sees('gentoo/linux');
      expect((await t.screen()).split('\n')[row]).toMatch(/^> . lcg\/LCG_106b/);
      await t.seesNoMore(/reading for|being read|awaited/);
      await t.press('C-c');
      await t.leaves('CANCELLED');
    },
  );

  pickerTest('a word is typed on while they come', {words: 'growing'}, async t => {
    await t.type('gen');
    await t.sees('othing matches');
    process.kill(t.pid(), 'SIGUSR2');
    await t.sees(/^> . gentoo\/linux/m);
    await t.type('too');
    await t.sees(/: ?gentoo/);
    await t.press('M-Enter');
    await t.leaves('START gentoo/linux@x86_64 auto null null');
  });

  pickerTest('news after news while arrows are held', {sizes: ['usual']}, async t => {
    for (let turn = 0; turn < 10; turn++) {
      process.kill(t.pid(), turn % 2 === 0 ? 'SIGUSR1' : 'SIGUSR2');
      await t.sendBytes('\u001b[B\u001b[B\u001b[A');
    }
    await t.sees(/^> /m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('the chosen stack is gone, which is said, at the second question', {}, async t => {
    await t.press('Enter');
    await t.sees('hsf lcg/LCG_107');
    process.kill(t.pid(), 'SIGUSR1');
    await t.sees(/no longer/);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('it is gone while the last question is asked', {sizes: ['usual']}, async t => {
    await t.press('Enter', 'Enter');
    await t.sees('ow to start');
    process.kill(t.pid(), 'SIGUSR1');
    await t.sees(/no longer/);
    await t.press('C-c');
    await t.seesPrompt();
  });

  pickerTest('a repository that hangs is named', {sizes: ['usual', 'large']}, async t => {
    process.kill(t.pid(), 'SIGUSR1');
    await t.sees(/sft\.cern\.ch.{0,20}not answering|2 not answering/);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('Enter waits for no plan', {words: 'slow-plans'}, async t => {
    await t.sendBytes('\r\r\r');
    await t.leaves('START lcg/LCG_107@x86_64-el9-gcc14-opt auto null null');
  });

  pickerTest('a plan that cannot be made is told', {words: 'no-plans', sizes: ['usual']}, async t => {
    await t.press('M-m');
    await t.sees('The plan of this scene cannot be made.');
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('who is asked never answers, and one goes on', {words: 'silent', sizes: ['usual']}, async t => {
    await t.press('M-e');
    await t.stands();
    await t.press('Escape');
    await t.sees('LCG_106b');
    await t.type('root 6.34');
    await t.stands();
    await t.press('C-u');
    await t.press('M-Enter');
    await t.leaves('START lcg/LCG_107@x86_64-el9-gcc14-opt auto null null');
  });
});

describe.skipIf(skipFuse())('a repository that hangs', () => {
  const {cvmfs, env} = demoHome();
  let root: string;
  let sick: FuseMount;
  beforeAll(async () => {
    root = `${env['HOME']}/sick`;
    mkdirSync(root);
    cpSync(cvmfs, root, {recursive: true, verbatimSymlinks: true});
    const backing = `${env['HOME']}/backing`;
    cpSync(`${root}/sft.cern.ch`, backing, {recursive: true, verbatimSymlinks: true});
    rmSync(`${root}/sft.cern.ch`, {recursive: true});
    sick = await mountFuse(backing, `${root}/sft.cern.ch`);
    sick.rules(['hang /']);
  });
  afterAll(() => sick.unmount());

  for (const size of [SIZES.small, SIZES.usual, SIZES.large]) {
    terminalTest(`hangs nothing else: choosing and leaving, ${size.columns}×${size.rows}`, {...size, env}, async t => {
      await t.command(`HSF_CVMFS=${root} XDG_CACHE_HOME=${t.folder}/cache XDG_STATE_HOME=${t.folder}/state ${HSF}`);
      await t.sees(/^> . \S+\/\S+/m);
      await t.type('eessi');
      await t.sees(/^> . eessi\//m);
      await t.press('C-c');
      await t.leaves();
      expect(await t.output('echo $?')).toBe('130');
    });
  }

  terminalTest('is named, and what it is waited for can be left', {...SIZES.usual, env}, async t => {
    await t.command(`HSF_CVMFS=${root} XDG_CACHE_HOME=${t.folder}/cache XDG_STATE_HOME=${t.folder}/state ${HSF}`);
    await t.sees(/sft\.cern\.ch/);
    await t.sees(/not answering|awaited|reading/);
    await t.press('Escape');
    await t.leaves();
  });

  terminalTest('a finder does not outlive a picker that was killed, whatever it waits for', {...SIZES.usual, env}, async t => {
    await t.command(`HSF_CVMFS=${root} XDG_CACHE_HOME=${t.folder}/cache XDG_STATE_HOME=${t.folder}/state ${HSF}`);
    await t.sees(/^> . \S+\/\S+/m);
    const finders = () => output('pgrep', '-f', `picker-finder.js ${t.folder}/cache`).split('\n').filter(Boolean);
    const parents = finders().map(pid => output('ps', '-o', 'ppid=', '-p', pid).trim());
    const picker = parents.find(pid => !finders().includes(pid));
    process.kill(Number(picker), 'SIGKILL');
    // Nobody was left to take the frame away.
    await t.sees('Killed');
    await t.command('clear');
    await t.seesPrompt();
    for (let waited = 0; finders().length > 0; waited += 100) {
      if (waited > 10_000) throw new Error(`Still there: ${finders().join(' ')}`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  });

  terminalTest('the index goes away while it is open', {...SIZES.usual, env}, async t => {
    await t.command(`HSF_CVMFS=${cvmfs} XDG_CACHE_HOME=${t.folder}/cache XDG_STATE_HOME=${t.folder}/state ${HSF}`);
    await t.sees(/^> . lcg\//m);
    rmSync(join(t.folder, 'cache'), {recursive: true, force: true, maxRetries: 5});
    await t.type('gentoo');
    await t.sees(/^> . gentoo\/linux/m);
    await t.press('M-Enter');
    await t.sees(/"exit" ?leaves ?it/);
    await t.command('exit 4');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('4');
    expect(existsSync(cvmfs)).toBe(true);
  });
});
