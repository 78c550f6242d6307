import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {renderEnvironment} from '../../src/start/environment/render-environment.ts';
import {requires} from '../engines/rig.ts';
import {command, nativeScene, VIEW as view} from './native-scene.ts';

const able = requires('bash', 'unshare');
const {root, cvmfs, env: ENV, planFor, run, write, capture, remove} = nativeScene();
afterAll(remove);
/** Finds the watchdogs of this file's own starts: they have the arguments of the shell they watch. */
const WATCHDOG = `did not end within.*${root}/work`;

describe.skipIf(!able)('a set-up script', () => {
  test('is sourced as by hand, with stdout and stdin left to the command', async () => {
    write(
      `echo "to stdout $#"; read -r line && echo "read $line"; export GOT=$(dirname "\${BASH_ARGV[0]}") SELF=\${BASH_SOURCE[0]}; export PATH="/stack/bin:$PATH"; cd /`,
    );
    const {stdout, stderr, status, plan} = await run(
      command('/bin/sh', '-c', 'cat; echo "$GOT $SELF $PATH $MINE $LD_LIBRARY_PATH"; pwd; exit 7'),
      {},
      {},
      'input\n',
    );
    expect(stdout).toBe(`input\n${view} ${view}/setup.sh /stack/bin:/usr/bin:/bin kept /users/own\n${join(root, 'work')}\n`);
    expect(stderr).toBe('to stdout 0\n');
    expect(status).toBe(7);
    expect(plan).toMatchObject({mode: 'native', engine: 'unshare', cwd: join(root, 'work')});
  });

  test('gets the arguments and variables that its family names', async () => {
    write('export GOT="$# $1 $2 $TARGET ${GUARD-unset}"');
    const {stdout} = await run(
      command('/bin/sh', '-c', 'echo "$GOT"'),
      {caller: {env: {...ENV, GUARD: '1'}}},
      {
        rule: {arguments: ['{release}', 'a b'], set: {TARGET: '{arch}'}, unset: ['GUARD']},
        captures: {release: 'LCG_1', arch: 'zen3'},
      },
    );
    expect(stdout).toBe('2 LCG_1 a b zen3 unset\n');
  });

  test.each([
    {title: 'fails', text: 'false', says: 'failed (status 1)'},
    {title: 'returns a status', text: 'return 9', says: 'failed (status 9)'},
    {title: 'exits', text: 'exit 0', says: 'ended the shell (status 0)'},
    {title: 'exits after a trap of its own', text: 'trap : EXIT\nexit 0', says: 'ended the shell (status 0)'},
    {title: 'exits with the last status', text: 'trap : EXIT\nfalse\nexit', says: 'ended the shell (status 1)'},
    {title: 'stops at an error', text: 'set -e\nfalse\ntrue', says: 'ended the shell (status 1)'},
    {title: 'reads an unset variable under set -u', text: 'set -u\necho $NO_SUCH\n', says: 'ended the shell'},
  ])('that $title ends with 125 and a sentence', async ({text, says}) => {
    write(text);
    const {status, stderr, stdout} = await run(command('echo', 'never'));
    expect({status, stdout}).toEqual({status: 125, stdout: ''});
    expect(stderr).toContain(says);
  });

  describe('that does not end', () => {
    const limited = (text: string, seconds = 1) => {
      write(text);
      const begun = performance.now();
      return run(command('echo', 'never'), {setUpSeconds: seconds}).then(ended => ({...ended, ms: performance.now() - begun}));
    };
    const gone = (pattern: string) => expect.poll(() => spawnSync('pgrep', ['-f', pattern]).status, {timeout: 10_000}).toBe(1);

    test.each([
      {title: 'waits', text: 'sleep 71.25'},
      {title: 'waits in a substitution', text: 'export X=$(sleep 71.25)'},
      {title: 'waits for something that ignores signals', text: 'sh -c "trap : PIPE TERM; sleep 71.25; sleep 71.25"'},
      {title: 'turns in circles', text: 'while :; do :; done'},
      {title: 'has stopped', text: 'sh -c "kill -STOP \\$\\$"'},
    ])('($title) is ended with 125 and a sentence', async ({text}) => {
      const {status, stdout, stderr, ms} = await limited(text);
      expect({status, stdout}).toEqual({status: 125, stdout: ''});
      expect(stderr.split('\n')[0]).toMatch(/^hsf: the set-up script .*setup\.sh did not end within 1 s; .*--timeout$/);
      expect(ms).toBeLessThan(40_000);
      await gone('^sleep 71.25$');
      await gone(WATCHDOG);
    });

    test('says nothing but that', async () => {
      expect((await limited('sleep 71.5')).stderr).toMatch(/^hsf: .*--timeout\n$/);
    });
  });

  test('is watched without a trace for itself or the command', async () => {
    write('wait; echo "[${!-none}] [$(jobs)]" >&2; export IFS=x; wait() { :; }; kill() { :; }; read() { :; }');
    const ended = await run(command('/bin/bash', '-c', 'sleep 1.2; wait; echo "${!-none}"; ps -o comm= --ppid $$; trap'), {
      setUpSeconds: 1,
    });
    expect([ended.status, ended.stderr]).toEqual([0, '[none] []\n']);
    expect(ended.stdout).toBe('none\nps\n');
    await expect.poll(() => spawnSync('pgrep', ['-f', WATCHDOG]).status, {timeout: 10_000}).toBe(1);
  });

  test('that is ended by a signal says nothing, and leaves no watchdog', async () => {
    write('sleep 1.1; kill -TERM $$; sleep 71.75');
    const {signal, stderr} = await run(command('echo', 'never'), {setUpSeconds: 20});
    expect([signal, stderr]).toEqual(['SIGTERM', '']);
    await expect.poll(() => spawnSync('pgrep', ['-f', WATCHDOG]).status, {timeout: 10_000}).toBe(1);
  });

  test('may leave odd shell options behind', async () => {
    write('set -u -f; set -o noclobber; IFS=x; exec() { :; }; type() { :; }');
    expect(await run(command('echo', 'fine'))).toMatchObject({status: 0, stdout: 'fine\n', stderr: ''});
  });

  test('lets a command be missing or not executable', async () => {
    write('true');
    expect(await run(command('no-such'))).toMatchObject({status: 127, stderr: 'hsf: no-such: no such command\n'});
    expect(await run(command('/no/such'))).toMatchObject({status: 127, stderr: 'hsf: /no/such: no such command\n'});
    expect(await run(command(join(cvmfs, view.slice(7), 'setup.sh')))).toMatchObject({status: 126});
    for (const name of ['', '.', 'cd', 'if', 'export', '!', '{', '-n'])
      expect(await run(command(name))).toMatchObject({status: 127, stderr: `hsf: ${name}: no such command\n`});
  });

  test("keeps the user's own spelling of the directory", async () => {
    write('true');
    const {stdout, plan} = await run(command('/bin/sh', '-c', 'echo $PWD; pwd -P'), {
      caller: {env: {...ENV, PWD: join(root, 'link')}},
    });
    expect(plan.cwd).toBe(join(root, 'link'));
    expect(stdout).toBe(`${join(root, 'link')}\n${join(root, 'work')}\n`);
  });

  test('starts in another directory only by wish, and says when it cannot', async () => {
    write('true');
    expect((await run(command('pwd'), {wishes: {cwd: root}})).stdout).toBe(`${root}\n`);
    expect(await run(command('pwd'), {wishes: {cwd: '/no/such'}})).toMatchObject({
      status: 125,
      stderr: 'hsf: the working directory /no/such cannot be entered here.\n     Choose one that is there with "--cwd".\n',
    });
    await expect(planFor(command('pwd'), {caller: {cwd: null}})).rejects.toMatchObject({code: 'directory-missing'});
  });

  test('makes way for the one before: what that set is left out and said', async () => {
    write('export GOT="$LD_LIBRARY_PATH|$PYTHONPATH|$PATH|$LCG_VERSION"');
    const env = {
      ...ENV,
      LD_LIBRARY_PATH: '/cvmfs/x.cern.ch/lib:/mine',
      PYTHONPATH: '/cvmfs/x.cern.ch/py',
      PATH: '/cvmfs/x.cern.ch/bin:/usr/bin:/bin',
      LCG_VERSION: '1',
    };
    const {stdout, plan} = await run(command('/bin/sh', '-c', 'echo "$GOT"'), {caller: {env}});
    expect(stdout).toBe('/mine||/usr/bin:/bin|\n');
    expect(plan.env.dropped.map(entry => entry.name).toSorted()).toEqual(['LCG_VERSION', 'PYTHONPATH']);
    expect(plan.warnings).toContain('Another stack from CVMFS was set up in this shell; what it set is left out.');
  });

  test('takes wishes about variables', async () => {
    write('true');
    const wishes = {env: ['A=x y', 'MINE'], envFile: '# comment\n\nB=from file\n', noEnv: ['LD_LIBRARY_PATH']};
    const {stdout} = await run(command('/bin/sh', '-c', 'echo "$A|$B|$MINE|${LD_LIBRARY_PATH-gone}"'), {wishes});
    expect(stdout).toBe('x y|from file|kept|gone\n');
    await expect(planFor(command('true'), {wishes: {env: ['=x']}})).rejects.toMatchObject({code: 'usage'});
  });
});

