import {hostname} from 'node:os';
import type {Context} from './context.ts';
import {START_FLAGS} from './flags.ts';
import {workingDirectory} from './list-request.ts';
import type {Action, Startable, StartWay} from './planning.ts';
import {commandLine} from '../start/shell-words.ts';
import type {NewEvent, Verb} from '../settings/history-line.ts';
import {maskArguments, maskSecrets, maskValue} from '../start/mask-secrets.ts';
import type {Plan} from '../start/plan.ts';

/** What was started, and what the picker was told about how. */
export type Started = {readonly found: Startable; readonly way: StartWay | undefined};

type Asked = Pick<Context, 'invocation' | 'settings' | 'loaded' | 'world'>;

/** The command line that leads exactly here again, quoted for a shell. Values of secret variables and secrets of the command are not in it. */
export function againLine(context: Asked, plan: Plan, started: Started, action: Action): string {
  const flags = againFlags(context, plan, started);
  const words = ['hsf', verbOf(action), againAddress(plan, started), ...flags];
  return commandLine([...words, ...(action.kind === 'command' ? ['--', ...maskArguments(action.command)] : [])]);
}

/** The line of the history for a start. The command of `run` is not in it: it is the shell's to remember, and may hold secrets. */
export function startedEvent(context: Asked, plan: Plan, started: Started, action: Action | 'use'): NewEvent {
  const address = againAddress(plan, started);
  return {
    at: context.world.now().toISOString(),
    event: 'started',
    // A link may lead to another release: what was started is kept.
    address: address.startsWith(plan.stack) ? plan.stack : stackOf(address),
    variant: address,
    verb: verbOf(action),
    flags: againFlags(context, plan, started),
    directory: workingDirectory(context.world),
    host: hostname(),
  };
}

/** The full address, with a link (`latest`, a day's name in front) replaced by what it led to. */
function againAddress(plan: Plan, {found: {variant}}: Started): string {
  return variant.leadsTo ?? plan.variant;
}

function stackOf(variant: string): string {
  const at = variant.lastIndexOf('@');
  return at < 0 ? variant : variant.slice(0, at);
}

function verbOf(action: Action | 'use'): Verb {
  return action === 'use' ? 'use' : action.kind === 'command' ? 'run' : 'shell';
}

/**
 * The flags of this start that matter for the next: those that were given, what the picker was told, the image that was found, and the
 * CVMFS root unless it is the usual one. Settings of files are as they are the next time as well, so they are not repeated.
 */
function againFlags(context: Asked, plan: Plan, {found, way}: Started): readonly string[] {
  const isImage = found.variant.found.entry.kind === 'image';
  const image = plan.mode === 'container' && plan.image !== null && !isImage ? {image: [maskSecrets(plan.image)]} : {};
  const isUsual = !/^(?:flag|variable)/.test(context.loaded.origins['cvmfs'] ?? '');
  return flagWords({...wayFlags(context, way), ...image, ...(isUsual ? {} : {cvmfs: [context.settings.cvmfs]})});
}

type FlagValues = Readonly<Record<string, readonly string[]>>;

/** How it was asked to be started: by flags, or in the picker. Paths are absolute, so that they mean the same in every directory. */
export function wayFlags(context: Asked, way: StartWay | undefined): FlagValues {
  const {invocation, settings} = context;
  const values: Record<string, readonly string[]> = {};
  for (const {name} of START_FLAGS) {
    const given = invocation.given.get(name);
    if (given !== undefined)
      values[name] = name === 'home' ? [settings.home] : given.map(value => absolute(name, value, context));
  }
  if (way === undefined) return values;
  if (way.container !== settings.container) values['container'] = [way.container];
  if (way.engine !== null && way.engine !== settings.engine) values['engine'] = [way.engine];
  if (way.image !== null && way.image !== settings.image) values['image'] = [way.image];
  return values;
}

/** Each flag with its value in one word. */
export function flagWords(values: FlagValues): readonly string[] {
  return Object.entries(values).flatMap(([name, texts]) => texts.map(text => (text === '' ? `--${name}` : `--${name}=${text}`)));
}

function absolute(name: string, value: string, {world}: Asked): string {
  if (name === 'env') return withoutSecret(value);
  // Credentials in the address of an image: the line cannot work without them, and nobody else may read them.
  if (maskSecrets(value) !== value) return maskSecrets(value);
  const isPath = name === 'bind' || name === 'env-file' || (name === 'image' && /^\.{1,2}\//.test(value));
  const cwd = workingDirectory(world);
  return !isPath || cwd === null || /^[/~$]/.test(value) ? value : `${cwd}/${value}`;
}

/** `NAME` alone lets the value of the caller in: the secret has to be there, and is written nowhere. */
function withoutSecret(variable: string): string {
  const equals = variable.indexOf('=');
  if (equals < 0) return variable;
  const [name, value] = [variable.slice(0, equals), variable.slice(equals + 1)];
  return maskValue(name, value) === value ? variable : name;
}

/** The line of an event of the history. */
export function eventLine({
  address,
  variant,
  verb,
  flags,
}: {
  readonly address: string;
  readonly variant: string | null;
  readonly verb: Verb;
  readonly flags: readonly string[] | null;
}): string {
  // A command is not kept, so what comes back of a run is a shell in the same place.
  return commandLine(['hsf', verb === 'use' ? 'use' : 'shell', variant ?? address, ...(flags ?? [])]);
}
