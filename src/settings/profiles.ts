import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {areFlags} from './history-line.ts';
import {refuseForeign} from './store.ts';
import {foreignAt} from '../system/foreign.ts';
import {makeDirectory, writeAtomically} from '../system/atomic-file.ts';
import {errorCode} from '../system/error-code.ts';
import {keepAside} from '../system/keep-aside.ts';
import {locked} from '../system/locked.ts';
import {UserError} from '../system/user-error.ts';

/** What a profile means when its stack has been updated: the same variant, the newest of the series, or the newest recommended. */
export const UPDATE_RULES = ['exact', 'series', 'latest'] as const;
export type UpdateRule = (typeof UPDATE_RULES)[number];

/** A name for a choice. */
export type Profile = {
  readonly name: string;
  readonly update: UpdateRule;
  /** Address of the stack it was saved for. */
  readonly stack: string;
  /** Address of the variant that it meant then. */
  readonly variant: string;
  /** The platform of the variant, as its layout spells it. */
  readonly platform: string;
  /** What was typed behind the @; null where nothing was. */
  readonly fragments: string | null;
  /** Flags that belong to the choice, `--name=value`. */
  readonly flags: readonly string[];
  /** The image that it was to be started in then, null where none was needed. */
  readonly image: string | null;
  /** ISO 8601. */
  readonly savedAt: string;
};

export type Profiles = {
  readonly profiles: readonly Profile[];
  /** What is wrong with the file, a sentence each. */
  readonly problems: readonly string[];
  /** As it was read; null where there is no such file. */
  readonly text: string | null;
};

/** What a save has done. */
export type WrittenProfile = {
  /** There was one of that name. */
  readonly known: boolean;
  /** Where a file that was damaged is now; null where it was none. */
  readonly aside: string | null;
};

/** Names are words: nothing in them means anything to a shell, a path or an address. */
export function isProfileName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name);
}

export function profilesFile({config}: {readonly config: string | null}): string | null {
  return config === null ? null : `${config}/profiles.json`;
}

/**
 * Reads `profiles.json`, an object with the names as its keys. A file that is something else is told at each reading and left for its owner to
 * mend; the next save keeps it aside. A single profile that is wrong is left out, told, and left as it is.
 */
export function readProfiles(file: string | null): Profiles {
  if (file === null) return {profiles: [], problems: [], text: null};
  return checkProfiles(readRaw(file), file);
}

/** The profiles of such a text, and what is wrong with it. */
export function parseProfiles(text: string, file: string): Profiles {
  return checkProfiles(rawOf(text, file), file);
}

function checkProfiles(read: Raw, file: string): Profiles {
  const profiles: Profile[] = [];
  const problems = [...read.problems];
  for (const [name, raw] of Object.entries(read.raw)) {
    const checked = checkProfile(name, raw);
    if (typeof checked === 'string') problems.push(`${file}: "${name}" ${checked}, so it is not used.`);
    else profiles.push(checked);
  }
  return {profiles: profiles.toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems, text: read.text};
}

/** Puts a profile into the file in place of one of its name, or removes it with null. @throws UserError `write-failed` */
export function writeProfile(file: string, name: string, profile: Profile | null): WrittenProfile {
  try {
    makeDirectory(dirname(file));
    refuseForeign(file);
    return locked(file, () => {
      const {raw, damaged} = readRaw(file);
      const known = Object.hasOwn(raw, name);
      const {[name]: _, ...others} = raw;
      const {name: __, ...facts} = profile ?? {name};
      const next = profile === null ? others : {...others, [name]: facts};
      if (profile === null && !known) return {known, aside: null};
      const aside = damaged ? keepAside(file) : null;
      if (damaged && aside === null) throw Object.assign(new Error('EACCES'), {code: 'EACCES'});
      const written = writeAtomically(file, `${JSON.stringify({profiles: next}, null, 2)}\n`);
      if (written.status === 'failed') throw Object.assign(new Error(written.code), {code: written.code});
      return {known, aside};
    });
  } catch (error) {
    const code = error instanceof UserError ? undefined : errorCode(error);
    if (code === undefined) throw error;
    throw new UserError('write-failed', `${file} cannot be written (${code}).`, 'Make it and its directory writable.', {
      cause: error,
    });
  }
}

type Raw = Pick<Profiles, 'problems' | 'text'> & {
  readonly raw: Readonly<Record<string, unknown>>;
  /** It can be read, and holds something else. */
  readonly damaged: boolean;
};

function readRaw(file: string): Raw {
  let text: string;
  try {
    const reason = foreignAt(file);
    if (reason !== null)
      return {raw: {}, damaged: false, text: null, problems: [`${file} ${reason}, so its profiles are not used.`]};
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    return {
      raw: {},
      damaged: false,
      text: null,
      problems: isMissing ? [] : [`${file} cannot be read (${code}), so its profiles are not known.`],
    };
  }
  return rawOf(text, file);
}

function rawOf(text: string, file: string): Raw {
  const profiles = objectIn(objectIn(parsed(text))?.['profiles']);
  if (profiles !== null) return {raw: profiles, damaged: false, problems: [], text};
  return {
    raw: {},
    damaged: true,
    text,
    problems: [`${file} is no JSON with profiles, so none of them is known. Mend it, or remove it.`],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

/** The profile, or what is wrong with it as the end of a sentence. */
function checkProfile(name: string, raw: unknown): Profile | string {
  const value = objectIn(raw);
  if (value === null) return 'is no object';
  if (!isProfileName(name)) return 'is no name for a profile';
  const {update, stack, variant, platform, fragments = null, flags = [], image = null, savedAt} = value;
  if (!isOneOf(update)) return `has no rule for updates (${UPDATE_RULES.join(', ')})`;
  if (!isAddress(stack) || !stack.includes('/')) return 'has no "stack", FAMILY/RELEASE';
  if (!isAddress(variant) || !(variant === stack || variant.startsWith(`${stack}@`))) return 'has no "variant" of its stack';
  if (typeof platform !== 'string') return 'has no "platform"';
  if (fragments !== null && typeof fragments !== 'string') return 'has "fragments" that are no text';
  if (!areFlags(flags)) return 'has "flags" that are no list of flags';
  if (image !== null && typeof image !== 'string') return 'has an "image" that is no text';
  if (typeof savedAt !== 'string' || Number.isNaN(Date.parse(savedAt))) return 'has no time at which it was saved';
  const known = ['update', 'stack', 'variant', 'platform', 'fragments', 'flags', 'image', 'savedAt'];
  const unknown = Object.keys(value).find(key => !known.includes(key));
  if (unknown !== undefined) return `has a key "${unknown}" that no profile has`;
  return {name, update, stack, variant, platform, fragments, flags, image, savedAt};
}

function isOneOf(value: unknown): value is UpdateRule {
  return UPDATE_RULES.some(rule => rule === value);
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024 && !value.startsWith('-');
}