describe.skipIf(!able)('a captured environment', () => {
  test('is what sourcing by hand leads to', async () => {
    write(
      'echo hello; export NEW="a\nb\'c" PATH="/stack/bin:$PATH"; unset MINE; f() { echo f; }; alias al="ls -l"; local_only=1; export -f f',
    );
    const {change, printed} = await capture();
    expect(printed).toBe('hello\n');
    expect(change.set).toMatchObject({NEW: "a\nb'c", PATH: '/stack/bin:/usr/bin:/bin', HSF_STACK: 'toy/1', HSF_LEVEL: '1'});
    expect(Object.keys(change.set).toSorted()).toEqual(['HSF_LEVEL', 'HSF_PLATFORM', 'HSF_STACK', 'NEW', 'PATH']);
    expect(change.unset).toEqual(['MINE']);
    expect(change.functions).toEqual({f: 'f () \n{ \n    echo f\n}'});
    expect(change.aliases).toEqual({al: 'ls -l'});
    const code = renderEnvironment(change, 'bash');
    const {stdout} = spawnSync('/bin/bash', ['-c', 'eval "$CODE"; f; printf "%s|%s" "$NEW" "${MINE-gone}"'], {
      encoding: 'utf8',
      env: {...ENV, CODE: code},
    });
    expect(stdout).toBe("f\na\nb'c|gone");
  });

  test.each([{text: 'return 3'}, {text: 'exit 0'}, {text: 'set -e; false'}])(
    'is refused when the set-up fails: $text',
    async ({text}) => {
      write(text);
      await expect(capture()).rejects.toMatchObject({code: 'setup-failed'});
    },
  );

  test.each([
    {text: "export BAD=$'caf\\xe9' GOOD=1", names: 'BAD'},
    {text: "export MINE=$'\\xff'", names: 'MINE'},
    {text: "export MY_TOKEN=$'\\xff'", names: 'MY_TOKEN'},
    {text: 'eval "$(printf \'f() { echo caf\\351; }\')"', names: 'f'},
  ])('is refused when it cannot be written exactly: $names', async ({text, names}) => {
    write(text);
    await expect(capture()).rejects.toMatchObject({
      code: 'not-utf8',
      message: expect.stringMatching(`^${names} is not valid UTF-8`),
    });
  });

  test('tells U+FFFD where the set-up says so itself', async () => {
    write("export SIGN='\uFFFD' GITHUB_TOKEN='s\uFFFD'");
    expect((await capture()).change.set).toMatchObject({SIGN: '\uFFFD', GITHUB_TOKEN: 's\uFFFD'});
  });

  test('names the script that was ended by a signal, and the signal', async () => {
    write('kill -TERM $$; sleep 5');
    await expect(capture()).rejects.toMatchObject({
      message: `The set-up script ${view}/setup.sh was ended by a signal (SIGTERM).`,
    });
  });

  test('is given up when the set-up does not end, and nothing of it stays', async () => {
    write('sleep 61.25');
    await expect(capture({}, 500)).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringContaining('did not end'),
    });
    await expect.poll(() => spawnSync('pgrep', ['-f', '^sleep 61.25$']).status, {timeout: 10_000}).toBe(1);
  });

  test('comes back although the set-up leaves something running', async () => {
    write('sleep 20 & export NEW=1');
    const before = Date.now();
    expect((await capture()).change.set['NEW']).toBe('1');
    expect(Date.now() - before).toBeLessThan(5_000);
  });
});

test.skipIf(!able)('bash in the place of a dash is said', async () => {
  write('true');
  const shell = (name: string) => planFor({kind: 'shell', login: false}, {caller: {env: {...ENV, SHELL: `/bin/${name}`}}});
  expect((await shell('dash')).warnings).toContain('dash cannot hold what the set-up defines; bash is started instead.');
  expect((await shell('bash')).warnings.filter(warning => warning.includes('instead'))).toEqual([]);
});
