import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {COMPLETION_SHELLS, completionScript} from '../../src/commands/completion-scripts.ts';
import {completesFlag, THEMES} from '../../src/commands/completion-kinds.ts';
import {flagsOf, COMMANDS, PICKER_COMMAND, toldFlags} from '../../src/commands/table.ts';
import {isPlainWord} from '../../src/commands/stack-words.ts';
import {ENGINES} from '../../src/engines/all.ts';
import {BUILT_IN_THEMES} from '../../src/tui/theme/built-in-themes.ts';
import {makeCompletionScene, USUAL, wordsOf} from './completion-rig.ts';

const PACKAGES = ['ROOT', 'RooUnfold', 'Geant4'];
const scene = makeCompletionScene(USUAL, PACKAGES, ['work'], ['lcg/LCG_107']);
const empty = makeCompletionScene({});
afterAll(() => {
  scene.remove();
  empty.remove();
});

const themes = join(scene.home, '.config/hsf/themes');
mkdirSync(themes, {recursive: true});
for (const name of ['cosy.json', 'c$(touch caught).json', 'c d.json', 'notes.txt']) writeFileSync(join(themes, name), '{}');

/** Compares as sets: each shell sorts in its own way. */
const CASES: readonly {readonly line: string; readonly offers: readonly string[]}[] = [
  {line: 'hsf sea', offers: ['search']},
  {line: 'hsf help sea', offers: ['search']},
  {line: 'hsf --cvm', offers: ['--cvmfs']},
  {line: 'hsf shell x --cont', offers: ['--container']},
  {line: 'hsf shell x --container a', offers: ['auto', 'always']},
  {line: 'hsf shell x --container=a', offers: ['--container=auto', '--container=always']},
  {line: 'hsf config un', offers: ['unset']},
  {line: 'hsf config set the', offers: ['theme']},
  {line: 'hsf config set theme sol', offers: ['solarized', 'solarized-light']},
  {line: 'hsf config set mouse ', offers: ['true', 'false']},
  {line: 'hsf config get mouse ', offers: []},
  {line: 'hsf list --family ee', offers: ['eessi']},
  {line: 'hsf family show l', offers: ['lcg']},
  {line: 'hsf shell ', offers: ['lcg/', 'eessi/', 'images/', 'work']},
  {line: 'hsf shell LCG', offers: ['LCG_106', 'LCG_107']},
  {line: 'hsf shell -v lcg/', offers: ['lcg/LCG_106', 'lcg/LCG_107', 'lcg/latest']},
  {line: 'hsf shell images/', offers: ['images/hub.example.org/']},
  {line: 'hsf shell images/hub.example.org/', offers: ['images/hub.example.org/group/', 'images/hub.example.org/other:2']},
  {line: 'hsf run lcg/LCG_106@', offers: ['lcg/LCG_106@x86_64-centos7-gcc11-opt', 'lcg/LCG_106@x86_64-el9-gcc13-opt']},
  {line: 'hsf run LCG_107@el9-gcc13', offers: ['LCG_107@el9-gcc13-opt', 'LCG_107@el9-gcc13-dbg']},
  {line: 'hsf run LCG_107@el9-d', offers: ['LCG_107@el9-dbg']},
  {line: 'hsf run eessi/2023.06@zen', offers: ['eessi/2023.06@zen3']},
  {line: 'hsf run nothing/LCG_107@', offers: []},
  {line: 'hsf env lcg/LCG_107 --os ', offers: ['el9', 'ubuntu2404']},
  {line: 'hsf env lcg/LCG_107 --os el9 --compiler ', offers: ['gcc13', 'gcc14']},
  {line: 'hsf env LCG_107@ubuntu2404 --compiler ', offers: ['clang19']},
  {line: 'hsf env LCG_107 --arch aarch64 --platform ', offers: ['aarch64-el9-gcc13-opt']},
  {line: 'hsf env LCG_107 --build=', offers: ['--build=opt', '--build=dbg']},
  {line: 'hsf list --os c', offers: ['centos7']},
  {line: 'hsf list --family eessi --arch ', offers: ['x86_64']},
  {line: 'hsf search Ro', offers: ['RooUnfold']},
  {line: 'hsf search ge', offers: ['Geant4']},
  {line: 'hsf completion z', offers: ['zsh']},
  {line: 'hsf shell LCG_107 --theme c', offers: ['colour-blind', 'catppuccin', 'cosy']},
  {line: 'hsf profile show w', offers: ['work']},
  {line: 'hsf favourite remove ', offers: ['lcg/LCG_107']},
  {line: 'hsf init f', offers: ['fish']},
  {line: 'hsf use --co', offers: ['--compiler', '--container', '--color']},
  {line: 'hsf shell $(touch', offers: []},
];

