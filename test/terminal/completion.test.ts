import {afterAll, describe} from 'vitest';
import {makeCompletionScene, USUAL} from '../commands/completion-rig.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';

const scene = makeCompletionScene(USUAL, ['ROOT']);
afterAll(() => scene.remove());

const SIZE = {columns: 100, rows: 30, env: {HOME: scene.home}};

/** What a line editor makes of a Tab, which is more than what the completion offers it. */
const LINES: readonly (readonly [typed: string, becomes: string])[] = [
  ['hsf sea', 'hsf search'],
  ['hsf shell LCG_107@x86_64-u', 'hsf shell LCG_107@x86_64-ubuntu2404-clang19-opt'],
  ['hsf shell LCG_107@cl', 'hsf shell LCG_107@clang19-opt'],
  ['hsf shell images/hub.example.org/group/tool:', 'hsf shell images/hub.example.org/group/tool:1.0'],
  ['hsf env LCG_107 --os=u', 'hsf env LCG_107 --os=ubuntu2404'],
  ['hsf env --container al', 'hsf env --container always'],
  ['hsf search RO', 'hsf search ROOT'],
  ['hsf shell im', 'hsf shell images/'],
  ['hsf run LCG_107 -- printen', 'hsf run LCG_107 -- printenv'],
];

describe.each([
  {title: 'bash', start: `. ${scene.script('bash')}`},
  {
    title: 'bash that takes no words apart at "@" and ":"',
    start: `shopt -u hostcomplete; COMP_WORDBREAKS=\${COMP_WORDBREAKS//[@:=]}; . ${scene.script('bash')}`,
  },
  {title: 'zsh', start: 'zsh -f', then: `autoload -Uz compinit; compinit -u -D; . ${scene.script('zsh')}`},
  {title: 'zsh without compinit', start: 'zsh -f', then: `. ${scene.script('zsh')}`},
  {
    title: 'zsh that calls compinit later',
    start: 'zsh -f',
    then: `. ${scene.script('zsh')}; autoload -Uz compinit; compinit -u -D`,
  },
  {title: 'fish', start: 'fish --no-config', then: `source ${scene.script('fish')}`},
])('a Tab in $title', ({title, start, then}) => {
  terminalTest('completes what was typed', SIZE, async t => {
    await t.command(start);
    if (then !== undefined) {
      await t.sees(/[%>#] *$/m);
      await t.command(title === 'fish' ? "function fish_prompt; echo 'ready> '; end" : "PS1='ready> '");
      await t.seesPrompt();
      await t.command(then);
    }
    await t.command('clear');
    await t.seesPrompt();
    for (const [typed, becomes] of LINES) {
      await t.type(`${typed}\t`);
      await t.sees(becomes);
      await t.press('C-u');
      await t.seesNoMore(becomes);
    }
    if (then !== undefined) await t.command('exit');
  });
});
