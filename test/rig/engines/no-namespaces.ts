import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Account, asAccount} from '../../engines/rig.ts';

/**
 * How user namespaces are refused, without a setting of the machine being touched (ENGINES.md 9). `switched-off`: the limit is 0, in a
 * namespace around the command only; `forbidden`: the command runs in a chroot, where the kernel allows none.
 */
export type Refusal = 'switched-off' | 'forbidden';

export type Refused = {readonly status: number | null; readonly stderr: string};

/** Runs a command as an ordinary user where it cannot have user namespaces. For root alone. */
export async function runWithoutNamespaces(
  refusal: Refusal,
  account: Account,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Refused> {
  const command = asAccount(account, argv);
  return refusal === 'forbidden' ? inChroot(command, env) : withoutAny(command, env);
}

async function inChroot(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Refused> {
  const place = mkdtempSync(join(tmpdir(), 'hsf-chroot-'));
  try {
    const script = 'mount --rbind / "$1"; place=$1; shift; exec /usr/sbin/chroot "$place" "$@"';
    return await outcome(
      spawn('unshare', ['--mount', '--propagation', 'slave', 'sh', '-c', script, 'sh', place, ...command], {env, cwd: '/'}),
    );
  } finally {
    rmSync(place, {recursive: true, force: true});
  }
}

async function withoutAny(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Refused> {
  const script = 'echo ready; read -r go; echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"';
  const child = spawn('unshare', ['--user', '--mount', '--keep-caps', 'sh', '-c', script, 'sh', ...command], {env, cwd: '/'});
  const end = outcome(child);
  await Promise.race([once(child.stdout!, 'data'), end]);
  for (const map of ['uid_map', 'gid_map']) writeFileSync(`/proc/${child.pid}/${map}`, '0 0 4294967295');
  child.stdin!.end('go\n');
  return end;
}

async function outcome(child: ChildProcess): Promise<Refused> {
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout!.resume();
  const [status] = (await once(child, 'close')) as [number | null];
  return {status, stderr};
}
