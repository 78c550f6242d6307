import {join} from 'node:path';
import {expect} from 'vitest';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs, env} = demoHome();

terminalTest(
  'what was chosen in the picker comes back by "hsf last", and by the line that was said',
  {columns: 200, rows: 40, env},
  async t => {
    await t.command(`hsf() { XDG_STATE_HOME=${t.folder}/state ${HSF} "$@"; }; export HSF_CVMFS=${cvmfs}`);
    await t.command('hsf');
    await t.sees('> ● lcg/LCG_');
    // What nobody recommends, and so comes first later only because it was used.
    await t.type('106_cuda');
    await t.sees('> ● lcg/LCG_106_cuda');
    for (const question of ['Platform', 'How to start']) {
      await t.press('Enter');
      await t.sees(question);
    }
    await t.press('Enter');
    await t.sees('To get here again: hsf shell lcg/LCG_106_cuda');
    const line = /To get here again: (hsf shell \S.*\S)/.exec(await t.screen())?.[1] ?? '';
    const stack = await t.output('echo $HSF_STACK');
    await t.command('exit 7');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('7');

    for (const again of ['hsf last', line]) {
      await t.command('clear');
      await t.command(again);
      await t.sees('"exit" leaves it');
      expect(await t.output('echo $HSF_STACK')).toBe(stack);
      await t.command('exit');
      await t.seesPrompt();
    }
    await t.command('clear; hsf');
    await t.sees(/^> ● lcg\/LCG_106_cuda +recent/m);
    await t.press('C-c');
    await t.seesPrompt();
  },
);
