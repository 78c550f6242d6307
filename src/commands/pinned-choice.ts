import {failureOf, queryOf, sickFailure} from './find-one.ts';
import type {Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {CHOICE_FLAGS, GLOBAL_FLAGS, START_FLAGS} from './flags.ts';
import {parseArguments, type Invocation} from './parse-arguments.ts';
import {commandLine, lineWord} from '../start/shell-words.ts';
import {flagsOf} from './table.ts';
import {maskSecrets} from '../start/mask-secrets.ts';
import {resolvePinned, type Gone, type Pinned} from '../choose/pinned.ts';
import {unseenHome, type Unseen} from '../choose/unseen.ts';
import type {Query, Resolution} from '../choose/query.ts';
import {resolve} from '../choose/resolve.ts';
import type {HistoryEvent} from '../settings/history-line.ts';
import {isProfileName, profilesFile, readProfiles, type Profile} from '../settings/profiles.ts';
import {UserError} from '../system/user-error.ts';
import type {Directories} from '../system/world.ts';

/** A choice of the past that a command line stands for, instead of an address that somebody typed. */
export type PinnedChoice = Pinned & {
  /** How it is called in messages: `profile "work"`. */
  readonly called: string;
  /** Its name, for advice; null for a start of the history. */
  readonly profile: string | null;
};

/** Flags that belong to a choice; others in a history or a profile are nobody's. */
const KEPT = new Set(
  [...CHOICE_FLAGS, ...START_FLAGS, ...GLOBAL_FLAGS.filter(({name}) => name === 'cvmfs')].map(({name}) => name),
);
const CHOOSING = new Set(CHOICE_FLAGS.map(({name}) => name));

/**
 * Puts what a profile stands for in the place of its name, wherever a stack is asked for. Flags that were typed count more than those
 * of the profile, and lists of both are taken together. Everything else stays as it is.
 */
export function withProfile(
  invocation: Invocation,
  directories: Directories,
  note: (file: string, text: string | null) => void = () => {},
): {readonly invocation: Invocation; readonly problems: readonly string[]} {
  const {command, positionals} = invocation;
  const [name] = positionals;
  const file = profilesFile(directories);
  const isAsked = invocation.pinned === undefined && command.words === undefined && command.positionals[0]?.name === 'STACK';
  if (!isAsked || name === undefined || file === null || !isProfileName(name)) return {invocation, problems: []};
  const {profiles, problems, text} = readProfiles(file);
  // Also that there is none of this name is something that the answer follows from.
  note(file, text);
  const profile = profiles.find(one => one.name === name);
  if (profile === undefined) return {invocation, problems};
  return {invocation: withPinned(invocation, profileChoice(profile), profile.flags), problems};
}

export function profileChoice(profile: Profile): PinnedChoice {
  const {name, update, stack, variant, platform, fragments, image} = profile;
  return {update, stack, variant, platform, fragments, image, called: `profile "${name}"`, profile: name};
}

/** A start of the history, to be repeated as it was. */
export function startChoice({address, variant}: HistoryEvent): PinnedChoice {
  const own = variant ?? address;
  const platform = own.startsWith(`${address}@`) ? own.slice(address.length + 1) : null;
  const common = {stack: address, variant: own, platform, fragments: null, image: null, profile: null};
  return {...common, update: 'exact', called: 'the last start'};
}

/** @throws UserError `settings-invalid` for flags that this hsf does not have */
export function withPinned(invocation: Invocation, pinned: PinnedChoice, flags: readonly string[]): Invocation {
  const isTyped = [...invocation.given.keys()].some(name => CHOOSING.has(name));
  const known = new Set(flagsOf(invocation.command).map(({name}) => name));
  const given = new Map(invocation.given);
  for (const [name, values] of givenBy(flags, pinned.called)) {
    const typed = given.get(name);
    if (!known.has(name) || (CHOOSING.has(name) && pinned.update === 'exact')) continue;
    if (typed === undefined) given.set(name, values);
    else if (LISTS.has(name)) given.set(name, [...values, ...typed]);
  }
  const [, ...others] = invocation.positionals;
  // Whoever asks for another platform means another variant of the stack.
  if (pinned.update === 'exact' && isTyped) return {...invocation, positionals: [pinned.stack, ...others], given};
  const address = pinned.update === 'exact' ? pinned.variant : addressOf(pinned);
  return {...invocation, positionals: [address, ...others], given, pinned};
}

const LISTS = new Set(START_FLAGS.filter(({repeat}) => repeat === true).map(({name}) => name));

/** Flags as they were kept, parsed as if they had been typed. */
export function givenBy(flags: readonly string[], called: string): ReadonlyMap<string, readonly string[]> {
  const wrong = flags.find(flag => !KEPT.has(flag.slice(2).split('=')[0]!));
  try {
    if (wrong === undefined) return parseArguments(['plan', ...flags]).given;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError('settings-invalid', `The flags of ${called} are wrong: ${error.message}`, error.advice);
  }
  throw new UserError(
    'settings-invalid',
    `${wrong} is no flag that ${called} can have.`,
    'Save it anew, or start by the address.',
  );
}

function addressOf({stack, fragments}: Pinned): string {
  return fragments === null ? stack : `${stack}@${fragments}`;
}

/** What the command line means: by its address, or by the choice that it stands for. @throws UserError for a choice of which a part is gone */
export function resolutionOf({stacks, findings, families}: Catalogue, context: Context): Resolution {
  const query = queryOf(context);
  const {pinned} = context.invocation;
  if (pinned === undefined) return resolve(stacks, query);
  const found = resolvePinned(stacks, pinned, query);
  if (found.status !== 'gone') return found;
  const unseen = unseenHome(pinned, found.part, families.families, findings.repositories);
  throw (
    sickFailure(findings, context) ??
    (unseen === null
      ? goneFailure(found, pinned, context.invocation)
      : unseenFailure(unseen, `${pinned.called} cannot be followed`))
  );
}

/** The address that stands for the stack of a command: for commands that need no variant. */
export function meantAddress(catalogue: Catalogue, context: Context): string | null {
  if (context.invocation.pinned === undefined) return queryOf(context).address;
  const found = resolutionOf(catalogue, context);
  if (found.status === 'one' || found.status === 'cannot-run') return found.variant.address;
  if (found.status === 'missing' && found.stack !== null) return found.stack.address;
  throw failureOf(found, catalogue.findings, context) ?? new Error('a resolution without failure');
}

export function pinnedQuery(flags: readonly string[], called: string): Query {
  const given = givenBy(flags, called);
  const value = (name: string) => given.get(name)?.at(-1) ?? null;
  const [platform, arch, os, compiler, build] = ['platform', 'arch', 'os', 'compiler', 'build'].map(value);
  return {address: null, platform, arch, os, compiler, build};
}

/** Nothing is near to what may be there after all, so nothing else is offered. */
export function unseenFailure({fqrn, state, what}: Unseen, outcome: string): UserError {
  const sentence = `${outcome.slice(0, 1).toUpperCase()}${outcome.slice(1)}: ${fqrn} ${what}, so nobody can tell whether it is still there.`;
  return new UserError(
    state === 'hung' ? 'repository-not-answering' : 'repository-failed',
    sentence,
    'Run "hsf doctor" to see what is missing.',
  );
}

function goneFailure(gone: Gone, {called, profile, update}: PinnedChoice, invocation: Invocation): UserError {
  const {nearest, part, what} = gone;
  const code =
    part === 'family' || part === 'release' ? 'stack-unknown' : part === 'image' ? 'variant-cannot-run' : 'variant-unknown';
  const message = `${called.slice(0, 1).toUpperCase()}${called.slice(1)} cannot be followed. ${what}`;
  if (nearest === null) return new UserError(code, message, 'Run "hsf list" to see what there is.');
  const keep =
    profile === null ? '' : `; to keep it: hsf profile save ${profile} ${lineWord(nearest.address)} --update=${update}`;
  const choices = {[code === 'stack-unknown' ? 'stack' : 'platform']: [nearest.address]};
  return new UserError(code, message, `Nearest: ${readyLine(invocation, nearest.address)}${keep}`, {choices});
}

function readyLine({command, given, rest}: Invocation, address: string): string {
  const flags = [...given]
    .filter(([name]) => !CHOOSING.has(name) && name !== 'here')
    .flatMap(([name, values]) => values.map(value => (value === '' ? `--${name}` : `--${name}=${maskSecrets(value)}`)));
  const words = ['hsf', command.name === 'last' ? 'shell' : command.name, address, ...flags];
  return commandLine([...words, ...(rest === null ? [] : ['--', ...rest])]);
}
