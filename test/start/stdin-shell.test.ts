import {afterAll, describe, expect, test} from 'vitest';
import type {EntryRule} from '../../src/find/family.ts';
import {requires} from '../engines/rig.ts';
import {nativeScene, VIEW} from './native-scene.ts';
import type {InputWishes} from './rig.ts';

const able = requires('bash', 'unshare');
const {root, env, write, run, remove} = nativeScene();
afterAll(remove);

const shell = (input: string, rule: Partial<EntryRule> = {}, wishes: InputWishes = {}) =>
  run({kind: 'shell', login: false}, wishes, {rule}, input);

describe.skipIf(!able)('a bash that reads its commands from stdin', () => {
  test('has variables, functions and aliases of the set-up, and nothing of ours', async () => {
    write('export A=1; local_only=2; conda() { echo "conda $*"; }; alias asetup="echo set up"; read x; cd /');
    const {stdout, stderr, status} = await shell(
      'conda activate "a b"\nasetup x\nread line\nthe next line\necho "$A $local_only $# $line ${BASH_ENV-none}"; pwd\ndeclare -F; trap; set | grep __hsf\nenv | grep -c HSF_USER\nexit 7\n',
      {lenient: true},
    );
    expect(stderr).toBe('');
    expect(stdout).toBe(`conda activate a b\nset up x\n1 2 0 the next line none\n${root}/work\ndeclare -f conda\n0\n`);
    expect(status).toBe(7);
  });

  test.each([
    {title: 'fails', text: 'return 3', says: `hsf: the set-up script ${VIEW}/setup.sh failed (status 3)\n`},
    {title: 'exits', text: 'exit 0', says: `hsf: the set-up script ${VIEW}/setup.sh ended the shell (status 0)\n`},
  ])('is none where the set-up $title', async ({text, says}) => {
    write(text);
    expect(await shell('echo never\n')).toMatchObject({status: 125, stdout: '', stderr: says});
  });

  test('is none where evaluated code returns half-way', async () => {
    write('true');
    const then = [{kind: 'evaluate', words: ['echo', 'return 0'], directory: null, lenient: false}] as const;
    expect(await shell('echo never\n', {then})).toMatchObject({
      status: 125,
      stdout: '',
      stderr: 'hsf: the set-up step "echo \'return 0\'" came back before its end\n',
    });
  });

  test('is watched while it is set up', async () => {
    write('sleep 71.375');
    const {status, stderr} = await shell('echo never\n', {}, {setUpSeconds: 1});
    expect(status).toBe(125);
    expect(stderr).toContain('did not end within 1 s');
  });

  test('is set up also in the POSIX mode of the caller, and with a BASH_ENV by wish', async () => {
    write('export A=1');
    const own = `${root}/own-env`;
    const wishes = {wishes: {env: [`BASH_ENV=${own}`]}, caller: {env: {...env, POSIXLY_CORRECT: '1'}}};
    const {stdout} = await shell('echo "$A $BASH_ENV"\n', {}, wishes);
    expect(stdout).toBe(`1 ${own}\n`);
  });
});
