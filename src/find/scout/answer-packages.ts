import {parseReleaseLine} from '../packages/cms-releases.ts';
import {parseCondaMeta} from '../packages/conda-name.ts';
import {parseManifestLine} from '../packages/lcg-manifest.ts';
import {parseModuleFile, parseModuleName} from '../packages/module-name.ts';
import type {ListPlace, ListRead} from '../packages/package-list.ts';
import {packageOf, type Package} from '../packages/package.ts';
import {isPortagePackage, parsePortageName} from '../packages/portage-name.ts';
import {parseSpackBuild} from '../packages/spack-name.ts';
import {parseSpiderTable} from '../packages/spider-table.ts';
import type {DirectoryEntry} from '../entry-text.ts';
import {globTest} from '../glob.ts';
import {makeListReader, Missing, type ListReader} from './list-files.ts';
import type {PackagesRequest, ScoutAnswer} from './protocol.ts';
import type {Resolver} from './resolve-path.ts';

/**
 * Reads package lists and takes them apart here, so that only names and versions go on, and a list of any size costs the launcher no
 * more than its packages. A line before each list, so that a stall names what is awaited.
 */
export function answerPackages(
  request: PackagesRequest,
  root: string,
  resolve: Resolver,
  say: (answer: ScoutAnswer) => void,
): void {
  for (const [index, place] of request.lists.entries()) {
    say({at: place.directory});
    say({
      list: index,
      read: readList(place, makeListReader(root, request.repository, resolve, request.times), request.repository),
    });
  }
}

function readList(place: ListPlace, reader: ListReader, repository: string): ListRead {
  let status: ListRead['status'] = 'read';
  try {
    READERS[place.format](place, reader, repository);
    if (!reader.isWhole()) status = 'partly';
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (error instanceof NotUnderstood) status = 'unreadable';
    else status = error instanceof Missing || code === 'ENOENT' ? 'missing' : `failed ${code ?? 'unknown error'}`;
  }
  return {status, ...reader.result()};
}

/** Files are there, and nothing in them is what such files say. */
class NotUnderstood extends Error {}

type Reader = (place: ListPlace, reader: ListReader, repository: string) => void;

const READERS: Readonly<Record<ListPlace['format'], Reader>> = {
  'lcg-manifest': readFiles(() => line => parseManifestLine(line)),
  'cms-releases': readFiles(place => line => parseReleaseLine(line, place.select)),
  portage: readNested((category, entry) => (isPortagePackage(entry.name) ? parsePortageName(category, entry.name) : 'other')),
  modules: (place, reader, repository) => {
    if (!readCache(place, reader, repository))
      readNested((name, entry) => (entry.name.endsWith('.lua') ? parseModuleName(name, entry.name) : 'other'))(
        place,
        reader,
        repository,
      );
  },
  modulefiles: (place, reader, repository) => {
    if (!readCache(place, reader, repository)) readModuleFiles(place.directory, reader, DEEPEST);
  },
  directories: readNested((name, entry) =>
    entry.type === 'file' || isSibling(entry) || entry.name.endsWith('.version') ? 'other' : packageOf(name, entry.name),
  ),
  spack: readSpack,
  conda: (place, reader) => {
    const isConda = globTest(place.files);
    for (const {name} of reader.list(place.directory)) {
      if (name.endsWith('.json') && isConda(name)) reader.add(parseCondaMeta(name));
    }
  },
};

/** Formats that are lines of files in the directory. No such file is no list. */
function readFiles(parser: (place: ListPlace) => (line: string) => Package | 'header' | 'other' | null): Reader {
  return (place, reader) => {
    const isList = globTest(place.files);
    const parse = parser(place);
    const files = reader.list(place.directory).filter(({name, type}) => type !== 'directory' && isList(name));
    if (files.length === 0) throw new Missing(place.files);
    let lost = 0;
    for (const {name} of files) {
      try {
        let isUnderstood = false;
        reader.lines(`${place.directory}/${name}`, line => {
          const found = parse(line);
          if (typeof found !== 'string') reader.add(found);
          if (found !== null) isUnderstood = true;
        });
        if (!isUnderstood) throw new NotUnderstood(name);
      } catch (error) {
        // What lies beside it counts; one that stands alone is told as what it is.
        if (++lost === files.length) throw error;
        reader.lose();
      }
    }
  };
}

