import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Target} from './target.ts';

const DIRECTORY = join(import.meta.dirname, '..', 'seeds');

/** Inputs of a target that were found: one a line, as JSON with a character for each byte. */
function fileOf({name}: Target): string {
  return join(DIRECTORY, `${name}.jsonl`);
}

export function seedsOf(target: Target): readonly Buffer[] {
  return [...target.seeds.map(seed => Buffer.from(seed as string)), ...keptSeeds(target)];
}

export function keptSeeds(target: Target): readonly Buffer[] {
  if (!existsSync(fileOf(target))) return [];
  const lines = readFileSync(fileOf(target), 'utf8').split('\n');
  return lines.filter(line => line !== '').map(line => Buffer.from(JSON.parse(line) as string, 'latin1'));
}

export function lineOf(bytes: Buffer): string {
  // What an editor or a terminal would take for something else is written as an escape.
  return JSON.stringify(bytes.toString('latin1')).replace(/[\u007f-\u00ff]/g, one => `\\u00${one.charCodeAt(0).toString(16)}`);
}

/** Keeps what was found, so that it is tried first from now on. */
export function keepSeeds(target: Target, found: readonly Buffer[]): void {
  const lines = new Set([...keptSeeds(target), ...found].map(lineOf));
  if (lines.size > 0) writeFileSync(fileOf(target), `${[...lines].join('\n')}\n`);
}
