import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {EntryRule} from '../../src/find/family.ts';
import {requires} from '../engines/rig.ts';
import {command, nativeScene, VIEW} from './native-scene.ts';

const able = requires('bash', 'unshare');
const {root, env, write, run, capture, remove} = nativeScene();
afterAll(remove);

const sh = (line: string, rule: Partial<EntryRule> = {}) => run(command('/bin/sh', '-c', line), {}, {rule});
const after = (rule: Partial<EntryRule>['then'] = []) => ({
  then: [...rule, {kind: 'call', words: ['last', 'x'], directory: null, lenient: false}] as const,
});
/** A step that fails under `-e`, `-u`, `-f` or `noclobber`, and tells what it saw. */
const LAST =
  'last() { false; : $NO_SUCH; echo "" >"$HOME/clobbered"; echo "" >"$HOME/clobbered"; export SAW="$-|$(echo /et[c])|$PWD|$1"; }\n';

describe.skipIf(!able)('what a set-up script leaves behind', () => {
  test.each([
    'set -eu',
    'set -f',
    'set -o noclobber',
    'set -o pipefail -x; exec 2>/dev/null',
    'set -a',
    'set -o posix',
    'IFS=/',
    'cd /usr/lib',
    'shopt -s nullglob failglob',
    "trap 'echo trapped' DEBUG ERR RETURN",
  ])('does not trouble what comes after: %s', async text => {
    write(`${LAST}${text}\n`);
    const {status, stdout} = await sh('echo "$SAW"; pwd; env', after());
    expect(status).toBe(0);
    const [saw, cwd, ...rest] = stdout.split('\n');
    expect(saw?.replace(/^\w*\|/, '|')).toBe(`|/etc|${root}/work|x`);
    expect(saw).not.toMatch(/^\w*[aefuxC]/);
    expect(cwd).toBe(`${root}/work`);
    expect(rest.filter(line => line.includes('__hsf'))).toEqual([]);
  });

  test("is not the umask: files are the caller's to decide about", async () => {
    write('umask 0027; umask >&2');
    const plain = spawnSync('/bin/sh', ['-c', 'umask'], {encoding: 'utf8'}).stdout;
    const {stdout, stderr} = await sh('umask');
    expect(stderr).toBe('0027\n');
    expect(stdout).toBe(plain);
  });

  test.each(['break', 'continue 2', 'local x=1', 'return 0'])('goes on behind a stray "%s" as it would by hand', async text => {
    write(`export BEFORE=1\n${text} 2>/dev/null\n${text === 'return 0' ? '' : 'export AFTER=1'}\ntrue\n`);
    const {stdout} = await sh('echo "$BEFORE $AFTER $B"', {
      then: [{kind: 'evaluate', words: ['echo', 'break 2>/dev/null; export B=1'], directory: null, lenient: false}],
    });
    expect(stdout).toBe(`1 ${text === 'return 0' ? '' : '1'} 1\n`);
  });

  test('may be aliases named like our own words', async () => {
    write(
      ['builtin', 'if', 'case', 'set', 'exit', 'trap', 'unset', 'echo', 'cd', 'printf', 'eval', 'shopt']
        .map(name => `alias ${name}='touch ${root}/owned; '`)
        .join('\n'),
    );
    const {stdout, stderr, status} = await sh('echo fine; ls "$HOME"', {
      then: [{kind: 'call', words: ['true'], directory: '{root}', lenient: false}],
    });
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout).toMatch(/^fine\n/);
    expect(stdout).not.toContain('owned');
  });

  test('may be functions named like builtins', async () => {
    write(
      ['set', 'exit', 'trap', 'unset', 'echo', 'cd', 'printf', 'eval', 'shopt', 'umask', 'export', 'read', 'declare', 'compgen']
        .map(name => `${name}() { builtin ${name} "$@" 2>/dev/null; return 1; }`)
        .concat('builtin export A=1; true')
        .join('\n'),
    );
    expect(
      await sh('echo $A', {then: [{kind: 'evaluate', words: ['/bin/echo', 'B=1'], directory: '{root}', lenient: false}]}),
    ).toMatchObject({
      status: 0,
      stdout: '1\n',
      stderr: '',
    });
    const {change} = await capture();
    expect(change.set['A']).toBe('1');
    expect(Object.keys(change.functions)).toContain('printf');
  });
});

