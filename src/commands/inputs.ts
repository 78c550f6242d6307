import {crc32} from '../system/crc32.ts';
import type {EngineProbe} from '../engines/engine.ts';
import type {HostSource} from '../choose/host-source.ts';
import {stampOf} from './read-start.ts';

/**
 * What a listing was made from besides CVMFS, the command line and the environment: every file, folder and program that was looked
 * for, with what was found. Noted where it is read, so that what is compared later is what was used.
 */
export type SeenInputs = {
  readonly texts: readonly (readonly [path: string, most: number, sum: string])[];
  readonly folders: readonly (readonly [path: string, names: string])[];
  readonly programs: readonly (readonly [name: string, path: string | null])[];
  /** Large files by size and time of change alone (the C library): reading them again would cost more than the listing. */
  readonly stamps: readonly (readonly [path: string, stamp: string])[];
  /** What may be written to: a socket is of use to some only. */
  readonly writable: readonly (readonly [path: string, mayWrite: boolean])[];
  /** Where something is mounted or not: the mount table itself changes with every repository that the automounter wakes. */
  readonly mounted: readonly (readonly [path: string, isMounted: boolean])[];
  /** Variables that engines looked at. Values may be secrets, so they are summed up. */
  readonly variables: readonly (readonly [name: string, sum: string])[];
  /** What the project of the directory says, and whether it may, by `markOfProject`; null where there is none. */
  readonly project: string | null;
};

export type Inputs = {
  readonly text: (path: string, most: number, text: string | null) => void;
  readonly folder: (path: string, names: readonly string[] | null) => void;
  readonly variable: (name: string, value: string | undefined) => void;
  readonly project: (mark: string | null) => void;
  /** Something was said or done that another run would say or do again: its listing cannot be remembered. */
  readonly spoil: () => void;
  /** Null when spoiled. */
  readonly seen: () => SeenInputs | null;
  /** A probe and a source that note what they are asked for. */
  readonly probe: (probe: EngineProbe) => EngineProbe;
  readonly host: (source: HostSource) => HostSource;
};

/** How to look again. */
export type Look = {
  readonly text: (path: string, most: number) => string | null;
  readonly folder: (path: string) => readonly string[] | null;
  readonly program: (name: string) => string | null;
  readonly stamp: (path: string) => string;
  readonly mayWrite: (path: string) => boolean;
  readonly isMounted: (path: string) => boolean;
  readonly variable: (name: string) => string | undefined;
  readonly project: () => string | null;
};

/** @param stamp what tells a file from a changed one without reading it; empty for one that is not there */
export function makeInputs(stamp: (path: string) => string = stampOf): Inputs {
  // Summed up when somebody asks: the picker never does, and sums load zlib.
  const texts = new Map<string, readonly [path: string, most: number, text: string | null]>();
  const folders = new Map<string, readonly [string, string]>();
  const programs = new Map<string, readonly [string, string | null]>();
  const stamps = new Map<string, readonly [string, string]>();
  const writable = new Map<string, readonly [string, boolean]>();
  const mounted = new Map<string, readonly [string, boolean]>();
  const variables = new Map<string, readonly [name: string, value: string | undefined]>();
  const noteFolder: Inputs['folder'] = (path, names) => void folders.set(path, [path, namesText(names)]);
  const noteVariable: Inputs['variable'] = (name, value) => void variables.set(name, [name, value]);
  let isSpoiled = false;
  let project: string | null = null;
  const noteText: Inputs['text'] = (path, most, text) => void texts.set(`${most} ${path}`, [path, most, text]);
  const reader = (read: (path: string, most: number) => string | null) => (path: string, most: number) => {
    const text = read(path, most);
    noteText(path, most, text);
    return text;
  };
  return {
    text: noteText,
    folder: noteFolder,
    variable: noteVariable,
    project: mark => {
      project = mark;
    },
    spoil: () => {
      isSpoiled = true;
    },
    seen: () =>
      isSpoiled
        ? null
        : {
            texts: [...texts.values()].map(([path, most, text]) => [path, most, sumOf(text)] as const),
            folders: [...folders.values()],
            programs: [...programs.values()],
            stamps: [...stamps.values()],
            writable: [...writable.values()],
            mounted: [...mounted.values()],
            variables: [...variables.values()].map(([name, value]) => [name, sumOf(value ?? null)] as const),
            project,
          },
    probe: probe => ({
      ...probe,
      which: name => {
        const path = probe.which(name);
        programs.set(name, [name, path]);
        return path;
      },
      readText: path => reader(probe.readText)(path, SMALL_FILE),
      mayWrite: path => {
        const may = probe.mayWrite(path);
        writable.set(path, [path, may]);
        return may;
      },
      isMounted: path => {
        const is = probe.isMounted(path);
        mounted.set(path, [path, is]);
        return is;
      },
      env: new Proxy(probe.env, {
        get: (env, name) => {
          if (typeof name !== 'string') return undefined;
          noteVariable(name, env[name]);
          return env[name];
        },
      }),
    }),
    // Not the shells: no verdict looks at them (a test holds that).
    host: source => ({
      ...source,
      readText: reader(source.readText),
      readBytes: (path, most) => {
        stamps.set(path, [path, stamp(path)]);
        return source.readBytes(path, most);
      },
      list: path => {
        const names = source.list(path);
        noteFolder(path, names);
        return names;
      },
    }),
  };
}

/** What `EngineProbe.readText` reads at most. */
export const SMALL_FILE = 64 * 1024;

/** Whether everything is as it was seen. */
export function areSame(
  {texts, folders, programs, stamps, writable, mounted, variables, project}: SeenInputs,
  look: Look,
): boolean {
  return (
    look.project() === project &&
    variables.every(([name, sum]) => sumOf(look.variable(name) ?? null) === sum) &&
    stamps.every(([path, stamp]) => look.stamp(path) === stamp) &&
    writable.every(([path, may]) => look.mayWrite(path) === may) &&
    mounted.every(([path, is]) => look.isMounted(path) === is) &&
    texts.every(([path, most, sum]) => sumOf(look.text(path, most)) === sum) &&
    folders.every(([path, names]) => namesText(look.folder(path)) === names) &&
    programs.every(([name, path]) => look.program(name) === path)
  );
}

/** A short text that changes with a file's. The clock of a CPU is no property of it. */
function sumOf(text: string | null): string {
  if (text === null) return '';
  const steady = text.replace(/^(?:cpu MHz|clock)\b.*$/gm, '');
  return `${steady.length} ${crc32(steady)}`;
}

function namesText(names: readonly string[] | null): string {
  return names === null ? '' : JSON.stringify(names.toSorted());
}
