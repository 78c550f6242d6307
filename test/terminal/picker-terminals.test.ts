import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {SIZES, pickerTest} from '../rig/terminal/picker-scene.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';
import type {SceneOptions} from '../rig/terminal/tmux.ts';

// Terminals that can less, places that say other things, and settings with mistakes.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const SERIAL_LINE = join(import.meta.dirname, 'fixtures/serial-line.mjs');
const {cvmfs, env} = demoHome();

describe('terminals', () => {
  for (const term of ['linux', 'vt100', 'xterm-256color', 'nobody-knows-this-one']) {
    pickerTest(`TERM=${term}`, {before: `TERM=${term}`, sizes: ['usual']}, async t => {
      await t.type('gentoo');
      await t.sees(/^> . gentoo\/linux/m);
      await t.press('M-Enter');
      await t.leaves('START gentoo/linux@x86_64 auto null null');
    });
  }

  for (const size of [SIZES.small, SIZES.usual, SIZES.large]) {
    screenTest(`GNU screen, ${size.columns}×${size.rows}`, size, async t => {
      writeFileSync(join(t.folder, 'screenrc'), 'startup_message off\ndefscrollback 2000\ndefutf8 on\n');
      mkdirSync(join(t.folder, 'screens'), {mode: 0o700});
      await t.command('export SCREENDIR=$PWD/screens');
      await t.command("PS1='inner> ' screen -U -S ours -c screenrc bash --norc --noprofile");
      await t.sees(/^inner>/m);
      await t.command("clear; printf 'below %d\\n' {1..80}");
      await t.sees('below 80');
      await t.command(`${process.execPath} ${await builtFixture('picker.tsx')}`);
      await t.sees(/^> . lcg\/LCG_107/m);
      await t.type('gentoo');
      await t.sees(/^> . gentoo\/linux/m);
      await t.press('M-Enter');
      await t.sees('START gentoo/linux@x86_64');
      await t.command('screen -X hardcopy -h seen; screen -X quit');
      await t.sees('screen is terminating');
      const lines = readFileSync(join(t.folder, 'seen'), 'utf8')
        .split('\n')
        .map(line => line.trim());
      const floor = Array.from({length: 80}, (_, number) => `below ${number + 1}`);
      expect(lines.slice(lines.indexOf('below 1')).slice(0, 80)).toEqual(floor);
      expect(lines.join('\n')).not.toMatch(/LCG_107|STACK/);
    });
  }

  for (const size of [SIZES.small, SIZES.usual]) {
    terminalTest(`a serial line of 9600 baud, ${size.columns}×${size.rows}`, size, async t => {
      const program = `${process.execPath} ${await builtFixture('picker.tsx')}`;
      // "script" forgets the modes of its own terminal where it writes into a pipe.
      const command = `script -qc '${program}' /dev/null | ${process.execPath} ${SERIAL_LINE}`;
      await t.command(`was=$(stty -g); ${command}; stty $was`);
      await t.sees(/^> . lcg\/LCG_107/m);
      await t.sendBytes('gentoo');
      await t.sees(/^> . gentoo\/linux/m);
      await t.sendBytes('\r\r');
      await t.leaves('START gentoo/linux@x86_64 auto null null');
    });
  }
});

