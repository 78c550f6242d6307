import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {parseIndex} from '../../../src/find/index-file.ts';
import {processesOf} from '../../../src/system/stuck-helper.ts';
import {runHsf, type Ended} from '../../commands/hsf.ts';
import {mountFuse, type FuseMount} from '../../rig/fuse/fuse-rig.ts';
import {removeTree, writeTree} from '../../rig/tree.ts';
import {SICK, WELL, type Fault} from './faults.ts';
import type {Command} from './commands.ts';

/** A tree one repository of which is shown by a client that can fall ill, and users of it. */
export type SickRepository = {
  readonly root: string;
  readonly sick: FuseMount;
  /** The same repository in a later revision. */
  readonly next: string;
  readonly user: (name: string) => User;
  /** Process groups that have the tree in their words. */
  readonly helpers: () => readonly number[];
  /** Their words, for somebody who has to find out where they come from. */
  readonly wordsOf: (groups: readonly number[]) => string;
  readonly remove: () => void;
};

export type User = {
  readonly home: string;
  /** @param timeout in seconds; null: what is built in or set */
  readonly hsf: (command: Pick<Command, 'words' | 'input' | 'env'>, timeout: number | null) => Promise<Ended>;
  /** The variables that it has; of the commands' own none. */
  readonly env: (timeout: number | null) => Readonly<Record<string, string>>;
  /** Groups of helpers that are remembered as stuck, and are. */
  readonly stuck: () => readonly number[];
  /** What of the index is not as it was: files that cannot be read or were kept aside, and for an ill repository what was known of it. */
  readonly damage: (isIll: boolean) => readonly string[];
};

/** All users have what one knows who has just read everything. */
export async function sickRepository(keptSeconds = 0): Promise<SickRepository> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-matrix-')));
  const [root, backing, next] = [join(folder, 'cvmfs'), join(folder, 'backing'), join(folder, 'next')];
  for (const tree of [root, backing, next]) writeTree(tree);
  mkdirSync(join(next, SICK, 'lcg/views'), {recursive: true});
  cpSync(join(next, SICK, 'lcg/views/LCG_107'), join(next, SICK, 'lcg/views/LCG_111'), {recursive: true});
  const sick = await mountFuse(join(backing, SICK), join(root, SICK), {threads: 200, keptSeconds});
  sick.rules(WELL);
  const first = join(folder, 'first');
  const variables = (home: string, timeout: number | null) => ({
    HOME: home,
    HSF_CVMFS: root,
    ...(timeout === null ? {} : {HSF_TIMEOUT: String(timeout)}),
    HSF_OS: 'el9',
    HSF_ARCH: 'x86_64',
    HSF_CPU: 'x86-64-v3',
  });
  const userIn = (home: string): User => ({
    home,
    hsf: ({words, input = '', env = {}}, timeout) => runHsf(words, {...variables(home, timeout), ...env}, {cwd: home, input}),
    env: timeout => ({PATH: process.env['PATH'] ?? '', ...variables(home, timeout)}),
    stuck: () => stuckIn(join(home, '.cache/hsf/hung')),
    damage: isIll => damageOf(join(home, '.cache/hsf'), isIll ? join(first, '.cache/hsf') : null),
  });
  mkdirSync(first);
  const {hsf} = userIn(first);
  for (const words of [['refresh'], ['list', '--json'], ['search', 'ROOT'], ['images']]) {
    const ended = await hsf({words}, 60);
    if (ended.status !== 0) throw new Error(`${words.join(' ')}: ${JSON.stringify(ended)}`);
  }
  return {
    root,
    sick,
    next: join(next, SICK),
    user: name => {
      const home = join(folder, 'users', name);
      cpSync(first, home, {recursive: true, preserveTimestamps: true});
      return userIn(home);
    },
    helpers: () => groupsNaming(root),
    wordsOf: groups =>
      groups.map(group => spawnSync('ps', ['-o', 'pid=,lstart=,args=', '-g', String(group)], {encoding: 'utf8'}).stdout).join(''),
    remove: () => {
      sick.unmount();
      removeTree(folder);
    },
  };
}

/** Leaves a user without anything that was read before. */
export function forget(user: User): void {
  rmSync(join(user.home, '.cache'), {recursive: true, force: true});
}

export async function heal(fault: Fault, {sick}: SickRepository): Promise<void> {
  await fault.heal?.(sick);
  sick.rules(WELL);
}

/** @param before as it was when all was well; null: what is known may be another by now */
function damageOf(cache: string, before: string | null): readonly string[] {
  const files = readdirSync(cache, {recursive: true, encoding: 'utf8'});
  const aside = files.filter(name => name.endsWith('.damaged'));
  const indexes = files.filter(name => /^index\/[^/]+\/[^/]+\.json$/.test(name));
  const broken = indexes.filter(name => knownIn(join(cache, name)) === null);
  const lost = before === null ? [] : indexes.filter(name => knownIn(join(cache, name)) !== knownIn(join(before, name)));
  return [...new Set([...aside, ...broken, ...lost, ...(indexes.length === 0 ? ['no index'] : [])])];
}

/** The directories of an index that are there, with what is in them; null where it cannot be read. */
function knownIn(path: string): string | null {
  const parsed = parseIndex(readFileSync(path, 'utf8'), basename(path, '.json'));
  if (parsed.status !== 'index') return null;
  const there = [...parsed.index.memo.directories].filter(([, {content}]) => Array.isArray(content));
  // The root is read only where something is wrong.
  const known = there.filter(([directory]) => directory !== '').map(([directory, {content}]) => [directory, content]);
  return JSON.stringify(known.toSorted());
}

function stuckIn(folder: string): readonly number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap(name =>
    readdirSync(join(folder, name)).flatMap(file => {
      const {group} = JSON.parse(readFileSync(join(folder, name, file), 'utf8')) as {group: number};
      return processesOf(group).length > 0 ? [group] : [];
    }),
  );
}

function groupsNaming(root: string): readonly number[] {
  const {stdout} = spawnSync('ps', ['-eo', 'stat=,pgid=,args='], {encoding: 'utf8', timeout: 5000});
  const lines = stdout.split('\n').filter(line => line.includes(root) && !line.includes('hangfs') && !line.startsWith('Z'));
  return [...new Set(lines.map(line => Number(line.trim().split(/\s+/)[1])))];
}

/** Waits until something is so; false if it does not come to be. */
export async function comes(isSo: () => boolean, latestMs: number): Promise<boolean> {
  for (let waited = 0; !isSo(); waited += 100) {
    if (waited > latestMs) return false;
    await delay(100);
  }
  return true;
}
