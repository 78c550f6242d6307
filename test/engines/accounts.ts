import {readFileSync} from 'node:fs';
import type {Account} from './rig.ts';

/** The ordinary user that `.ci/run` creates; without root's rights just whoever runs the tests. */
export function ordinaryAccount(): Account | {readonly missing: string} {
  const own = process.getuid!();
  if (own !== 0) {
    return {uid: own, gid: process.getgid!(), groups: process.getgroups!(), home: process.env['HOME'] ?? '/'};
  }
  const line = /^hsf-tester:[^:]*:(\d+):(\d+):[^:]*:([^:]*):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null) return {missing: 'there is no account hsf-tester'};
  const gid = Number(line[2]);
  return {uid: Number(line[1]), gid, groups: [gid], home: line[3]!};
}

/** In CI nothing may be missing; elsewhere it is said what was not tried. */
export function mayBeSkipped(what: string, missing: string): void {
  if (process.env['CI'] !== undefined) throw new Error(`${what}: ${missing}`);
  console.warn(`skipped: ${what}: ${missing}`);
}
