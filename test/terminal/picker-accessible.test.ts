import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {SIZES} from '../rig/terminal/picker-scene.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';

// Numbered questions: for those who hear the screen, and for terminals that can do nothing else.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs, env} = demoHome();

const open = (t: Stage, words = '', before = '') =>
  t.command(`${before} HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF} ${words}`.trim());

describe('asked for', () => {
  const ways: readonly (readonly [title: string, words: string, before: string])[] = [
    ['by flag', '--accessible', ''],
    ['by HSF_ACCESSIBLE', '', 'HSF_ACCESSIBLE=1'],
    ['by ACCESSIBLE', '', 'ACCESSIBLE=1'],
    ["by Ink's variable for screen readers", '', 'INK_SCREEN_READER=true'],
    ['by a terminal that cannot redraw', '', 'TERM=dumb'],
  ];
  for (const [title, words, before] of ways) {
    terminalTest(title, {...SIZES.large, env}, async t => {
      await open(t, words, before);
      await t.sees('Which stack?');
      await t.sees('[1]:');
      await t.command('q');
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('130');
    });
  }

  terminalTest('by a setting', {...SIZES.large, env}, async t => {
    mkdirSync(join(t.folder, 'config/hsf'), {recursive: true});
    writeFileSync(join(t.folder, 'config/hsf/config.json'), '{"accessible": true}');
    await open(t, '', `XDG_CONFIG_HOME=${t.folder}/config`);
    await t.sees('Which stack?');
    await t.press('C-d');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('130');
  });
});

describe('answered', () => {
  for (const size of [SIZES.small, SIZES.usual, SIZES.large]) {
    terminalTest(`by Enter all the way ends in a shell, ${size.columns}×${size.rows}`, {...size, env}, async t => {
      await open(t, '--accessible');
      await t.sees('[1]:');
      await t.command('gentoo');
      await t.sees('with gentoo');
      await t.command('s');
      await t.sees(/"exit" ?leaves ?it/);
      await t.command('echo "stack:$HSF_STACK"; exit 5');
      await t.sees('stack:gentoo/linux');
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('5');
    });
  }

  terminalTest('ahead of the questions, and what is left is for the shell', {...SIZES.large, env}, async t => {
    await open(t, '--accessible');
    // Not in one go with the command: bash has the terminal take Enter as another character while a line is typed.
    await t.sees('hsf, demo tree.');
    await t.sendBytes('gentoo\rs\recho "stack:$HSF_STACK"\rexit 3\r');
    await t.sees(/^stack:gentoo\/linux/m);
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('3');
  });

  terminalTest('by Ctrl-C in the middle of a line', {...SIZES.usual, env}, async t => {
    await open(t, '--accessible');
    await t.sees('[1]:');
    await t.type('gent');
    await t.sees(']: gent');
    await t.press('C-c');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('130');
  });

  terminalTest('by nonsense, which is said in one sentence', {...SIZES.large, env}, async t => {
    await open(t, '--accessible');
    await t.sees('[1]:');
    for (const [wrong, said] of [
      ['zzzzzz', 'Nothing matches zzzzzz.'],
      ['99999', 'There is no answer 99999.'],
      ['m', '21. '],
      ['m', 'There are no more.'],
    ] as const) {
      await t.command(wrong);
      await t.sees(said);
    }
    await t.command('b');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('130');
  });

  terminalTest('by print', {...SIZES.large, env}, async t => {
    await open(t, '--accessible');
    await t.sees('[1]:');
    await t.command('gentoo');
    // Typed before the question is there, it would stand in front of it.
    await t.sees(/with gentoo[^]*\[1\]:/);
    await t.command('p');
    await t.sees(/^hsf shell gentoo\/linux@/m);
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('0');
  });

  terminalTest('with questions about it', {...SIZES.large, env}, async t => {
    await open(t, '--accessible');
    for (const [words, said] of [
      ['why', /^lcg\/\S+@\S+: \S.*\.$/m],
      ['details', /^Repository: sft\.cern\.ch/m],
      ['copy', /^hsf shell lcg\//m],
      ['help', /^q or quit: /m],
    ] as const) {
      // What is typed before it is asked stands in front of the question.
      await t.sees(/\[1\]:\s*$/);
      await t.command(words);
      await t.sees(said);
    }
    await t.sees(/\[1\]:\s*$/);
    await t.command('q');
    await t.seesPrompt();
  });

  terminalTest('without one control character but line ends', {...SIZES.usual, env}, async t => {
    const command = `HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF} --accessible`;
    await t.command(`script -qc '${command}' said`);
    await t.sees('[1]:');
    await t.sendBytes('details\renvironment\rmounts\rhelp\rq\r');
    await t.seesPrompt();
    const said = readFileSync(join(t.folder, 'said'), 'utf8');
    expect(said).toContain('Repository');
    // oxlint-disable-next-line no-control-regex -- that there is none is what is looked for
    expect(said.replaceAll('\r\n', '\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(said).not.toMatch(/[─│●◆○]/);
  });
});

test('answers from a pipe are read line by line, and no byte more', async () => {
  const program = await builtFixture('accessible.ts');
  const script = `printf 'gentoo\\ns\\nleft over\\n' | { ${process.execPath} ${program}; cat; }`;
  const {stdout, status} = spawnSync('sh', ['-c', script], {encoding: 'utf8'});
  expect(stdout).toMatch(/START gentoo\/linux@x86_64\nleft over\n$/);
  expect(status).toBe(0);
});
