import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {CHECKOUT, sourcesBelow, targetOf, type Source} from './sources.ts';

/** Which rooms each room may use (DESIGN.md 2). The picker is reached from commands by `await import()` only. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  system: [],
  settings: ['system'],
  demo: ['system'],
  find: ['system'],
  choose: ['system', 'find'],
  engines: ['system', 'find', 'choose'],
  start: ['system', 'find', 'choose', 'engines', 'settings'],
  tui: ['system', 'find', 'choose', 'engines', 'start', 'settings'],
  commands: ['system', 'find', 'choose', 'engines', 'start', 'settings', 'demo', 'tui'],
};

/** Slow to load, so nothing that a scripted command loads may import them (RUNTIME.md 2 and 8). */
const HEAVY = ['ink', 'react', 'execa', 'conf', 'ajv', 'ajv-formats', 'smol-toml', 'fuse.js'];

/** Files that are the edge between a pure room and the process. Each is a program's start or its end. */
const EDGES = ['src/find/scout/main.ts', 'src/start/hand-over.ts', 'src/start/stay-as-parent.ts'];

const SOURCES = sourcesBelow('src');
const byPath = new Map(SOURCES.map(source => [source.path, source]));
const roomOf = (path: string) => path.split('/')[1] ?? '';
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

test('every file is in a known room', () => {
  expect(SOURCES.map(({path}) => path).filter(path => !(roomOf(path) in MAY_USE))).toEqual([]);
});

test('imports point one way', () => {
  const wrong = SOURCES.flatMap(source =>
    source.imports.flatMap(one => {
      const target = targetOf(source, one);
      const room = roomOf(source.path);
      // Families are data, not a room.
      const isOutside = target === null || !target.startsWith('src/') || target.startsWith('src/families/');
      const allowed = isOutside || roomOf(target) === room || MAY_USE[room]?.includes(roomOf(target));
      return allowed ? [] : [`${source.path} -> ${target}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('only the picker knows ink and react, and only a lazy import reaches the picker', () => {
  const wrong = SOURCES.filter(({path}) => roomOf(path) !== 'tui').flatMap(source =>
    source.imports
      .filter(one => one.kind !== 'type')
      .filter(
        one =>
          ['ink', 'react'].includes(packageOf(one.specifier)) ||
          (one.kind === 'static' && roomOf(targetOf(source, one) ?? '') === 'tui'),
      )
      .map(({specifier}) => `${source.path} -> ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

describe('what is loaded at once', () => {
  const commands = SOURCES.map(({path}) => path).filter(path => /^src\/commands\/[^/]+\.ts$/.test(path));

  test.each([...commands, 'src/find/scout/main.ts'])('with %s has no heavy package in it', entry => {
    const heavy = loadedWith(entry).flatMap(source =>
      source.imports
        .filter(({kind, specifier}) => kind === 'static' && HEAVY.includes(packageOf(specifier)))
        .map(({specifier}) => `${source.path} -> ${specifier}`),
    );
    expect(heavy).toEqual([]);
  });
});

test('find, choose, engines and start take values: they neither print nor look at the process', () => {
  const pure = SOURCES.filter(({path}) => ['find', 'choose', 'engines', 'start'].includes(roomOf(path)) && !EDGES.includes(path));
  expect(linesWith(pure, /(?<![-\w/])(?:process|console)\./)).toEqual([]);
});

test("Node's modules are imported by name, as the build's builtins plugin needs it", () => {
  expect(linesWith(SOURCES, /^import (?!type\b)(?!\{)[^;]* from 'node:/)).toEqual([]);
});

test('the picker starts no process', () => {
  const tui = SOURCES.filter(({path}) => roomOf(path) === 'tui');
  expect(
    tui.filter(({imports}) => imports.some(({specifier}) => specifier === 'node:child_process')).map(({path}) => path),
  ).toEqual([]);
});

/** All files that importing one loads, lazy imports left out. The built-in families are data in the bundle. */
function loadedWith(entry: string): readonly Source[] {
  if (!existsSync(join(CHECKOUT, entry))) return [];
  const seen = new Map<string, Source>();
  const visit = (path: string) => {
    const source = byPath.get(path);
    if (source === undefined || seen.has(path) || path === 'src/find/built-in-families.ts') return;
    seen.set(path, source);
    for (const one of source.imports) if (one.kind === 'static') visit(targetOf(source, one) ?? '');
  };
  visit(entry);
  return [...seen.values()];
}

function linesWith(sources: readonly Source[], pattern: RegExp): readonly string[] {
  return sources.flatMap(({path, code}) =>
    code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
