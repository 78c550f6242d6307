import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {SET_UP} from '../../src/start/scripts.ts';
import type {EntryRule, Step} from '../../src/find/family.ts';
import {requires} from '../engines/rig.ts';
import {command, nativeScene, VIEW} from './native-scene.ts';
import {SHELL_DIRECTORY} from './rig.ts';

const able = requires('bash', 'unshare');
const {root, write, run, capture, planFor, remove} = nativeScene();
afterAll(remove);

const call = (...words: [string, ...string[]]): Step => ({kind: 'call', words, directory: null, lenient: false});
const evaluate = (...words: [string, ...string[]]): Step => ({kind: 'evaluate', words, directory: null, lenient: false});
/** Runs a line of sh in a stack with these rules. */
/** What bash said of a failure, as an error has it. */
const sentence = (says: string) =>
  says.replace(/^hsf: (.)(.*)\n$/s, (_, first: string, rest: string) => `${first.toUpperCase()}${rest}.`);

const sh = (line: string, rule: Partial<EntryRule> = {}) => run(command('/bin/sh', '-c', line), {}, {rule});

test('a bash that stays carries out the very same text', () => {
  expect(readFileSync(join(SHELL_DIRECTORY, 'set-up.bash'), 'utf8')).toBe(SET_UP);
});

describe.skipIf(!able)('a program whose output is evaluated', () => {
  const rule: Partial<EntryRule> = {how: 'evaluate'};

  test('is run with its arguments, its code evaluated at the top level', async () => {
    write(`#!/bin/sh
echo "to stderr $#:$1" >&2; [ -t 0 ] || cat
cat <<'CODE'
export QUOTED='it'"'"'s "odd" $HOME' LINES=$'a\\nb\\tc' WIDE='ü ✓'
declare -x DECLARED=1; local_too() { local x=$1; export FROM_FUNCTION="$x"; }; local_too 'a  b'
cd /
CODE
`);
    const {stdout, stderr, status} = await sh('printf "%s|" "$QUOTED" "$LINES" "$WIDE" "$DECLARED" "$FROM_FUNCTION"; pwd', {
      ...rule,
      arguments: ['{release}'],
    });
    expect(stderr).toBe('to stderr 1:1\n');
    expect(stdout).toBe(`it's "odd" $HOME|a\nb\tc|ü ✓|1|a  b|${root}/work\n`);
    expect(status).toBe(0);
  });

  test('is no set-up when it fails, whatever it printed before', async () => {
    write('#!/bin/sh\necho "touch owned; export A=1"; exit 3\n');
    const {status, stdout, stderr} = await sh('echo never', rule);
    expect({status, stdout}).toEqual({status: 125, stdout: ''});
    expect(stderr).toBe(`hsf: the set-up step "${VIEW}/setup.sh" failed (status 3)\n`);
  });

  test.each([
    {title: 'that is no code', text: 'echo "export A=(("', says: 'failed'},
    {title: 'that exits', text: 'echo "exit 0"', says: 'ended the shell (status 0)'},
    {title: 'that fails', text: 'echo false', says: 'failed (status 1)'},
  ])('prints code $title: 125 and a sentence', async ({text, says}) => {
    write(`#!/bin/sh\n${text}\n`);
    const {status, stdout, stderr} = await sh('echo never', rule);
    expect({status, stdout}).toEqual({status: 125, stdout: ''});
    expect(stderr).toContain(says);
  });

  test('is captured like any other', async () => {
    write(`#!/bin/sh\necho "export A=\\$'it\\\\'s\\\\nodd'; f() { :; }; alias al='ls -l'"\n`);
    const {change} = await capture({rule});
    expect(change.set['A']).toBe("it's\nodd");
    expect(Object.keys(change.functions)).toEqual(['f']);
    expect(change.aliases).toEqual({al: 'ls -l'});
  });
});