describe('places', () => {
  pickerTest('ASCII signs only', {words: 'ascii', first: /^> . lcg\/LCG_107/m}, async t => {
    expect(await t.screen()).toMatch(/^[\n -~]*$/);
    await t.press('Enter');
    await t.sees('latform');
    expect(await t.screen()).toMatch(/^[\n -~]*$/);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  for (const [title, before] of [
    ['LANG=C', 'LC_ALL=C LANG=C'],
    ['no language at all', 'env -u LC_ALL -u LANG -u LC_CTYPE'],
  ] as const) {
    terminalTest(`${title}: ASCII signs only`, {...SIZES.usual, env}, async t => {
      await t.command(`${before} HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF}`);
      await t.sees(/^> . lcg\//m);
      expect(await t.screen()).toMatch(/^[\n -~]*$/);
      await t.press('C-c');
      await t.leaves();
    });
  }

  for (const size of [SIZES.small, SIZES.usual, SIZES.large]) {
    terminalTest(
      `NO_COLOR gives no colour, and the selection is seen, ${size.columns}×${size.rows}`,
      {...size, env: {...env, NO_COLOR: '1'}},
      async t => {
        await t.command(`HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF}`);
        await t.sees(/^> . lcg\//m);
        expect(await t.colouredScreen()).not.toMatch(/\u001b\[[\d;]*\b(?:3[0-8]|4[0-8]|9[0-7])[\d;]*m/);
        await t.press('C-c');
        await t.leaves();
      },
    );
  }
});

describe('hostile names', () => {
  for (const screen of ['', 'full-screen']) {
    pickerTest(`do nothing to the terminal ${screen}`, {words: `names ${screen}`}, async t => {
      await t.type('evil');
      await t.sees(/lcg\/evil/);
      expect(await t.screen()).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u0007]/);
      for (const key of ['Down', 'Down', 'Down', 'Enter', 'M-e', 'Escape', 'M-m', 'Escape', 'M-i', 'M-i']) {
        await t.press(key);
        await t.stands();
        expect(await t.screen()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      }
      await t.press('C-c');
      await t.leaves('CANCELLED');
    });
  }

  pickerTest('wide and combined characters keep the columns', {words: 'names full-screen'}, async t => {
    await t.type('宽字');
    await t.sees(/^> . .*-é +(?:el9 gcc 13 +)?here/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });
});

describe('settings with mistakes', () => {
  const withFiles = (title: string, files: Readonly<Record<string, string>>, says: RegExp, words = '') =>
    terminalTest(title, {...SIZES.usual, env}, async t => {
      const config = join(t.folder, 'config/hsf');
      mkdirSync(join(config, 'themes'), {recursive: true});
      for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text);
      await t.command(
        `HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state XDG_CONFIG_HOME=${t.folder}/config ${HSF} ${words}`.trim(),
      );
      await t.sees(/^> . lcg\//m);
      await t.press('C-c');
      await t.seesPrompt();
      expect((await t.history()).replaceAll('\n', ' ')).toMatch(says);
    });

  withFiles(
    'a theme that is no JSON is named with its line, and another one drawn',
    {'config.json': '{"theme": "mine"}', 'themes/mine.json': '{\n  "title": "Mine",\n  oops\n}\n'},
    /themes\/mine\.json/,
  );
  withFiles(
    'a theme with a role that nobody has',
    {'config.json': '{"theme": "mine"}', 'themes/mine.json': '{"title": "Mine", "roles": {"sparkle": "red"}}'},
    /themes\/mine\.json/,
  );
  withFiles('a theme that is not there', {'config.json': '{"theme": "nobody-has-it"}'}, /nobody-has-it/);

  terminalTest('a settings folder that cannot be written is no reason to stay away', {...SIZES.usual, env}, async t => {
    for (const name of ['config', 'state', 'cache']) {
      mkdirSync(join(t.folder, name));
      chmodSync(join(t.folder, name), 0o500);
    }
    const places = ['CONFIG', 'STATE', 'CACHE'].map(name => `XDG_${name}_HOME=${t.folder}/${name.toLowerCase()}`).join(' ');
    await t.command(`HSF_CVMFS=${cvmfs} ${places} ${HSF}`);
    await t.sees(/^> . lcg\//m);
    await t.press('M-Enter');
    await t.sees(/"exit" ?leaves ?it/);
    await t.command('exit 6');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('6');
  });
});

/** A scene in GNU screen; like tmux it must be there where the suite has to say something. */
function screenTest(title: string, size: SceneOptions, steps: (t: Stage) => Promise<void>): void {
  const there = spawnSync('screen', ['-v']).error === undefined;
  if (there || (process.env['CI'] ?? '') !== '') terminalTest(title, size, steps);
  else test.skip(`${title}: GNU screen is not installed`, () => undefined);
}
