import {flagWords, wayFlags} from './again-line.ts';
import {readCatalogue} from './catalogue.ts';
import {chooseOne} from './choose-one.ts';
import {makeContext, type Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {CHOICE_FLAGS} from './flags.ts';
import {profileChoice} from './pinned-choice.ts';
import {pinnedState} from './pinned-state.ts';
import {listedProfiles, maskedFlag, profilesJson, profilesText, shownProfile} from './text-profiles.ts';
import {jsonDocument} from './json.ts';
import {commandNamed} from './table.ts';
import {keepNames} from './word-files.ts';
import {addressOf} from '../choose/address.ts';
import {addressAmong, findStack} from '../choose/find-stack.ts';
import type {Stack} from '../choose/stack.ts';
import {isProfileName, profilesFile, readProfiles, UPDATE_RULES, writeProfile, type Profile} from '../settings/profiles.ts';
import {nearest} from '../system/nearest.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf profile`: names for choices. */
export async function profile(context: Context): Promise<number> {
  const [word = 'list', name, stack] = context.invocation.positionals;
  switch (word) {
    case 'list':
      return list(context);
    case 'save':
      return save(context, name, stack);
    case 'show':
      return show(context, named(context, name, word));
    case 'remove':
      return remove(context, named(context, name, word));
    default:
      throw new UserError('usage', `"hsf profile" has no word "${word}".`, 'Words are save, list, show and remove.');
  }
}

/** For the completion. */
function keepWords({directories}: Context): void {
  const {profiles} = readProfiles(profilesFile(directories));
  keepNames(
    directories.cache,
    'profiles',
    profiles.map(({name}) => name),
  );
}

function allProfiles({directories, output}: Context): readonly Profile[] {
  const {profiles, problems} = readProfiles(profilesFile(directories));
  for (const problem of problems) output.note(problem);
  return profiles;
}

async function list(context: Context): Promise<number> {
  const {options, output} = context;
  const profiles = allProfiles(context);
  const states = await statesOf(context, profiles);
  if (options.json) output.result(jsonDocument(profilesJson(states)));
  else if (profiles.length === 0) output.note('There are no profiles. To make one: hsf profile save NAME STACK');
  else output.result(listedProfiles(states, context));
  return EXIT.ok;
}

async function show(context: Context, one: Profile): Promise<number> {
  const {options, output} = context;
  const states = await statesOf(context, [one]);
  output.result(options.json ? jsonDocument(profilesJson(states)) : profilesText(states.map(shownProfile)));
  // A script wants to know whether it can still be used.
  if (states.some(({now}) => now.state === 'unknown')) return EXIT.failure;
  return states.every(({now}) => now.state !== 'gone' && now.state !== 'cannot-run') ? EXIT.ok : EXIT.nothing;
}

async function statesOf(context: Context, profiles: readonly Profile[]) {
  if (profiles.length === 0) return [];
  const catalogue = await readCatalogue(context);
  return profiles.map(one => ({profile: one, now: pinnedState(catalogue, profileChoice(one), one.flags)}));
}

async function save(context: Context, name: string | undefined, stack: string | undefined): Promise<number> {
  const {invocation, options, output, world} = context;
  if (name === undefined)
    throw new UserError('usage', '"hsf profile save" needs a name and a stack.', 'hsf profile save work LCG_107@el9-gcc13');
  const file = fileOf(context);
  refuseName(name);
  // What is saved is chosen as for a start; so a profile can be saved from another one, and a terminal asks what is missing.
  const plan = commandNamed('plan');
  if (plan === undefined) throw new Error('no command to choose with');
  const {given: all, ...others} = invocation;
  const asked = {words: ['profile', 'save', name], given: all, rest: null};
  const given = new Map([...all].filter(([flag]) => flag !== 'update' && flag !== 'json'));
  const choosing = makeContext(world, {...others, asked, command: plan, positionals: stack === undefined ? [] : [stack], given});
  const {stacks} = await readCatalogue(context);
  refuseAddress(name, stacks);
  const {found, way} = await chooseOne(choosing, {kind: 'shell', login: false});
  const {pinned, positionals} = choosing.invocation;
  const update = UPDATE_RULES.find(rule => rule === options.value('update')) ?? pinned?.update ?? 'exact';
  const parsed = addressAmong(stacks, positionals[0] ?? '');
  const wishes = new Map(
    CHOICE_FLAGS.flatMap(({name: flag}) =>
      choosing.invocation.given.has(flag) ? [[flag, choosing.invocation.given.get(flag)!] as const] : [],
    ),
  );
  const cvmfs = choosing.loaded.origins['cvmfs'] === 'flag --cvmfs' ? {cvmfs: [choosing.settings.cvmfs]} : {};
  const saved: Profile = {
    name,
    update,
    stack: found.stack.address,
    variant: found.variant.address,
    platform: found.variant.platform.text,
    fragments: pinned?.fragments ?? (parsed.status === 'address' ? parsed.address.fragments : null),
    // The variant itself says more than any wish.
    flags: flagWords({...(update === 'exact' ? {} : Object.fromEntries(wishes)), ...wayFlags(choosing, way), ...cvmfs}),
    image: found.variant.verdict.runs === 'container' ? found.variant.verdict.image : null,
    savedAt: world.now().toISOString(),
  };
  const before = allProfiles(context).find(one => one.name === name);
  const {aside} = writeProfile(file, name, saved);
  if (aside !== null) output.note(`The file that could not be read was kept as ${aside}.`);
  keepWords(context);
  for (const flag of secretsLeftOut(choosing, saved))
    output.note(
      `The value of ${flag} is not kept, since it may be a secret; the variable of that name is taken when it is used.`,
    );
  if (options.json) output.result(jsonDocument(profilesJson(await statesOf(context, [saved]))));
  else output.note(`${name} means ${saved.variant} now (${update})${insteadOf(before, saved)}. To use it: hsf shell ${name}`);
  return EXIT.ok;
}

/** What the name meant before, where that was something else. */
function insteadOf(before: Profile | undefined, now: Profile): string {
  if (before === undefined) return '';
  const told = ({variant, update, flags}: Profile) => [variant, ...flags.map(maskedFlag), `(${update})`].join(' ');
  return told(before) === told(now) ? ', as before' : `, instead of ${told(before)}`;
}

/** Names of variables that were given with a value which is not in the profile. */
function secretsLeftOut({invocation}: Context, {flags}: Profile): readonly string[] {
  const kept = new Set(flags);
  const given = invocation.given.get('env') ?? [];
  return given.filter(text => text.includes('=') && !kept.has(`--env=${text}`)).map(text => text.slice(0, text.indexOf('=')));
}

function remove(context: Context, one: Profile): number {
  writeProfile(fileOf(context), one.name, null);
  keepWords(context);
  if (context.options.json) context.output.result(jsonDocument({profiles: []}));
  else context.output.note(`${one.name} is forgotten.`);
  return EXIT.ok;
}

/** A profile must not take the place of anything else that can stand there. */
function refuseName(name: string): void {
  if (!isProfileName(name))
    throw new UserError(
      'usage',
      `"${name}" cannot be the name of a profile.`,
      'A name begins with a letter and goes on with letters, digits, dots, dashes and underscores, 64 at most.',
    );
  if (commandNamed(name) !== undefined || name === 'latest' || name === 'help')
    throw new UserError('usage', `"${name}" is a word of hsf, so no profile can be called that.`, 'Choose another name.');
}

function refuseAddress(name: string, stacks: readonly Stack[]): void {
  const match = findStack(stacks, addressOf(name, null));
  if (match.status === 'none') return;
  const meant =
    match.status === 'one'
      ? match.stack.address
      : match.status === 'many'
        ? (match.stacks[0]?.address ?? name)
        : `${match.family}/latest`;
  throw new UserError(
    'usage',
    `"${name}" means stacks already (${meant}), so no profile can be called that.`,
    'Choose another name.',
  );
}

function named(context: Context, name: string | undefined, word: string): Profile {
  const profiles = allProfiles(context);
  if (name === undefined) throw new UserError('usage', `"hsf profile ${word}" needs a name.`, namesText(profiles));
  const found = profiles.find(one => one.name === name);
  if (found !== undefined) return found;
  const [near] = nearest(
    name,
    profiles.map(one => one.name),
    1,
  );
  throw new UserError(
    'nothing-found',
    `There is no profile "${name}".`,
    near === undefined ? namesText(profiles) : `Did you mean "${near}"?`,
  );
}

function namesText(profiles: readonly Profile[]): string {
  return profiles.length === 0
    ? 'To make one: hsf profile save NAME STACK'
    : `Profiles are ${profiles.map(({name}) => name).join(', ')}.`;
}

function fileOf({directories}: Context): string {
  const file = profilesFile(directories);
  if (file !== null) return file;
  throw new UserError(
    'write-failed',
    'There is no place for profiles: neither HOME nor XDG_CONFIG_HOME is set.',
    'Set one of them.',
  );
}