describe.skipIf(!able)('an entry without a script', () => {
  const rule: Partial<EntryRule> = {
    how: 'none',
    set: {SIMPATH: '{root}'},
    prepend: {PATH: ['{root}/bin', '{repository}/x'], NEW_PATH: ['/n'], MINE: ['/m'], LD_LIBRARY_PATH: ['{root}/lib']},
  };

  test('sets and prepends, and leaves no colon behind where there was nothing', async () => {
    const {stdout, stderr, plan} = await run(
      command('/bin/sh', '-c', 'echo "$SIMPATH $PATH $NEW_PATH $MINE $LD_LIBRARY_PATH"'),
      {caller: {env: {PATH: '/usr/bin:/bin', MINE: '', LD_LIBRARY_PATH: '/users/own'}}},
      {rule, entry: {kind: 'source', path: VIEW}},
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(`${VIEW} ${VIEW}/bin:/cvmfs/sft.cern.ch/x:/usr/bin:/bin /n /m ${VIEW}/lib:/users/own\n`);
    expect(plan.steps.map(step => step.kind)).toEqual(['prepend', 'prepend', 'prepend', 'prepend']);
  });

  test('never reads the start-up file of a remote shell, whatever is at stdin', async () => {
    writeFileSync(join(root, '.bashrc'), 'echo "bashrc was read" >&2\n');
    const caller = {env: {PATH: '/usr/bin:/bin', HOME: root, LD_LIBRARY_PATH: '/users/own', SSH_CLIENT: '::1 1 2'}};
    for (const engine of ['unshare', 'bubblewrap', 'proot']) {
      const {stderr, stdout} = await run(
        command('/bin/sh', '-c', 'echo $NEW_PATH'),
        {caller, wishes: {engine}},
        {
          rule,
          entry: {kind: 'source', path: VIEW},
        },
      );
      expect({engine, stderr, stdout}).toEqual({engine, stderr: '', stdout: '/n\n'});
    }
  });

  test('hands back what a signal did to the command, also by an engine that tells the last status of all', async () => {
    for (const engine of ['unshare', 'bubblewrap', 'proot']) {
      const killed = command('/bin/sh', '-c', 'kill -9 $$');
      const {status, stderr} = await run(killed, {wishes: {engine}}, {rule, entry: {kind: 'source', path: VIEW}});
      expect({engine, killed: status === 137 || status === null, stderr}).toEqual({engine, killed: true, stderr: ''});
    }
  });

  test('may have steps', async () => {
    const {stdout} = await run(
      command('/bin/sh', '-c', 'echo $A'),
      {},
      {rule: {how: 'none', then: [evaluate('echo', 'export A=1')]}, entry: {kind: 'source', path: VIEW}},
    );
    expect(stdout).toBe('1\n');
  });
});

describe.skipIf(!able)('steps after the script', () => {
  test('are carried out in order, what is prepended before them', async () => {
    write('#!/bin/sh\necho "export TOOL=$1"\n', `${VIEW}/bin/tool`);
    write('export PATH=/of/script:$PATH; setup() { export SET_UP="$SET_UP[$*]$#" FOUND=$(command -v tool); }');
    const {stdout, stderr} = await sh('echo "$SET_UP $FOUND $TOOL $PATH"', {
      prepend: {PATH: '{root}/bin'.split(' ')},
      then: [call('setup', 'dunesw', 'v1', '-q', 'e20:prof'), call('setup', '{release}'), evaluate('tool', 'x')],
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(`[dunesw v1 -q e20:prof]4[1]1 ${VIEW}/bin/tool x ${VIEW}/bin:/of/script:/usr/bin:/bin\n`);
  });

  test('may call functions, also ones that print code, and aliases', async () => {
    write(`lb-run() { echo "export RUN='$*'"; }; conda() { local name=$2; export ENV_NAME=$name; }
alias asetup='source ${VIEW}/asetup.sh'\nalias module='export'
`);
    write('export PROJECT=$1 COUNT=$#\n', `${VIEW}/asetup.sh`);
    const {stdout, stderr} = await sh('echo "$RUN|$ENV_NAME|$PROJECT $COUNT|$M"', {
      then: [
        evaluate('lb-run', '--sh', 'a b'),
        call('conda', 'activate', 'igwn'),
        call('asetup', '$(x),25.2', '*'),
        call('module', 'M=1'),
      ],
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('--sh a b|igwn|$(x),25.2 2|1\n');
  });

  test('run in their directory and come back', async () => {
    write('#!/bin/sh\necho "export RUNTIME=\'$PWD\'; export THERE=\\$PWD"\n', `${VIEW}/here`);
    write('cd /usr');
    const {stdout} = await sh('echo "$RUNTIME $THERE"; pwd', {
      then: [
        {kind: 'evaluate', words: ['./here'], directory: '{root}', lenient: false},
        {kind: 'call', words: ['test', '-e', 'here'], directory: '{root}', lenient: false},
      ],
    });
    expect(stdout).toBe(`${VIEW} ${root}/work\n${root}/work\n`);
  });

  test.each([
    {title: 'fails', step: call('false'), says: 'hsf: the set-up step "false" failed (status 1)\n'},
    {title: 'is no command', step: call('nosuch', 'a b'), says: `hsf: the set-up step "nosuch 'a b'" failed (status 127)\n`},
    {
      title: 'has no directory',
      step: {kind: 'call', words: ['true'], directory: '{root}/none', lenient: false} as Step,
      says: `hsf: the set-up step "true" in ${VIEW}/none cannot be carried out: that directory does not exist or cannot be entered\n`,
    },
    {title: 'ends the shell', step: call('leave'), says: 'hsf: the set-up step "leave" ended the shell (status 0)\n'},
    {
      title: 'has odd words',
      step: call('false', '\u001b[31m', 'a\nb'),
      says: `hsf: the set-up step "false '\\x1b[31m' 'a\\x0ab'" failed (status 1)\n`,
    },
  ])('end the start where one $title', async ({step, says}) => {
    write('leave() { exit 0; }');
    const {status, stdout, stderr} = await sh('echo never', {then: [step, call('touch', join(root, 'later'))]});
    expect({status, stdout}).toEqual({status: 125, stdout: ''});
    // bash's own word about a command that is not there comes before.
    expect(stderr.slice(stderr.lastIndexOf('hsf: '))).toBe(says);
    await expect(capture({rule: {then: [step]}})).rejects.toMatchObject({
      code: 'setup-failed',
      message: sentence(says),
    });
  });

  test('are watched together with the script, and the one that does not end is named', async () => {
    write('sleep 0.3');
    const {status, stderr} = await run(command('true'), {setUpSeconds: 1}, {rule: {then: [call('sleep', '71.125')]}});
    expect(status).toBe(125);
    expect(stderr).toBe(
      `hsf: the set-up script ${VIEW}/setup.sh and its steps did not end within 1 s; give it more time with --timeout\n     It was at the set-up step "sleep 71.125".\n`,
    );
  });

  test('stand in the plan', async () => {
    const {steps} = await planFor(
      command('true'),
      {},
      {rule: {arguments: ['-r', 'x'], then: [call('module', 'load', '{release}')]}},
    );
    expect(steps).toEqual([
      {kind: 'source', words: [`${VIEW}/setup.sh`, '-r', 'x'], directory: null, lenient: false},
      {kind: 'call', words: ['module', 'load', '1'], directory: null, lenient: false},
    ]);
  });
});

describe.skipIf(!able)('words of steps', () => {
  const odd = fc.constantFrom(
    'a b',
    '$(touch x)',
    '`id`',
    '*',
    '-n',
    '',
    '\n',
    'a\nb',
    "'",
    '"',
    '\\',
    '!',
    '~',
    '{a,b}',
    'ü',
    '😀',
    '$HOME',
    ';',
    '\t',
  );
  const word = fc.oneof(
    odd,
    fc.string({maxLength: 8}),
    fc.array(odd, {maxLength: 4}).map(parts => parts.join('')),
  );
  const clean = word
    .filter(text => !text.includes('\0'))
    .map(text => text.replace(/[\ud800-\udfff]/gu, '').replace(/\{[a-z][a-z0-9_]*\}/g, ''));

  test('arrive byte for byte, in a command and in a captured environment', {timeout: 120_000}, async () => {
    write(
      'show() { local each; for each; do GOT+="<$each>"; done; export GOT; }; tell() { printf "GOT2=%q; export GOT2" "$(printf "<%s>" "$@"; echo .)"; }',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(clean, {minLength: 1, maxLength: 6}), async words => {
        const rule = {then: [call('show', ...words), evaluate('tell', ...words)]};
        const expected = words.map(each => `<${each}>`).join('');
        const {stdout} = await sh('printf %s "$GOT|$GOT2"', rule);
        expect(stdout).toBe(`${expected}|${expected}.`);
        expect((await capture({rule})).change.set).toMatchObject({GOT: expected, GOT2: `${expected}.`});
      }),
      {numRuns: 25},
    );
  });
});
