/**
 * What `bin/hsf` starts: lets Node keep the compiled code of hsf's parts in the user's cache, then loads them.
 *
 * The picker's first frame is there about 30 ms sooner with it, out of 230. Nothing depends on it: Node ignores a cache that is
 * damaged, of another version or not writable. The directory is only used where hsf has made its own before (the index), since
 * Node would make all parents of it, and never returns from that in odd places such as below /proc.
 */
import {statSync, writeSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import {realWorld} from '../src/commands/real-world.ts';
import {callersWords} from '../src/system/callers-words.ts';
import {loadKept} from '../src/system/kept-code.ts';
import {directoriesOf} from '../src/system/world.ts';

const {cache} = directoriesOf(process.env);
if (cache !== null && isDirectory(cache)) enableCompileCache(`${cache}/code`);

// Beside this file in dist; not part of this bundle, since what is loaded before the cache is enabled is not kept.
const listing = './list-again.js';
const searching = './search-again.js';
const picking = './pick-at-once.js';
const helping = './help-at-once.js';
const main = './main.js';
const argv = callersWords(process.argv.slice(2));
const status = saysVersion() ? 0 : await again();
if (status !== null) process.exitCode = status;
else await import(main);

/** In no time; where it cannot be written, the long way waits, or has the words for it. */
function saysVersion(): boolean {
  if (argv.length !== 1 || (argv[0] !== '--version' && argv[0] !== '-V')) return false;
  try {
    writeSync(1, `hsf ${process.env['HSF_VERSION']}\n`);
    return true;
  } catch {
    return false;
  }
}

/** The status, where one small file had the answer, or did what was asked, by what an earlier run found. */
async function again(): Promise<number | null> {
  const [command = ''] = argv;
  if (command === 'help' || asksForHelp()) {
    const code = (await import(helping)) as typeof import('../src/commands/help-at-once.ts');
    return code.helpAtOnce(argv) ? 0 : null;
  }
  // Flags that take a word of their own, and those that ask for a text, go the long way.
  if (argv.every(word => word.startsWith('-') && !/^(-[hV]|--help|--version|--json|--)$/.test(word))) {
    const code = (await import(picking)) as typeof import('../src/commands/pick-at-once.ts');
    return code.pickAtOnce(argv);
  }
  if (command === 'list') {
    const code = (await import(listing)) as typeof import('../src/commands/list-again.ts');
    return (await code.listAgain(argv)) ? 0 : null;
  }
  if (command === 'search') {
    const code = (await import(searching)) as typeof import('../src/commands/search-again.ts');
    return code.searchAgain(argv);
  }
  if (!/^(run|shell|plan)$/.test(command) || !isDirectory(`${cache}/started`)) return null;
  return startedAgain(command);
}

/** By a program whose code is kept as far as a start has run it, apart for each command. */
async function startedAgain(command: string): Promise<number | null> {
  const world = realWorld(import.meta.url);
  const {exports: code, keep} = loadKept<typeof import('../src/commands/start-again.ts')>({
    program: `${import.meta.dirname}/start-again.cjs`,
    kept: `${cache}/code/${command}-${process.version}-${process.arch}`,
    build: world.build ?? '',
    uid: world.uid,
  });
  code.beforeReplacing(keep);
  const status = await code.startAgain(argv, world);
  if (status !== null) keep();
  return status;
}

function asksForHelp(): boolean {
  const end = argv.indexOf('--');
  return argv.some((word, at) => (word === '--help' || word === '-h') && (end < 0 || at < end));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // whatever is wrong with it, hsf works without
  }
}
