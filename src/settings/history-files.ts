import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {foldEvents, lineOf, parseLines, type HistoryEvent, type ParsedLines} from './history-line.ts';
import {makeDirectory, writeAtomically} from '../system/atomic-file.ts';
import {errorCode} from '../system/error-code.ts';
import {closeQuietly, readOwn} from '../system/own-file.ts';

/*
 * `history.jsonl` is only ever appended to, a line by one write, so launchers that run at the same time cannot lose each other's lines.
 * When it has grown it is renamed into `history/`; whoever has it open then still writes into it, and it is read from there. Old pieces
 * are folded into one: who folds takes them by renaming each, which only one can do, writes the sum under a new name with the names of
 * what is in it, and removes them. A reader that finds both counts the sum alone. No lock, so no lock that somebody forgot.
 */

/** Some two hundred starts: a picker that opens reads all pieces, at some five milliseconds for a thousand lines. */
const LARGEST = 64 * 1024;
/** From as many old pieces on they are folded. */
const MANY_PIECES = 4;
/** Starts without Node move nothing away, so a loop of them may have made one piece of this size. */
const HUGE = 8 * LARGEST;
/** Nobody holds a file open so long to write one line. */
const SETTLED_MS = 3600 * 1000;
/** Whoever folds for so long is gone. */
const ABANDONED_MS = 600 * 1000;
/** More is no history that hsf wrote. */
const MOST_BYTES = 64 * 1024 * 1024;

export type NotKept = {
  /** Whether its owner should hear of it: something lies where the history belongs. */
  readonly grave: boolean;
  /** One sentence. */
  readonly message: string;
};

/** Adds an event; null when it was written. Never throws: a start does not fail for its history. */
export function appendEvent(file: string, event: HistoryEvent, uid: number, now: Date): NotKept | null {
  let descriptor: number | null = null;
  try {
    makeDirectory(dirname(file));
    // Without waiting: a pipe that nobody reads would hold the start.
    descriptor = openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK, 0o600);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return {grave: true, message: `${file} is no file, so this start is not remembered.`};
    if (stat.uid !== uid)
      return {grave: true, message: `${file} belongs to another user (${stat.uid}), so this start is not remembered.`};
    const bytes = Buffer.from(lineOf(event));
    if (writeSync(descriptor, bytes) !== bytes.length) return {grave: false, message: `${file} could not be written whole.`};
    // A file server may say only now that it has no room.
    const written = descriptor;
    descriptor = null;
    closeSync(written);
    if (stat.size > LARGEST) rotate(file, stat.ino, uid, now);
    return null;
  } catch (error) {
    const code = errorCode(error);
    // A pipe that nobody reads, or a socket.
    if (code === 'ENXIO') return {grave: true, message: `${file} is no file, so this start is not remembered.`};
    if (code === 'EISDIR') return {grave: true, message: `${file} is a directory, so this start is not remembered.`};
    return {grave: false, message: `${file} cannot be written (${code}), so this start is not remembered.`};
  } finally {
    if (descriptor !== null) closeQuietly(descriptor);
  }
}

export type HistoryText = ParsedLines & {
  /** What could not be read although it is there, a sentence each. */
  readonly problems: readonly string[];
};

/** Everything that is remembered, oldest pieces first. */
export function readEvents(file: string, uid: number): HistoryText {
  for (let attempt = 1; ; attempt++) {
    const problems: string[] = [];
    // The newest piece first: when it is moved meanwhile, it is found again by its number.
    const own = readPiece(file, uid, problems);
    const pieces = livePieces(file, uid, problems, own?.inode ?? null);
    // Somebody folded them just now: the sum has to be found.
    if (pieces === null && attempt < 5) continue;
    const {events, damaged} = parseLines([...(pieces ?? []), own?.text ?? ''].join('\n'));
    return {events, damaged, problems};
  }
}

type Piece = {readonly text: string; readonly inode: number};

function livePieces(file: string, uid: number, problems: string[], except: number | null): readonly string[] | null {
  const texts = new Map<string, string>();
  const summed = new Set<string>();
  for (const name of pieceNames(file)) {
    const piece = readPiece(`${piecesOf(file)}/${name}`, uid, problems);
    if (piece === null) {
      if (!isThere(`${piecesOf(file)}/${name}`, true)) return null;
      continue;
    }
    if (piece.inode === except) continue;
    for (const other of sourcesOf(piece.text)) summed.add(other);
    texts.set(name, piece.text);
  }
  return [...texts].filter(([name]) => !summed.has(name)).map(([, text]) => text);
}

function readPiece(path: string, uid: number, problems: string[]): Piece | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const {uid: owner, size, ino} = fstatSync(descriptor);
    if (!fstatSync(descriptor).isFile()) problems.push(`${path} is no file, so it was not read.`);
    else if (owner !== uid) problems.push(`${path} belongs to another user (${owner}), so it was not read.`);
    else {
      const buffer = Buffer.allocUnsafe(Math.min(size, MOST_BYTES));
      const length = readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - buffer.length));
      return {text: buffer.toString('utf8', 0, length), inode: ino};
    }
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') problems.push(`${path} cannot be read (${code}).`);
  } finally {
    if (descriptor !== null) closeQuietly(descriptor);
  }
  return null;
}

/** @param doubt the answer where a file server does not know it any more (ESTALE), or says no */
function isThere(path: string, doubt: boolean): boolean {
  try {
    return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
  } catch {
    return doubt;
  }
}

function piecesOf(file: string): string {
  return file.replace(/\.jsonl$/, '');
}

/** By time, which is how their names begin. */
function pieceNames(file: string): readonly string[] {
  try {
    return readdirSync(piecesOf(file))
      .filter(name => PIECE.test(name))
      .toSorted();
  } catch {
    return [];
  }
}