describe.each(COMPLETION_SHELLS)('completion of %s', shell => {
  test('names every command and flag', () => {
    const script = completionScript(shell);
    for (const command of COMMANDS) {
      expect(script).toContain(command.name);
      for (const flag of toldFlags(command)) expect(script).toContain(`--${flag.name}`);
    }
  });

  test('is understood by it', () => {
    expect(spawnSync(shell, ['-n', scene.script(shell)], {encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''});
  });

  // fish completes the command in it by itself.
  const own = shell === 'fish' ? CASES.filter(({line}) => !line.includes('$(')) : CASES;
  test.each(own)('of "$line"', ({line, offers}) => {
    expect(scene.offers(shell, line).toSorted()).toEqual(offers.toSorted());
  });

  test('says nothing without word files, and still knows the commands', () => {
    expect(empty.offers(shell, 'hsf shell ')).toEqual([]);
    expect(empty.offers(shell, 'hsf shell x@')).toEqual([]);
    expect(empty.offers(shell, 'hsf list --os ')).toEqual([]);
    expect(empty.offers(shell, 'hsf run')).toEqual(['run']);
  });

  test('offers of very many words how they go on', () => {
    const many = makeCompletionScene({
      lcg: Object.fromEntries(Array.from({length: 1200}, (_, number) => [`LCG_${10_000 + number}`, ['x86_64-el9-gcc13-opt']])),
    });
    try {
      expect(many.offers(shell, 'hsf shell lcg/L').toSorted()).toEqual(['lcg/LCG_10', 'lcg/LCG_11']);
      expect(many.offers(shell, 'hsf shell LCG')).toEqual(['LCG_10', 'LCG_11']);
      expect(many.offers(shell, 'hsf shell LCG_111')).toHaveLength(100);
    } finally {
      many.remove();
    }
  });

  test('takes no word from a damaged file that a shell or a terminal could take for more', () => {
    const bad = makeCompletionScene({lcg: {LCG_1: ['x86_64-el9-gcc13-opt']}});
    try {
      for (const word of HOSTILE) {
        const line = word.replaceAll('\n', ' ');
        bad.damage('family.lcg', `>lcg/>a${line}\n~a${line} lcg/a${line}\n`);
        bad.damage('platforms.lcg', `@lcg/LCG_1 x${line}|||| \n`);
        bad.damage('packages', `>a${line}\n`);
        for (const typed of ['hsf run lcg/', 'hsf run a', 'hsf run lcg/LCG_1@', 'hsf search a'])
          for (const offered of bad.offers(shell, typed)) expect(isPlainWord(offered) || offered === 'lcg/', offered).toBe(true);
      }
      expect(existsSync(join(bad.home, 'caught'))).toBe(false);
    } finally {
      bad.remove();
    }
  });
});

const HOSTILE = ['$(touch caught)', '`touch caught`', ';touch caught', '\u001b[31mred', '*', '\t\u0007', '\'"', '\\$HOME', '&|<'];

test.each(['set -eu', 'set -f', "IFS='e/@'", 'shopt -s failglob nullglob nocaseglob', 'set -o posix'])(
  'bash completes after %s, and leaves it as it is',
  before => {
    expect(scene.offers('bash', 'hsf run LCG_107@el9-gcc13', before)).toEqual(['LCG_107@el9-gcc13-opt', 'LCG_107@el9-gcc13-dbg']);
    const asked = `. '${scene.script('bash')}'; ${before}; COMP_LINE='hsf run ' COMP_POINT=8 COMP_WORDS=(hsf run '') COMP_CWORD=2
      before=$-$IFS$(set +o; shopt -p); _hsf; [ "$before" = "$-$IFS$(set +o; shopt -p)" ] && echo same`;
    expect(
      spawnSync('bash', ['--norc', '-c', asked], {encoding: 'utf8', env: {PATH: process.env['PATH'], HOME: scene.home}}),
    ).toMatchObject({
      stdout: 'same\n',
      stderr: '',
    });
  },
);

test('bash leaves the command behind "--" to bash-completion, where it is there', () => {
  const offset = '_command_offset() { COMPREPLY=("at-$1-${COMP_WORDS[$1]}"); }';
  expect(scene.offers('bash', 'hsf run LCG_107@el9 -- root -', offset)).toEqual(['at-4-root']);
});

test.each(['setopt nounset', 'setopt noglob', "IFS='e/@'", 'setopt shwordsplit errexit'])('zsh completes after %s', before =>
  expect(scene.offers('zsh', 'hsf run LCG_107@', before)).toHaveLength(5),
);

test.each(['setopt ksharrays nounset errexit', 'emulate sh', 'emulate ksh'])('zsh takes it after %s', before => {
  const ended = spawnSync('zsh', ['-f', '-c', `${before}; . '${scene.script('zsh')}'; echo taken`], {encoding: 'utf8'});
  expect(ended).toMatchObject({stdout: 'taken\n', stderr: ''});
});

test('only plain words are kept of what CVMFS has', () => {
  const name = fc.oneof(
    fc.string({unit: 'binary', minLength: 1}),
    fc.constantFrom(...HOSTILE, 'LCG_107', '-rf', '~root', '>x', 'a/b', '@', 'a\nb'),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.array(name, {maxLength: 3}), {maxKeys: 5}), releases => {
      const {names, platforms} = wordsOf('lcg', releases);
      for (const line of names.split('\n').filter(text => text !== ''))
        expect(line).toMatch(/^(?:>[\w.:@%+=,/-]+>[\w.:@%+=,/-]+|~[\w.:%+=,-]+ lcg\/[\w.:%+=,-]+|#[a-z]+>[\w.:%+=,/-]+)$/);
      for (const line of platforms.split('\n').filter(text => text !== ''))
        expect(line).toMatch(/^@lcg\/[\w.:%+=,/-]+(?: [\w.:%+=,/-]*(?:\|[\w.:%+=,/-]*){4})+$/);
    }),
    {numRuns: 200},
  );
});

test('engines and themes are those that there are', () => {
  const wordsFor = (name: string) => {
    const completes = completesFlag(flagsOf(PICKER_COMMAND).find(flag => flag.name === name)!);
    return typeof completes === 'string' ? [] : completes.words;
  };
  expect(wordsFor('engine').toSorted()).toEqual(ENGINES.map(engine => engine.name).toSorted());
  expect(THEMES.toSorted()).toEqual(['auto', ...BUILT_IN_THEMES].toSorted());
});
