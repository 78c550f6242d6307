import {emptyMemo, type DirectoryMemo, type PathKind, type RepositoryMemo} from './memo.ts';

/**
 * How one tells that nothing changed since: by the repository's root hash (a CVMFS client), by the times of directories (a plain
 * tree), or not at all, so that age decides.
 */
export type Freshness = 'hash' | 'times' | 'age';

/** A directory whose times answer for a path that was read, where it is another than that path itself. */
export type Watch = {
  /** Below the CVMFS root: `sft.cern.ch/lcg`. */
  readonly directory: string;
  readonly key: string | null;
};

/** What is known of one repository: a memo of directory reads, and when and at which revision they were made. */
export type RepositoryIndex = {
  readonly fqrn: string;
  readonly freshness: Freshness;
  readonly checkMarkers: boolean;
  readonly revision: number | null;
  readonly rootHash: string | null;
  /** ISO 8601 time of the last complete read, null before the first. */
  readonly scannedAt: string | null;
  /** Of the last attempt. */
  readonly triedAt: string;
  readonly memo: RepositoryMemo;
  readonly watches: ReadonlyMap<string, Watch>;
};

/** Raised whenever the meaning of the file changes; files of another format are read anew. */
const FORMAT = 2;

const LETTERS: Readonly<Record<string, PathKind>> = {f: 'file', d: 'directory', o: 'other', m: 'missing', x: 'outside'};
const LETTER_OF = new Map(Object.entries(LETTERS).map(([letter, kind]) => [kind, letter]));

/** One line of JSON: a listing of 2,000 variants is about 150 kB. */
export function formatIndex(index: RepositoryIndex): string {
  const {memo, watches, ...rest} = index;
  return `${JSON.stringify({
    format: FORMAT,
    ...rest,
    directories: Object.fromEntries(
      [...memo.directories].map(([path, {key, content, ...rare}]) => [
        path,
        Object.keys(rare).length === 0 ? [key, content] : [key, content, rare],
      ]),
    ),
    checks: Object.fromEntries([...memo.checks].map(([path, kind]) => [path, LETTER_OF.get(kind) ?? kind])),
    watches: Object.fromEntries([...watches].map(([path, {directory, key}]) => [path, [directory, key]])),
  })}\n`;
}

/** What the file of this index begins with; another read of the repository would have written another time. */
export function beginningOf(index: RepositoryIndex): string {
  const {memo: _memo, watches: _watches, ...rest} = index;
  return `${JSON.stringify({format: FORMAT, ...rest}).slice(0, -1)},`;
}

export type ParsedIndex =
  | {readonly status: 'index'; readonly index: RepositoryIndex}
  /** Written by another version of hsf. */
  | {readonly status: 'other-format'}
  | {readonly status: 'damaged'};

/** Reads what `formatIndex` wrote; everything else is damage. */
export function parseIndex(text: string, fqrn: string): ParsedIndex {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return {status: 'damaged'};
  }
  if (!isRecord(data) || typeof data['format'] !== 'number') return {status: 'damaged'};
  if (data['format'] !== FORMAT) return {status: 'other-format'};
  const {freshness, checkMarkers, revision, rootHash, scannedAt, triedAt, directories, checks, watches} = data;
  if (data['fqrn'] !== fqrn || !isFreshness(freshness) || typeof checkMarkers !== 'boolean' || typeof triedAt !== 'string') {
    return {status: 'damaged'};
  }
  if (!(revision === null || isCount(revision)) || !isNullOrText(rootHash) || !isNullOrText(scannedAt))
    return {status: 'damaged'};
  if (!isRecord(directories) || !isRecord(checks) || !isRecord(watches)) return {status: 'damaged'};

  const memo = emptyMemo();
  for (const path in directories) {
    const directory = parseDirectory(directories[path]);
    if (directory === null) return {status: 'damaged'};
    memo.directories.set(path, directory);
  }
  for (const path in checks) {
    const kind = checks[path];
    if (typeof kind !== 'string') return {status: 'damaged'};
    const letter = Object.hasOwn(LETTERS, kind) ? LETTERS[kind] : undefined;
    memo.checks.set(path, letter ?? (kind.startsWith('failed ') ? (kind as PathKind) : 'failed unknown'));
  }
  const watched = new Map<string, Watch>();
  for (const path in watches) {
    const found = watches[path];
    if (!Array.isArray(found) || typeof found[0] !== 'string' || !isNullOrText(found[1])) return {status: 'damaged'};
    watched.set(path, {directory: found[0], key: found[1]});
  }
  return {
    status: 'index',
    index: {fqrn, freshness, checkMarkers, revision, rootHash, scannedAt, triedAt, memo, watches: watched},
  };
}

function parseDirectory(value: unknown): DirectoryMemo | null {
  if (!Array.isArray(value)) return null;
  const [key, content, rare = {}] = value as readonly unknown[];
  if (!isNullOrText(key) || !isRecord(rare)) return null;
  if (content === 'missing') return {key, content};
  if (!Array.isArray(content)) {
    return isRecord(content) && typeof content['failed'] === 'string' ? {key, content: {failed: content['failed']}} : null;
  }
  if (!content.every(entry => typeof entry === 'string')) return null;
  const {failed, unnamed, times, only} = rare;
  if (times !== undefined && !(isNumbers(times) && times.length === content.length)) return null;
  return {
    key,
    content,
    ...(typeof failed === 'string' && {failed}),
    ...(isCount(unnamed) && {unnamed}),
    ...(times !== undefined && {times}),
    ...(typeof only === 'string' && {only}),
  };
}

/** Seconds that a date can show. */
function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(one => typeof one === 'number' && one >= 0 && one < 8.64e12);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFreshness(value: unknown): value is Freshness {
  return value === 'hash' || value === 'times' || value === 'age';
}

/** JSON has numbers that no count is: `1e999` is read as infinite, and would be written as null. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isNullOrText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