/** The time of its last line; then the time at which somebody took it to fold it, where somebody did. */
const PIECE = /^(\d{13})-(?:taken(\d{13})-)?[a-z0-9]+\.jsonl$/;

function pieceName(time: number, taken: number | null = null): string {
  const mark = taken === null ? '' : `taken${String(taken).padStart(13, '0')}-`;
  return `${String(time).padStart(13, '0')}-${mark}${process.pid.toString(36)}${Math.random().toString(36).slice(2, 10)}.jsonl`;
}

function sourcesOf(text: string): readonly string[] {
  if (!text.startsWith('{"folded":')) return [];
  try {
    const {folded} = JSON.parse(text.slice(0, text.indexOf('\n'))) as {folded?: unknown};
    return Array.isArray(folded) ? folded.filter(name => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

function rotate(file: string, inode: number, uid: number, now: Date): void {
  // Somebody else may have been faster; a link is its owner's arrangement.
  const stat = lstatSync(file, {throwIfNoEntry: false});
  if (stat?.isFile() !== true || stat.ino !== inode) return;
  makeDirectory(piecesOf(file));
  // Behind all others, also when the clock was set back: the order of lines tells which mark of a stack is the last one.
  const newest = Number(PIECE.exec(pieceNames(file).at(-1) ?? '')?.[1] ?? 0);
  renameSync(file, `${piecesOf(file)}/${pieceName(Math.max(now.getTime(), newest + 1))}`);
  foldPieces(file, uid, now);
}

/** Makes one piece of the old ones, where there are many. Whoever dies on the way leaves everything in its place, or the sum beside it. */
export function foldPieces(file: string, uid: number, now: Date): void {
  const folder = piecesOf(file);
  const names = pieceNames(file);
  const settled = names.filter(name => isSettled(folder, name, now));
  if (settled.length < MANY_PIECES && !settled.some(name => sizeOf(`${folder}/${name}`) > HUGE)) return;
  const summed = new Set(names.flatMap(name => sourcesOf(readPiece(`${folder}/${name}`, uid, [])?.text ?? '')));
  for (const name of summed) remove(`${folder}/${name}`);
  const taken = names.filter(name => !summed.has(name) && isSettled(folder, name, now)).flatMap(name => take(folder, name, now));
  const pieces = taken.map(name => readPiece(`${folder}/${name}`, uid, []));
  const {events, damaged} = parseLines(pieces.map(piece => piece?.text ?? '').join('\n'));
  keepDamaged(file, damaged, uid);
  const sum = `${JSON.stringify({folded: taken})}\n${foldEvents(events).map(lineOf).join('')}`;
  const isMine = taken.every(name => isThere(`${folder}/${name}`, false));
  // Unread, or taken by somebody who thought that this process was gone: nothing may be removed then.
  if (pieces.includes(null) || !isMine || taken.length === 0) return;
  const newest = Number(PIECE.exec(taken.at(-1)!)?.[1]);
  if (writeAtomically(`${folder}/${pieceName(newest)}`, sum).status !== 'written') return;
  for (const name of taken) remove(`${folder}/${name}`);
}

/** Lines that are no history are kept up to this size: more was not written by hand. */
const MOST_DAMAGED = 1024 * 1024;

/** Keeps lines that cannot be read beside the pieces, so that each is told once. @returns those that are new, and where they are kept */
export function keepDamaged(
  file: string,
  damaged: readonly string[],
  uid: number,
): {readonly lines: number; readonly kept: string | null} {
  const kept = `${piecesOf(file)}/damaged.txt`;
  if (damaged.length === 0) return {lines: 0, kept};
  const before = readOwn(kept, uid);
  const known = new Set(before?.toString('utf8').split('\n'));
  const lines = damaged.filter(line => !known.has(line));
  if (lines.length === 0) return {lines: 0, kept};
  try {
    if ((before?.length ?? 0) > MOST_DAMAGED) throw new Error('too many');
    makeDirectory(piecesOf(file));
    appendFileSync(kept, `${lines.join('\n')}\n`, {mode: 0o600});
    return {lines: lines.length, kept};
  } catch {
    return {lines: lines.length, kept: null};
  }
}

/** Moves a history away that starts without Node have made long, and folds what can be. For those who read it anyway. */
export function tidyHistory(file: string, uid: number, now: Date): void {
  try {
    const stat = lstatSync(file, {throwIfNoEntry: false});
    if (stat?.isFile() === true && stat.uid === uid && stat.size > HUGE) rotate(file, stat.ino, uid, now);
    else foldPieces(file, uid, now);
  } catch {
    // It is as long as before.
  }
}

function sizeOf(path: string): number {
  return lstatSync(path, {throwIfNoEntry: false})?.size ?? 0;
}

function isSettled(folder: string, name: string, now: Date): boolean {
  const [, time, taken = '0'] = PIECE.exec(name) ?? [];
  const isOver = (since: number, limit: number) => since < now.getTime() - limit || since > now.getTime() + limit;
  if (!isOver(Number(taken), ABANDONED_MS)) return false;
  // A name from the future was given before the clock was set back, or goes behind one that was: the file itself knows better.
  return Number(time) <= now.getTime() ? isOver(Number(time), SETTLED_MS) : isOver(timeOf(`${folder}/${name}`), SETTLED_MS);
}

function timeOf(path: string): number {
  return lstatSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}

/** The name of a piece that is this process's own now; nothing where another one took it. */
function take(folder: string, name: string, now: Date): readonly string[] {
  const own = pieceName(Number(PIECE.exec(name)?.[1]), now.getTime());
  try {
    renameSync(`${folder}/${name}`, `${folder}/${own}`);
    return [own];
  } catch {
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // What stays is counted with the sum that names it, and goes the next time.
  }
}
