import {availableParallelism, hostname} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {bashReplay} from '../../../src/start/environment/bash-replay.ts';
import {changedInput} from '../../../src/start/environment/inputs.ts';
import {replayed} from '../../../src/start/environment/replay.ts';
import {requires} from '../../engines/rig.ts';
import {nativeScene} from '../native-scene.ts';
import {bashAfter, store, type Stored} from './stored-scene.ts';

const able = requires('bash', 'unshare', 'taskset');
const {root, env, planFor, write, remove} = nativeScene();
// The engine that shows the tree keeps it from its own process.
const {LD_LIBRARY_PATH: _, ...ENV} = env;
afterAll(remove);

type Environment = Readonly<Record<string, string>>;

/** Stores what a set-up script does. */
function stored(script: string, more: Environment = {}): Promise<Stored> {
  write(script);
  const caller = {env: {...ENV, ...more}, cwd: join(root, 'work')};
  return store(from => planFor({kind: 'capture'}, {caller: from, wishes: {inheritEnv: from !== caller}}), caller);
}

/** The input that is another one where variables are changed (`undefined`: taken away). */
function changedBy({record, env}: Stored, change: Readonly<Record<string, string | undefined>>): string | null {
  const entries = Object.entries({...env, ...change}).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const other = Object.fromEntries(entries);
  const changed = changedInput(record!.inputs, other, hostname());
  expect(replayed(record!, other) === null).toBe(changed !== null);
  return changed;
}

describe.skipIf(!able)('harmless variables', () => {
  test.each([
    {script: 'export EDITOR=${EDITOR:-vi}', name: 'EDITOR'},
    {script: 'export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}', name: 'OMP_NUM_THREADS', value: '8'},
    {script: 'export LESSOPEN="|x $LESSOPEN"', name: 'LESSOPEN'},
    {script: 'unset DISPLAY', name: 'DISPLAY', value: ':0'},
    {script: '[ -n "$X509_USER_PROXY" ] || export X509_USER_PROXY=/tmp/x', name: 'X509_USER_PROXY', value: '/home/me/proxy'},
    {script: 'SSH_TTY=${SSH_TTY:-none}', name: 'SSH_TTY', value: '/dev/pts/1'},
  ])('that a set-up touches are inputs: $script', async ({script, name, value = 'mine'}) => {
    const without = await stored(script);
    expect(changedBy(without, {})).toBeNull();
    expect(changedBy(without, {[name]: value})).toBe(name);
    expect(changedBy(without, {SSH_CONNECTION: '1'})).toBeNull();

    const having = await stored(script, {[name]: value});
    expect(changedBy(having, {})).toBeNull();
    expect(changedBy(having, {[name]: undefined})).toBe(name);
    expect(changedBy(having, {[name]: `${value}1`})).toBe(name);
    expect(changedBy(having, {SSH_CONNECTION: '1'})).toBeNull();
  });

  test.each([
    {script: '[ -z "$DISPLAY" ] || export A=1', there: {DISPLAY: ':0'}},
    {script: 'export A=${SLURM_JOB_ID:+batch}', there: {SLURM_JOB_ID: '1'}},
    {script: '[ "$TERM" = dumb ] || export A=colour', there: {TERM: 'dumb'}},
  ])('on which a result depends make all of the session inputs: $script', async ({script, there}) => {
    for (const more of [{}, there]) {
      const found = await stored(script, more);
      expect(found.record!.inputs).toMatchObject({session: true});
      expect(changedBy(found, {})).toBeNull();
      const [name] = Object.keys(there) as [string];
      expect(changedBy(found, {[name]: 'another'})).toBe(name);
      expect(changedBy(found, {HSF_ORIGIN: 'x', SHLVL: '7', OLDPWD: '/'})).toBeNull();
    }
  });

  test('count again in a bash, behind the files of its user', async () => {
    const {record, env} = await stored('export EDITOR=${EDITOR:-vi} A=1');
    const statusBehind = (opening: string) => bashAfter(bashReplay(record!), env, root, opening).status;
    expect([statusBehind(''), statusBehind('export EDITOR=mine'), statusBehind('export VISUAL=mine')]).toEqual(['0', '1', '0']);
    const session = await stored('export A=${DISPLAY:+1}');
    const behind = (opening: string) => bashAfter(bashReplay(session.record!), env, root, opening).status;
    expect([behind(''), behind('export DISPLAY=:1'), behind('export VISUAL=mine')]).toEqual(['0', '1', '1']);
  });

  test('are those of the first capture, and stand there as fingerprints', async () => {
    const {record} = await stored('export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}', {OMP_NUM_THREADS: '4321'});
    expect(record!.inputs).toMatchObject({asked: ['OMP_NUM_THREADS'], startUp: null});
    expect(JSON.stringify(record)).not.toContain('4321"');
  });
});

describe.skipIf(!able)('what is not storable, since it follows from', () => {
  test.each([
    {title: 'the umask', script: 'export A=$(umask)'},
    {title: 'the limit of open files', script: 'export A=$(ulimit -n)'},
    {title: 'the limit of the stack', script: 'export A=$(ulimit -s)'},
    ...(availableParallelism() > 1 ? [{title: 'the processors', script: 'export A=$(nproc)'}] : []),
    {title: 'a secret', script: 'export A=${MY_TOKEN:+there}', more: {MY_TOKEN: 'abc'}},
  ])('$title', async ({script, more}) => {
    const {comparison} = await stored(script, more);
    expect(comparison).toEqual({
      status: 'not-storable',
      reason: 'A depends on the umask, on limits, on the processors or on a secret',
    });
  });
});