/** Formats that are names in two levels. A directory that cannot be read is left out, and the others count. */
function readNested(parse: (name: string, entry: DirectoryEntry) => Package | 'other' | null): Reader {
  return (place, reader) => {
    for (const {name, type} of reader.list(place.directory)) {
      if (name.startsWith('.') || type === 'file' || type === 'other') continue;
      for (const entry of listed(reader, `${place.directory}/${name}`)) {
        if (entry.name.startsWith('.')) continue;
        const found = parse(name, entry);
        if (found !== 'other') reader.add(found);
      }
    }
  };
}

/** Entries of a directory beside others; one that cannot be read is counted. */
function listed(reader: ListReader, path: string): readonly DirectoryEntry[] {
  try {
    return reader.list(path);
  } catch (error) {
    // A file among directories, or a link to nowhere, is nothing that was lost.
    if (!(error instanceof Missing) && (error as NodeJS.ErrnoException).code !== 'ENOTDIR') reader.leave(1);
    return [];
  }
}

const DEEPEST = 6;

/** Alliance's `Core`, `Compiler/gcc12`, `MPI/gcc12/openmpi4` above the names (LAYOUTS.md 5): a module's name is the last directory. */
function readModuleFiles(directory: string, reader: ListReader, depth: number): void {
  const entries = depth === DEEPEST ? reader.list(directory) : listed(reader, directory);
  const name = directory.slice(directory.lastIndexOf('/') + 1);
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.type === 'directory') {
      if (depth > 1) readModuleFiles(`${directory}/${entry.name}`, reader, depth - 1);
      else reader.leave(1);
    } else if (depth < DEEPEST && !isSibling(entry)) {
      const found = parseModuleFile(name, entry.name);
      if (found !== null) reader.add(found);
    }
  }
}

/** `default` → `6.34.02`: a second name for what is listed anyway. */
function isSibling({type, target}: DirectoryEntry): boolean {
  return type === 'link' && target !== null && !target.includes('/');
}

/** Whether a spider cache had all modules of the directory. Its paths are those of `/cvmfs`. */
function readCache(place: ListPlace, reader: ListReader, repository: string): boolean {
  if (place.cache === null || !reader.isFile(place.cache)) return false;
  const text = reader.text(place.cache);
  const table = text === null ? null : parseSpiderTable(text, [`/cvmfs/${repository}/${place.directory}`]);
  if (table === null) return false;
  for (const found of table.packages) reader.add(found);
  reader.leave(table.left);
  return true;
}

/** A build that is not whole has only what changed since; the rest is that of the last whole one (LAYOUTS.md 3.3). */
function readSpack(place: ListPlace, reader: ListReader): void {
  const own = readBuild(place.directory, reader, new Set());
  if (place.whole === null || reader.isFile(`${place.directory}/${place.whole}`)) return;
  const base = place.below.find(directory => reader.isFile(`${directory}/${place.whole}`));
  if (base !== undefined) readBuild(base, reader, own);
}

/** @returns the names that it has */
function readBuild(directory: string, reader: ListReader, except: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const {name, type} of reader.list(directory)) {
    if (name.startsWith('.') || type === 'file' || type === 'other' || except.has(name)) continue;
    names.add(name);
    for (const entry of listed(reader, `${directory}/${name}`)) {
      if (!entry.name.startsWith('.') && entry.type !== 'file' && !isSibling(entry))
        reader.add(parseSpackBuild(name, entry.name));
    }
  }
  return names;
}
