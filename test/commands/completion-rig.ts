import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {completionScript, type CompletionShell} from '../../src/commands/completion-scripts.ts';
import {familyWords} from '../../src/commands/stack-words.ts';
import {keepFamilies, keepNames, wordsDirectory} from '../../src/commands/word-files.ts';
import {platformReader} from '../../src/choose/judge.ts';
import type {FoundVariant} from '../../src/find/found.ts';

/** Releases with their platforms, by family. */
export type Names = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A home whose word files have these names, with scripts of all shells in it. */
export type CompletionScene = {
  readonly home: string;
  readonly script: (shell: CompletionShell) => string;
  /** Adds to the words by hand, past all checks. */
  readonly damage: (file: string, text: string) => void;
  /** What a shell offers for a command line. */
  readonly offers: (shell: CompletionShell, line: string, before?: string) => readonly string[];
  readonly remove: () => void;
};

export const USUAL: Names = {
  lcg: {
    LCG_106: ['x86_64-centos7-gcc11-opt', 'x86_64-el9-gcc13-opt'],
    LCG_107: [
      'x86_64-el9-gcc13-opt',
      'x86_64-el9-gcc14-opt',
      'x86_64-el9-gcc13-dbg',
      'aarch64-el9-gcc13-opt',
      'x86_64-ubuntu2404-clang19-opt',
    ],
  },
  eessi: {'2023.06': ['x86_64/amd/zen3', 'x86_64/generic']},
  images: {'hub.example.org/group/tool:1.0': [''], 'hub.example.org/other:2': ['']},
};

const GRAMMARS: Readonly<Record<string, string>> = {lcg: 'lcg', eessi: 'eessi', images: 'image'};

export function variantsOf(family: string, releases: Names[string]): readonly FoundVariant[] {
  return Object.entries(releases).flatMap(([release, platforms]) =>
    platforms.map(
      platformText =>
        ({
          family: {id: family},
          layout: {grammar: GRAMMARS[family] ?? 'lcg', arch: null, os: null},
          release,
          platformText,
          entry: {kind: family === 'images' ? 'image' : 'source', path: ''},
          compiler: null,
        }) as unknown as FoundVariant,
    ),
  );
}

export function wordsOf(id: string, releases: Names[string]) {
  return familyWords(
    {id, variants: variantsOf(id, releases)},
    platformReader(),
    () => false,
    () => false,
  );
}

export function makeCompletionScene(
  names: Names,
  packages: readonly string[] = [],
  profiles: readonly string[] = [],
  favourites: readonly string[] = [],
): CompletionScene {
  const home = mkdtempSync(join(tmpdir(), 'hsf-completion-'));
  const cache = join(home, '.cache/hsf');
  const directory = wordsDirectory(cache, null)!;
  mkdirSync(directory, {recursive: true});
  const entries = Object.entries(names).map(([id, releases]) => ({id, stamp: 'first', words: () => wordsOf(id, releases)}));
  keepFamilies(directory, entries, new Set(Object.keys(names)));
  keepNames(directory, 'packages', packages);
  keepNames(cache, 'profiles', profiles);
  keepNames(cache, 'favourites', favourites);
  const script = (shell: CompletionShell) => {
    const file = join(home, `hsf.${shell}`);
    writeFileSync(file, completionScript(shell));
    return file;
  };
  return {
    home,
    script,
    damage: (file, text) => writeFileSync(join(directory, file), text),
    offers: (shell, line, before = '') => {
      const {program, args} = ASK[shell](script(shell), line, before);
      const ended = spawnSync(program, args, {
        encoding: 'utf8',
        cwd: home,
        env: {PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', LINE: line},
      });
      if (ended.stderr !== '') throw new Error(`${shell} said: ${ended.stderr}`);
      return ended.stdout.split('\n').filter(word => word !== '');
    },
    // The last shell may still be on its way out.
    remove: () => rmSync(home, {recursive: true, force: true, maxRetries: 10, retryDelay: 100}),
  };
}

type Asked = {readonly program: string; readonly args: readonly string[]};

/** By each shell's own programmatic way; that the line editor agrees is for the terminal tests. */
const ASK: Readonly<Record<CompletionShell, (script: string, line: string, before: string) => Asked>> = {
  bash: (script, _, before) => ({
    program: 'bash',
    args: [
      '--norc',
      '-c',
      `. '${script}'; ${before}
       COMP_LINE=$LINE COMP_POINT=\${#LINE} IFS=' '
       set -f; COMP_WORDS=($LINE); case $LINE in *' ') COMP_WORDS+=('') ;; esac; set +f; unset IFS
       COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
       ${before}
       _hsf
       [ "\${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  }),
  zsh: (script, _, before) => ({
    program: 'zsh',
    args: [
      '-f',
      '-c',
      `. '${script}'; ${before}
       () {
         local _hsf_kind _hsf_before _hsf_loose word
         local -a _hsf_found typed
         typed=("\${(@s: :)LINE}")
         _hsf_ask "\${typed[-1]}" "\${(@)typed[2,-2]}"
         for word in "\${(@)_hsf_found}"; do print -r -- "$_hsf_before\${word%%$'\\t'*}"; done
       }`,
    ],
  }),
  fish: (script, _, before) => ({
    program: 'fish',
    args: [
      '--no-config',
      '-c',
      `source '${script}'; ${before === '' ? '' : 'true'}; complete --do-complete="$LINE" | string replace -r '\\t.*' ''`,
    ],
  }),
};
