import {launchOf} from './launch-of.ts';
import {memoryFile, recall, type Recalled} from './list-memory.ts';
import {requestOf} from './list-request.ts';
import {ResultNotWritten, writeAll} from './output.ts';
import {realWorld} from './real-world.ts';
import {isSameWorld} from './same-world.ts';
import {storeAnswer} from './stored-answers.ts';
import {wantedPlaces} from '../find/places-hold.ts';
import {stillHolds} from '../find/still-holds.ts';
import {NOTHING_SEEN} from '../system/host-looks.ts';
import {directoriesOf, type World} from '../system/world.ts';

/**
 * Answers `hsf list` as it was answered last time, where nothing it follows from has changed: the same command line, environment,
 * program, settings, families and machine, and every repository answers and is as it was. Most of a listing's time would go into
 * loading and running the code that finds the very same again.
 *
 * Any doubt is a no, and nothing has been printed then.
 *
 * @returns whether it has been answered, with status 0
 */
export async function listAgain(argv: readonly string[], world: World = realWorld(import.meta.url)): Promise<boolean> {
  const {cache} = directoriesOf(world.env);
  if (cache === null || world.build === null || world.terminals.stdout) return false;
  let isPrinting = false;
  try {
    const request = requestOf(argv, world);
    const known = recall(memoryFile(cache, request), world.build, request, world.uid);
    if (known === null) return false;
    const {trace, inputs} = known;
    // Its helpers are at work while the file and this machine are looked at.
    const launch = launchOf(world, trace.root);
    const places = wantedPlaces(known.proof, () => true);
    const holding = stillHolds({trace, places, cacheDirectory: cache, launch, now: world.now});
    const isSame = known.isWhole() && isSameWorld(inputs, trace.root, world);
    const pieces = known.stdout();
    // While they look, the first piece is unpacked.
    const first = isSame ? pieces.next() : null;
    if (!(await holding) || first === null) return false;
    isPrinting = true;
    // Its bytes are gone when the next piece is asked for.
    const text = first.done !== true && first.value.length <= LONGEST ? Buffer.from(first.value).toString('utf8') : null;
    let pieceCount = 0;
    for (let piece = first; piece.done !== true && writeAll(1, piece.value);) {
      pieceCount += 1;
      piece = pieces.next();
    }
    if (known.notes !== '') writeAll(2, known.notes);
    if (text !== null && pieceCount === 1) await storeList(argv, world, known, text);
    return true;
  } catch (error) {
    // Nobody gets a listing and a half.
    if (isPrinting && !(error instanceof ResultNotWritten)) throw error;
    // A file of the right sum and the wrong content: the long way makes it anew.
    return false;
  }
}

/** Longer texts are read by a shell no sooner than by Node. */
const LONGEST = 300_000;

/** Leaves the listing for `bin/hsf`. */
async function storeList(argv: readonly string[], world: World, known: Recalled, text: string): Promise<void> {
  // A relative root is another one in another directory.
  if (argv.some(word => word.startsWith('--cvmfs'))) return;
  const {trace, inputs, proof, notes} = known;
  const answer = {terminals: {stdout: false}, notes, then: {kind: 'text', text}} as const;
  const followed = {trace, inputs, proof, places: [], seen: NOTHING_SEEN, plan: null};
  await storeAnswer(world, {words: argv, command: false}, answer, followed);
}
