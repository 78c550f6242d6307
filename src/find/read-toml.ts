import {parse, TomlError} from 'smol-toml';
import type {KeyProblem} from './check-templates.ts';
import {linesOfKeys} from './key-lines.ts';

/** What is wrong with a family or rules file, where, in words for its author. */
export type FamilyProblem = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `layout[1].entry.kind`; empty for errors of syntax and of the whole file. */
  readonly key: string;
  /** One sentence. */
  readonly message: string;
};

/** More than ten times the longest family there is. */
export const LARGEST_FAMILY_FILE = 256 * 1024;

export type ReadToml =
  | {readonly status: 'data'; readonly data: unknown}
  | {readonly status: 'problems'; readonly problems: readonly FamilyProblem[]};

/** TOML text as plain data, or what is wrong with its syntax. */
export function readToml(text: string, file: string): ReadToml {
  if (text.length > LARGEST_FAMILY_FILE) return refused(`This file is larger than ${LARGEST_FAMILY_FILE / 1024} kB.`);
  try {
    return {status: 'data', data: parse(text)};
  } catch (error) {
    // Text that nests too deeply ends the parser's stack.
    if (error instanceof RangeError) return refused('This is no valid TOML: it nests too deeply.');
    if (!(error instanceof TomlError)) throw error;
    const [reason = 'unreadable'] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    // A line break is the control character that such a text comes to; nobody sees it as one.
    if (reason.endsWith('control characters are not allowed in strings') && isLineEnd(text, error))
      return refused('This is no valid TOML: a quote that begins in this line is not closed.', error.line);
    return refused(`This is no valid TOML: ${reason}.`, error.line);
  }

  function refused(message: string, line = 1): ReadToml {
    return {status: 'problems', problems: [{file, line, key: '', message}]};
  }
}

function isLineEnd(text: string, {line, column}: TomlError): boolean {
  return (text.split('\n')[line - 1] ?? '').replace(/\r$/, '').length < column;
}

/** Problems of keys as those of lines, from the top of the file to its end. */
export function problemsAt(text: string, file: string, found: readonly KeyProblem[]): readonly FamilyProblem[] {
  const lineOf = linesOfKeys(text);
  return found
    .map(({path, message}) => ({file, line: lineOf(path), key: keyText(path), message}))
    .toSorted((a, b) => a.line - b.line);
}

function keyText(path: readonly string[]): string {
  return path.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
