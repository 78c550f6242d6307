import {isObject} from './project-data.ts';
import {readProjectFile} from './project-file.ts';

/** Beside `pyvenv.cfg` in a venv that `hsf venv` made. */
export const VENV_FILE = 'hsf-venv.json';

/** What a Python venv remembers of the stack it was made on. */
export type VenvNote = {
  /** Address of the stack, and of the very variant. */
  readonly stack: string;
  readonly variant: string;
  /** Where its own packages lie in it: `lib/python3.11/site-packages`. */
  readonly sitePackages: readonly string[];
  /** Python's version: `3.11.9`. */
  readonly python: string;
  readonly madeAt: string;
};

const VERSION = 1;

export function venvText(note: VenvNote): string {
  return `${JSON.stringify({version: VERSION, ...note}, null, 2)}\n`;
}

export type ReadVenv =
  | {readonly status: 'venv'; readonly note: VenvNote; readonly text: string}
  | {readonly status: 'none'}
  /** `reason` is the end of a sentence that begins with the file. */
  | {readonly status: 'refused'; readonly reason: string};

/** What a venv says of its stack. As any file that says what is started it has to be one's own. */
export function readVenv(directory: string, uid: number): ReadVenv {
  const read = readProjectFile(`${directory}/${VENV_FILE}`, uid);
  if (read.status === 'missing') return {status: 'none'};
  if (read.status === 'refused') return read;
  const note = parseVenvNote(read.text);
  return note === null ? {status: 'refused', reason: 'is damaged'} : {status: 'venv', note, text: read.text};
}

function isInside(path: unknown): path is string {
  return typeof path === 'string' && path !== '' && !path.startsWith('/') && !path.split('/').includes('..');
}

/** The note of such a text; null for anything else. */
export function parseVenvNote(text: string): VenvNote | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || value['version'] !== VERSION) return null;
    const {stack, variant, sitePackages, python, madeAt} = value;
    if (![stack, variant, python, madeAt].every(entry => typeof entry === 'string')) return null;
    if (!Array.isArray(sitePackages) || !sitePackages.every(isInside)) return null;
    return {stack, variant, sitePackages, python, madeAt} as VenvNote;
  } catch {
    return null;
  }
}
