import {chmodSync, lutimesSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {writeRoot} from '../start/toy-image.ts';
import type {HostName} from './hosts.ts';

/**
 * What is known of a built-in family, as one file of data: `fixtures/<id>.ts` exports `fixture`. `families.test.ts` makes of it a test
 * of discovery, of verdicts and of starts, and fails for a family that has none.
 *
 * All tables are text, one row a line, columns separated by blanks; empty lines count for nothing.
 */
export type FamilyFixture = {
  /**
   * Real things, a path below the CVMFS root a line: `a/b/` is a directory, `a/b` an empty file, `a/b*` a program, `a -> b` a link.
   * `{one,two}` works as in a shell. Files that have contents stand in `files` instead.
   */
  readonly tree: string;
  /** What lies beside real things and must not be found: half-published, hidden, logs, dangling links. Written like `tree`. */
  readonly decoys: string;
  /** Contents by path; those that begin with `#!` become programs. Any file of `tree` may stand here instead. */
  readonly files?: Readonly<Record<string, string>>;
  /** Directories that become the root of a small Linux that really starts (`writeRoot`). */
  readonly systems?: readonly string[];
  /** Age in days by path, for what is marked stale. */
  readonly ages?: Readonly<Record<string, number>>;
  /**
   * Exactly what all families together find: address, root below the CVMFS root, and the entry relative to it (or from `/cvmfs`
   * when it begins with a slash).
   */
  readonly finds: string;
  /** Releases of this family in the order in which people see them; absent: not looked at. */
  readonly releases?: readonly string[];
  /** Addresses of stacks that are marked recommended. */
  readonly recommends?: readonly string[];
  /** Address of a stack or variant, then its marks; exactly those that have any. Absent: not looked at. */
  readonly marks?: string;
  /** Address of a variant, then all its packages as `name/version`; absent: not looked at. */
  readonly packages?: string;
  /** Host, address, `native`, `container` or `no`, and words that the reason has. */
  readonly verdicts: string;
  readonly starts: readonly FamilyStart[];
};

/** A start of the built `hsf`, in a real bash with the scripts of the fixture. */
export type FamilyStart = {
  readonly title: string;
  readonly stack: string;
  readonly host: HostName;
  readonly env?: Readonly<Record<string, string>>;
} & (
  | {
      /** Command that runs in the stack, and its whole output without the last line end. */
      readonly run: readonly string[];
      readonly prints: string;
    }
  | {
      /** Command that is planned, not run: where the machine at hand cannot, or needs more than the tree. */
      readonly plans: readonly string[];
      /** What the plan has, as `toMatchObject` compares; words that stand among those of its command. */
      readonly plan: Readonly<Record<string, unknown>>;
      readonly words?: readonly string[];
    }
  | {
      /** Command that is refused, and words of the message. */
      readonly refuses: readonly string[];
      readonly says: string;
    }
);

/** Rows of a table, each with its columns. */
export function rows(table: string): readonly (readonly string[])[] {
  return lines(table).map(line => line.split(/\s+/));
}

/** Writes the tree of a fixture below a directory that stands for `/cvmfs`; returns the repositories in it. */
export function writeFixture(directory: string, fixture: FamilyFixture): readonly string[] {
  const {files = {}, systems = [], ages = {}} = fixture;
  for (const path of systems) writeRoot(join(directory, path));
  for (const [path, text] of Object.entries(files)) file(join(directory, path), text, text.startsWith('#!'));
  for (const line of [...lines(fixture.tree), ...lines(fixture.decoys)].flatMap(expandBraces)) {
    const [path = '', target] = line.split(' -> ');
    if (target !== undefined) {
      mkdirSync(dirname(join(directory, path)), {recursive: true});
      symlinkSync(target, join(directory, path));
    } else if (path.endsWith('/')) mkdirSync(join(directory, path), {recursive: true});
    else if (path.endsWith('*')) file(join(directory, path.slice(0, -1)), '#!/bin/sh\n', true);
    else if (!Object.hasOwn(files, path)) file(join(directory, path), '', false);
  }
  for (const [path, days] of Object.entries(ages)) {
    const seconds = Date.now() / 1000 - days * 86_400;
    lutimesSync(join(directory, path), seconds, seconds);
  }
  return readdirSync(directory);
}

/** `a{b,c}d` → `abd`, `acd`; several braces multiply. A single name in braces is no list and stays. */
export function expandBraces(text: string): readonly string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(text);
  if (found === null) return [text];
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  return (found[1] ?? '').split(',').flatMap(part => expandBraces(`${before}${part}${after}`));
}

function lines(table: string): readonly string[] {
  return table
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

function file(path: string, text: string, isProgram: boolean): void {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
  if (isProgram) chmodSync(path, 0o755);
}