describe.skipIf(!able)('what a set-up script counts on', () => {
  test('that its path is what $BASH_SOURCE says, and $0 no file of its own', async () => {
    write(
      '[ "${BASH_SOURCE[0]}" != "$0" ] || exit 1\nexport ME=${BASH_SOURCE[0]} ARGV=${BASH_ARGV[0]} COUNT=${#BASH_SOURCE[@]} FUNCTION=${FUNCNAME[1]}\n',
    );
    const {stdout} = await sh('echo "$ME $ARGV $COUNT $FUNCTION"');
    writeFileSync(join(root, 'by-hand.sh'), 'COUNT=${#BASH_SOURCE[@]} FUNCTION=${FUNCNAME[1]}');
    const byHand = spawnSync('/bin/bash', ['-c', `. ${root}/by-hand.sh; echo "$COUNT $FUNCTION"`], {encoding: 'utf8'});
    expect(stdout).toBe(`${VIEW}/setup.sh ${VIEW}/setup.sh ${byHand.stdout}`);
  });

  test("that -r is its first argument and nobody else's", async () => {
    write('[ "$1" = -r ] && [ "$#" -eq 2 ] || { echo "wrong arguments: $*"; return 1; }\nexport RELEASE=$2\n');
    expect((await sh('echo $RELEASE', {arguments: ['-r', '2026-02-01']})).stdout).toBe('2026-02-01\n');
  });

  test('that a part of it may end without ending all', async () => {
    write('(exit 3) || X=$(echo "$?"; exit 0; echo no)\nexport X\n');
    expect((await sh('echo $X')).stdout).toBe('3\n');
    expect(Object.keys((await capture()).change.functions)).toEqual([]);
  });

  test('that $0 tells which shell it is, as in a terminal', async () => {
    write(
      'case ${0##*/} in bash) export KIND=bash ;; *) return 1 ;; esac\n[ "$(ps -o comm= -p $$)" = bash ] && export SHELL_IS=$BASH\n',
    );
    expect((await sh('echo "$KIND ${SHELL_IS##*/}"')).stdout).toBe('bash bash\n');
  });

  test('that aliases work within it', async () => {
    write('alias setupTOOL="export TOOL=1"\nsetupTOOL\nuse() { setupTOOL; }; alias late="export LATE=2"\neval late\n');
    expect((await sh('echo $TOOL $LATE')).stdout).toBe('1 2\n');
  });

  test('that a directory has blanks, quotes and a line break', async () => {
    const odd = '/cvmfs/sft.cern.ch/o\'d "d\nd\\r/$(touch x)';
    write('export HERE=$(dirname "${BASH_SOURCE[0]}")\n', `${odd}/setup.sh`);
    const {stdout} = await run(
      command('/bin/sh', '-c', 'printf %s "$HERE"'),
      {},
      {entry: {kind: 'source', path: `${odd}/setup.sh`}},
    );
    expect(stdout).toBe(odd);
  });

  test('that its exported functions reach the command', async () => {
    write('module() { echo "module: $*"; }; export -f module\n');
    const {stdout} = await run(command('/bin/bash', '-c', 'module load x'));
    expect(stdout).toBe('module: load x\n');
    expect((await capture()).change.functions['module']).toContain('module: $*');
  });

  test('that its status does not count where its family says so', async () => {
    write('export A=1; [ -n "$NO_SUCH" ] && export B=1\n');
    expect(await sh('echo never')).toMatchObject({status: 125, stdout: ''});
    expect(await sh('echo $A', {lenient: true})).toMatchObject({status: 0, stdout: '1\n', stderr: ''});
    write('export A=2; login() { export C=3; false; }\n');
    const step = {kind: 'call', words: ['login'], directory: null, lenient: true} as const;
    const code = {kind: 'evaluate', words: ['sh', '-c', 'echo "export D=4"; exit 9'], directory: null, lenient: true} as const;
    expect(await sh('echo $A$C$D', {then: [step, code]})).toMatchObject({status: 0, stdout: '234\n'});
    write('exit 0\n');
    expect(await sh('echo never', {lenient: true})).toMatchObject({status: 125, stdout: ''});
  });
});

test.skipIf(!able)('the environment of the caller has no part in the variables that a set-up works with', async () => {
  write('export A="$B"');
  const hostile = {...env, __hsf_options: 'x', __hsf: 'y', __hsf_says: 'z', CDPATH: '/usr', B: 'b'};
  const {stdout, status} = await run(command('/bin/sh', '-c', 'echo "$A"; env'), {caller: {env: hostile}});
  expect(status).toBe(0);
  expect(stdout.split('\n')[0]).toBe('b');
});
