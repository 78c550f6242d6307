import {spawn, spawnSync} from 'node:child_process';
import {lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writeHostileTree} from '../rig/hostile.ts';

// Others share the directory for temporary files: what hsf puts there nobody else may read or guess, and nothing of it stays.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const folder = mkdtempSync(join(tmpdir(), 'hsf-temporary-'));
beforeAll(() => {
  mkdirSync(join(folder, 'cvmfs'));
  writeHostileTree(join(folder, 'cvmfs'));
});
afterAll(() => rmSync(folder, {recursive: true, force: true, maxRetries: 10, retryDelay: 100}));

type Seen = {readonly name: string; readonly mode: string};

/** What stood in TMPDIR while a line of a shell ran, and what is left of it; `ending`: that long after the first that is put there. */
async function during(
  shell: string,
  line: string,
  ending: {readonly signal: NodeJS.Signals; readonly afterMs: number} | null = null,
) {
  const own = mkdtempSync(join(folder, 'user-'));
  const temporary = join(own, 'tmp');
  const home = join(own, 'home');
  for (const path of [temporary, home]) mkdirSync(path);
  const seen: Seen[] = [];
  // What is gone again when it is looked at was there all the same.
  let isUsed = false;
  const watcher = watch(temporary, (_, name) => {
    if (name === null) return;
    if (ending !== null && !isUsed) void endAll();
    isUsed = true;
    const stat = lstatSync(join(temporary, name), {throwIfNoEntry: false});
    if (stat !== undefined) seen.push({name, mode: (stat.mode & 0o777).toString(8)});
  });
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    TMPDIR: temporary,
    HSF_CVMFS: join(folder, 'cvmfs'),
    HSF_OS: 'debian12',
    HSF_ARCH: 'x86_64',
    PWN: join(own, 'PWNED'),
  };
  const endAll = async () => {
    await setTimeout(ending!.afterMs);
    // Those that have ended meanwhile are no matter.
    spawnSync('kill', ['-s', ending!.signal.slice(3), ...processesWith(temporary).map(String)]);
  };
  const child = spawn(shell, ['-c', line], {cwd: own, env, stdio: 'ignore', detached: true});
  const ended = new Promise(resolve => child.on('close', resolve));
  await ended;
  // What it left to work on is about TMPDIR as long as it runs.
  while (processesWith(temporary).length > 0) await setTimeout(50);
  watcher.close();
  return {seen, isUsed, left: readdirSync(temporary)};
}

/** Processes with such a TMPDIR. */
function processesWith(temporary: string): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && environmentOf(name).includes(`TMPDIR=${temporary}`))
    .map(Number);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

const LINES: Readonly<Record<string, readonly [shell: string, line: string, uses: readonly string[]]>> = {
  'lists and searches': ['sh', `${HSF} list; ${HSF} search ROOT; ${HSF} refresh`, []],
  'starts and their environments': [
    'sh',
    `${HSF} env LCG_107; ${HSF} env LCG_107; ${HSF} run LCG_107 -- true; ${HSF} plan LCG_107`,
    ['hsf-apart-'],
  ],
  'a virtual environment': ['sh', `${HSF} venv LCG_107 venv`, []],
  'a stack in tcsh': [
    'sh',
    `printf '%s\\n' 'eval "\`${HSF} init tcsh\`"' 'hsf use LCG_107' 'printenv HSF_STACK >stack' 'hsf leave' | tcsh -f`,
    ['hsf.'],
  ],
};

describe('in the directory for temporary files', () => {
  test.concurrent.each(Object.entries(LINES))(
    '%s leave nothing, and show nobody anything',
    {timeout: 60_000},
    async (_, [shell, line, uses]) => {
      const {seen, left} = await during(shell, line);
      expect(left).toEqual([]);
      // The set-up is tried a second time under another name of everything, and tcsh takes its code from a file.
      expect([...new Set(seen.map(({name}) => name.replace(/[^.-]*$/, '')))]).toEqual(uses);
      expect(seen.filter(({mode}) => !/^[0-7]00$/.test(mode))).toEqual([]);
      expect(seen.filter(({name}) => !/[\w-]{8}/.test(name))).toEqual([]);
    },
  );

  const ends = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap(signal => [0, 40, 120].map(afterMs => ({signal, afterMs})));
  test('nothing is left after a signal to all that is at work there', {timeout: 60_000}, async () => {
    const all = await Promise.all(
      ends.map(ending => during('sh', `${HSF} env LCG_107; exec ${HSF} run LCG_107 -- sleep 1`, ending)),
    );
    for (const {isUsed, left} of all) expect([isUsed, left]).toEqual([true, []]);
  });
});
