import {spawnSync} from 'node:child_process';
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {requires} from '../../engines/rig.ts';
import {nativeScene, VIEW} from '../native-scene.ts';
import {store, type Stored} from './stored-scene.ts';

const able = requires('bash', 'unshare');
const {root, env: ENV, planFor, write, remove} = nativeScene();
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-compare-')));
afterAll(() => {
  remove();
  rmSync(elsewhere, {recursive: true});
});

/** Stores what a set-up script does. */
function stored(script: string, env: Readonly<Record<string, string>> = ENV): Promise<Stored> {
  write(script);
  const caller = {env, cwd: join(root, 'work')};
  return store(from => planFor({kind: 'capture'}, {caller: from, wishes: {inheritEnv: from !== caller}}), caller);
}

describe.skipIf(!able)('a set-up whose result depends on', () => {
  test.each([
    {title: 'the home directory', script: 'export A=$HOME/x:~/y', value: [{of: 'HOME'}, '/x:', {of: 'HOME'}, '/y']},
    {title: 'the user', script: 'export A=/scratch/${USER:-none}', env: {USER: 'ann'}, value: ['/scratch/', {of: 'USER'}]},
    {title: 'a user who has no name', script: 'export A=/scratch/${USER:-none}', value: '/scratch/none'},
    {title: 'the directory', script: 'export A=$PWD', value: [{of: 'PWD'}]},
    {
      title: 'the directory for temporary files',
      script: 'export A=${TMPDIR:-/tmp}/x',
      env: {TMPDIR: '/var/tmp'},
      value: [{of: 'TMPDIR'}, '/x'],
    },
    {title: 'nothing', script: 'export A=/cvmfs/x', value: '/cvmfs/x'},
    {title: 'where the script is', script: 'export A=$(dirname "${BASH_SOURCE[0]}")', value: VIEW},
  ])('$title is stored with a place for it', async ({script, value, env}) => {
    const {record, comparison} = await stored(script, {...ENV, ...env});
    expect(comparison).toMatchObject({status: 'stored'});
    expect(record!.changes).toEqual([{kind: 'set', name: 'A', value}]);
    expect(record!.inputs.kept).toEqual([]);
  });

  test('a list keeps its entries, in front and behind', async () => {
    const {record} = await stored(
      'export PATH=/a:$HOME/b:$PATH:/c LD_LIBRARY_PATH=/l${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} MANPATH=/m:$MANPATH',
    );
    expect(record!.changes).toEqual([
      {kind: 'list', name: 'LD_LIBRARY_PATH', before: ['/l'], after: [], alone: null},
      {kind: 'list', name: 'MANPATH', before: ['/m'], after: [], alone: '/m:'},
      {kind: 'list', name: 'PATH', before: ['/a', [{of: 'HOME'}, '/b']], after: ['/c'], alone: null},
    ]);
  });

  test('a list in another way makes that list an input', async () => {
    const {record} = await stored('export PATH=/a:${PATH//\\/bin/\\/BIN}:/usr/bin:/bin');
    expect(record!.changes).toEqual([{kind: 'set', name: 'PATH', value: '/a:/usr/BIN:/BIN:/usr/bin:/bin'}]);
  });

  test('the home directory in a way that does not show makes it an input', async () => {
    const {record} = await stored('export A=$(printf %s "$HOME" | cksum)');
    expect(record!.inputs.kept).toEqual(['HOME']);
    expect(record!.inputs.variables).toHaveProperty('HOME');
  });
});

describe.skipIf(!able)('what cannot be stored says why', () => {
  test.each([
    {title: 'the time', script: 'export A=$(date +%s.%N)', reason: 'A depends on the time'},
    {title: 'the day', script: 'export A=$(date +%F)', reason: 'A depends on the time'},
    {title: 'a process number', script: 'export A=$$', reason: 'A differs from run to run'},
    {title: 'chance, in a shell variable', script: 'a=$RANDOM$RANDOM$RANDOM', reason: 'a differs from run to run'},
    {
      title: 'chance, in a function',
      script: 'eval "f() { echo $RANDOM$RANDOM; }"',
      reason: 'the function f differs from run to run',
    },
    {title: 'a temporary file', script: 'export A=$(mktemp -u /tmp/abc.XXXXXX)', reason: 'A names a temporary path that differs'},
    {title: 'a trap', script: 'trap : USR1', reason: 'it sets the trap at SIGUSR1, which stays'},
    {title: 'a limit', script: 'ulimit -S -s 4096', reason: 'it changes the limit of stack size'},
    {title: 'an open descriptor', script: 'exec 8</dev/null', reason: 'it leaves descriptor 8 open'},
    {title: 'a value that is no UTF-8', script: "export A=$'\\xff'", reason: 'A is not valid UTF-8'},
    {title: 'a secret', script: 'export A_TOKEN=1', reason: 'it sets A_TOKEN, which may be a secret'},
    {title: 'a process that stays', script: 'sleep 51.25 >/dev/null 2>&1 &', reason: 'it leaves sleep running'},
    {title: 'a daemon', script: 'setsid sleep 51.25 >/dev/null 2>&1 </dev/null & disown', reason: 'it leaves sleep running'},
    {
      title: 'a file where one is',
      script: '[ -w /tmp ] && echo > made-here',
      reason: 'it leaves made-here in the directory it is run in',
    },
    {title: 'the terminal', script: 'read -r answer </dev/tty || :', reason: 'it uses the terminal'},
    {title: 'a number that bash computes', script: 'declare -i n=5; declare -n ref=n', status: 'stored'},
    {title: 'a name of a function that is more than a name', script: 'function a/b { :; }', reason: 'it defines "a/b"'},
  ])('$title', async ({script, reason, status}) => {
    const {comparison} = await stored(script);
    if (status === undefined) expect(comparison).toEqual({status: 'not-storable', reason: expect.stringContaining(reason)});
    else expect(comparison).toMatchObject({status});
    // Of two runs the first was that of somebody who wanted it.
    const left = spawnSync('pgrep', ['-f', '^sleep 51.25$'], {encoding: 'utf8'})
      .stdout.split('\n')
      .filter(pid => pid !== '');
    for (const pid of left) process.kill(Number(pid));
    expect(left).toHaveLength(script.includes('sleep') ? 1 : 0);
  });

  test('a set-up that wants a certain user', async () => {
    const {comparison, record} = await stored('[ "$USER" = ann ] || { echo "who are you?"; return 1; }; export A=1', {
      ...ENV,
      USER: 'ann',
    });
    expect(comparison).toMatchObject({status: 'stored'});
    expect(record!.inputs.kept).toEqual(['HOME', 'USER']);
  });
});

describe.skipIf(!able)('a record', () => {
  test('keeps no value of the environment, but those that the set-up made', async () => {
    const {comparison} = await stored('export A=1', {...ENV, PRIVATE_THING: 'nobody-needs-to-know'});
    expect(JSON.stringify(comparison)).not.toContain('nobody-needs-to-know');
  });

  test('has what the set-up printed, as if printed at home', async () => {
    const {record} = await stored('echo "welcome in $HOME"; echo again >&2');
    expect(record!.printed).toBe(`welcome in ${root}\nagain\n`);
  });

  test('knows the machine where its name is in a value', async () => {
    const {record} = await stored('export A=/scratch/$HOSTNAME; host=1');
    const host = spawnSync('/bin/bash', ['-c', 'echo "$HOSTNAME"'], {encoding: 'utf8'}).stdout.trim();
    expect(record!.inputs.host).toBe(host);
  });
});
