import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {mountFuse} from '../fuse/fuse-rig.ts';
import type {FuseMount} from '../fuse/fuse-rig.ts';

/** The repository of the demo tree that falls ill. */
export const SICK = 'sft.cern.ch';

/** What a client that is well tells of itself. */
const WELL = [`attr user.root_hash ${'a'.repeat(40)}`, 'attr user.revision 42', `catalog ${'c'.repeat(40)} /`];

/** A demo tree of one's own, one repository of which is shown through a file system that misbehaves on request. */
export type SickTree = {
  readonly root: string;
  readonly mount: FuseMount;
  /** Lets it misbehave by these rules; without any it is well. */
  readonly rules: (...lines: readonly string[]) => void;
  readonly remove: () => void;
};

export async function sickTree(demo: string): Promise<SickTree> {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-sick-'));
  const [root, backing] = [join(folder, 'cvmfs'), join(folder, 'backing')];
  // Links are enough for what nobody writes to.
  const {status, stderr} = spawnSync('cp', ['-al', demo, root], {encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  renameSync(join(root, SICK), backing);
  const mount = await mountFuse(backing, join(root, SICK));
  const rules = (...lines: readonly string[]) => mount.rules([...WELL, ...lines]);
  rules();
  const remove = () => {
    mount.unmount();
    rmSync(folder, {recursive: true, force: true});
  };
  return {root, mount, rules, remove};
}

/**
 * Helpers that live, each with the words of all its processes: what has this in its words or variables, by process group, as a helper
 * that is stuck may have asked another program. Nothing of the rig's own is among them.
 */
export function helpersWith(mark: string): readonly string[] {
  const groups = new Map<string, string>();
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
      const isOfTheRig = /^(?:tmux|\S*\/hangfs) /.test(words) || /^bash --norc --noprofile *$/.test(words);
      if (words === '' || isOfTheRig) continue;
      if (!words.includes(mark) && !readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)) continue;
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]!;
      groups.set(group, `${groups.get(group) ?? ''}\n  ${pid} ${words}`);
    } catch {
      // It has ended, or is somebody else's.
    }
  }
  return [...groups.values()];
}

/** Waits until no more than so many of them are left. */
export async function seesFewer(mark: string, most: number): Promise<void> {
  for (let waited = 0; helpersWith(mark).length > most; waited += 100) {
    if (waited > 10_000) throw new Error(`More than ${most} are still there:${helpersWith(mark).join('\nand')}`);
    await delay(100);
  }
}
