import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {slurmMissing, startSlurm, type Slurm} from '../rig/slurm.ts';
import {mayBeSkipped, ordinaryAccount} from './accounts.ts';
import {processesWith} from './conformance/cell.ts';
import {asAccount, requires} from './rig.ts';
import {OWN_NAME} from '../rig/own-name.ts';

const CHECKOUT = join(import.meta.dirname, '../..');
const STACK = 'lcg/LCG_108@x86_64-el9-gcc14-opt';

/** Containers inside of batch jobs: what a job is told, its status, and its end. */
describe('in a batch job', () => {
  const account = ordinaryAccount();
  const missing = 'missing' in account ? account.missing : (slurmMissing() ?? (requires('bwrap', 'unshare') ? null : 'engines'));
  if (missing !== null) mayBeSkipped('batch jobs', missing);
  const user = 'missing' in account ? null : account;
  const folder = mkdtempSync(join(tmpdir(), 'hsf-slurm-'));
  const home = join(folder, 'home');
  const HSF = join(folder, 'hsf/bin/hsf');
  let slurm: Slurm | null = null;

  const env = () => ({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    USER: 'somebody',
    SHELL: '/bin/bash',
    HSF_CVMFS: join(home, '.cache/hsf/demo/cvmfs'),
    ...slurm?.env,
  });
  const words = (argv: readonly string[]) => asAccount(user!, argv);
  const run = (...argv: readonly string[]) => {
    const [program, ...args] = words(argv);
    return spawnSync(program, args, {env: env(), cwd: home, encoding: 'utf8', timeout: 60_000});
  };
  const batchScript = (name: string, line: string): string => {
    const file = join(home, name);
    writeFileSync(file, `#!/bin/bash\n${line}\n`, {mode: 0o755});
    return file;
  };

  beforeAll(async () => {
    if (missing !== null) return;
    chmodSync(folder, 0o755);
    mkdirSync(home);
    // As it is installed: jobs need not be able to read the checkout.
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(CHECKOUT, part), join(folder, 'hsf', part), {recursive: true});
    cpSync(process.execPath, join(folder, 'hsf/libexec/node'));
    if (process.getuid!() === 0) chownSync(home, user!.uid, user!.gid);
    slurm = await startSlurm(user!, join(folder, 'slurm'));
    expect(run(HSF, 'demo')).toMatchObject({status: 0});
  });
  afterAll(async () => {
    await slurm?.stop();
    rmSync(folder, {recursive: true, force: true});
  });

  describe.skipIf(missing !== null).each(['bubblewrap', 'unshare'])('%s', engine => {
    const hsf = (...command: readonly string[]) => [HSF, 'run', '--engine', engine, STACK, '--', ...command];

    test('a step starts in the container, knows its job, and hands back its status', () => {
      const {status, stdout, stderr} = run(
        'srun',
        ...hsf('sh', '-c', '. /etc/os-release; echo "$ID $SLURM_JOB_ID $SLURM_PROCID $PWD"; exit 7'),
      );
      expect(stdout, stderr).toMatch(new RegExp(`^hsf-demo \\d+ 0 ${home}$`, 'm'));
      expect(status).toBe(7);
    });

    test('several tasks of a step start at once', () => {
      const {stdout, status} = run(
        'srun',
        '--ntasks=2',
        '--overcommit',
        ...hsf('sh', '-c', 'echo "task $SLURM_PROCID of $SLURM_NTASKS"'),
      );
      expect(stdout.trim().split('\n').sort()).toEqual(['task 0 of 2', 'task 1 of 2']);
      expect(status).toBe(0);
    });

    test('a batch script ends with the status of its container', () => {
      const quoted = hsf('sh', '-c', 'echo "job $SLURM_JOB_ID"; exit 9').map(word => `'${word}'`);
      const file = batchScript(`batch-${engine}`, quoted.join(' '));
      const {status, stdout} = run('sbatch', '--parsable', '--wait', `--output=${home}/out-${engine}`, file);
      expect(status).toBe(9);
      expect(readFileSync(join(home, `out-${engine}`), 'utf8')).toContain(`job ${stdout.trim()}\n`);
    });

    test('a cancelled job runs its own handler and leaves nothing behind', async () => {
      const mark = `hsf-job-${engine}-${OWN_NAME}-${Date.now()}`;
      const script = `trap "echo cancelled >${home}/${mark}; exit 3" TERM; echo ready >${home}/ready-${mark}; while :; do sleep 0.1; done`;
      const quoted = hsf('sh', '-c', script, mark).map(word => `'${word}'`);
      const file = batchScript(`cancelled-${engine}`, `exec ${quoted.join(' ')}`);
      const job = run('sbatch', '--parsable', file).stdout.trim();
      await seen(() => existsSync(join(home, `ready-${mark}`)));
      expect(run('scancel', '--full', job).status).toBe(0);
      await seen(() => processesWith(mark).length === 0);
      expect(existsSync(join(home, mark))).toBe(true);
    });

    test('a step whose terminal is closed leaves nothing behind', async () => {
      const mark = `hsf-step-${engine}-${OWN_NAME}-${Date.now()}`;
      const [program, ...args] = words(['srun', ...hsf('sh', '-c', 'echo ready; while :; do sleep 0.1; done', mark)]);
      const child = spawn(program, args, {env: env(), cwd: home, stdio: ['ignore', 'pipe', 'ignore']});
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      await once(child, 'exit');
      await seen(() => processesWith(mark).length === 0);
    });
  });
});

async function seen(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('It was not seen in time.');
    await delay(100);
  }
}
