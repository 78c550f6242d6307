import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {availableParallelism, hostname} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {threadId} from 'node:worker_threads';
import {which} from '../../src/system/which.ts';
import {asAccount, type Account} from '../engines/rig.ts';

/** Where Debian keeps daemons, which ordinary users do not have on PATH. */
const PATH = `/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin`;
export const SLURM_PROGRAMS = ['slurmctld', 'slurmd', 'srun', 'sbatch', 'scancel', 'squeue', 'sinfo', 'munged'];

/** Why there can be none here; null when there can. */
export const slurmMissing = (): string | null => {
  const absent = SLURM_PROGRAMS.filter(program => which(program, PATH) === null);
  return absent.length === 0 ? null : `${absent.join(', ')} not installed`;
};

export type Slurm = {
  /** What a command needs to talk to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/**
 * A batch system on one node that listens on the loopback alone, with all its daemons run by an ordinary account (ENGINES.md 10): jobs
 * run as that account. Nothing of the machine's own Slurm or munge is used.
 *
 * @param directory its own, empty, readable by everybody
 */
export async function startSlurm(account: Account, directory: string): Promise<Slurm> {
  const at = (name: string) => join(directory, name);
  for (const name of ['.', 'munge', 'state', 'spool']) {
    mkdirSync(at(name), {recursive: true, mode: 0o755});
    own(account, at(name));
  }
  writeFileSync(at('munge/key'), randomBytes(128), {mode: 0o400});
  own(account, at('munge/key'));
  writeFileSync(at('slurm.conf'), configuration(at, userName(account.uid)));
  chmodSync(at('slurm.conf'), 0o644);
  const env = {SLURM_CONF: at('slurm.conf')};
  const run = (name: string, ...words: readonly string[]) => {
    const [program, ...args] = asAccount(account, [which(name, PATH)!, ...words]);
    return spawnSync(program, args, {env: {PATH, ...env}, cwd: '/', encoding: 'utf8', timeout: 30_000});
  };
  const stop = async () => {
    run('scancel', '--user', userName(account.uid));
    for (const name of ['slurmd.pid', 'slurmctld.pid', 'munge/pid']) await end(at(name));
  };
  const munge = ['key-file', 'socket', 'pid-file', 'log-file', 'seed-file'].map(
    option => `--${option}=${at(`munge/${option.replace('-file', '')}`)}`,
  );
  try {
    for (const [program, ...args] of [['munged', ...munge], ['slurmctld'], ['slurmd', '-N', node()]]) {
      const {status, stderr} = run(program!, ...args);
      if (status !== 0) throw new Error(`${program}: ${stderr}`);
    }
    const deadline = Date.now() + 30_000;
    while (!run('sinfo', '--noheader', '--format=%T').stdout.includes('idle')) {
      if (Date.now() > deadline) throw new Error(`The node is not idle:\n${logs(at)}`);
      await delay(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {env, stop};
}

const node = () => hostname().split('.')[0]!;

function configuration(at: (name: string) => string, user: string): string {
  // Several runs on one machine do not meet, nor do several suites of one: ports are taken by the process and its thread.
  const port = 20_000 + ((process.pid * 7 + threadId) % 500) * 40;
  return `ClusterName=one
SlurmctldHost=${node()}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
SrunPortRange=${port + 2}-${port + 39}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket=${at('munge/socket')}
CredType=cred/munge
SlurmUser=${user}
SlurmdUser=${user}
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${at('spool')}
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${at('slurmd.pid')}
SlurmctldLogFile=${at('slurmctld.log')}
SlurmdLogFile=${at('slurmd.log')}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
KillWait=5
NodeName=${node()} NodeAddr=127.0.0.1 CPUs=${availableParallelism()} State=UNKNOWN
PartitionName=debug Nodes=${node()} Default=YES MaxTime=1-0 State=UP
`;
}

function own({uid, gid}: Account, path: string): void {
  if (process.getuid!() !== uid) chownSync(path, uid, gid);
}

function userName(uid: number): string {
  return new RegExp(`^([^:]*):[^:]*:${uid}:`, 'm').exec(readFileSync('/etc/passwd', 'utf8'))![1]!;
}

function logs(at: (name: string) => string): string {
  return ['slurmctld.log', 'slurmd.log', 'munge/log']
    .map(name => spawnSync('tail', ['-n', '20', at(name)], {encoding: 'utf8'}).stdout)
    .join('\n');
}

/** Ends the daemon whose process id is in a file, and waits for its end. */
async function end(file: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 'SIGTERM');
  } catch {
    return;
  }
  for (let turn = 0; turn < 100; turn += 1) {
    try {
      process.kill(pid, turn === 99 ? 'SIGKILL' : 0);
    } catch {
      return;
    }
    await delay(100);
  }
}
