import {printable} from '../system/printable.ts';
import {SET_ANEW} from './environment-rules.ts';
import {maskArguments, maskSecrets, maskValue} from './mask-secrets.ts';
import type {Plan} from './plan.ts';
import {SCRIPTS} from './scripts.ts';
import {stepArguments, stepAsLine, type SetUpStep} from './set-up-step.ts';
import {quoteReadably} from './shell-words.ts';
import {ENTER_SCRIPT, WAIT_SCRIPT} from '../engines/enter-script.ts';
import {UNSHARE_SCRIPT} from '../engines/unshare-script.ts';

/** The plan as it goes out with `--json` (DESIGN.md 5), secrets masked. */
export type PlanDocument = Omit<Plan, 'prepare' | 'signals' | 'processEnv'>;

export function planAsJson(plan: Plan): PlanDocument {
  const {prepare: _, signals: __, processEnv: ___, ...shown} = plan;
  return {
    ...shown,
    argv: maskArguments(plan.argv) as PlanDocument['argv'],
    steps: plan.steps.map(step => ({...step, words: maskedWords(step.words)})),
    env: {
      ...plan.env,
      set: Object.fromEntries(Object.entries(plan.env.set).map(([name, value]) => [name, maskValue(name, value)])),
    },
    warnings: plan.warnings.map(maskSecrets),
  };
}

const maskedWords = (words: SetUpStep['words']) => maskArguments(words) as SetUpStep['words'];

export type CommandOptions = {
  /** `short` leaves our shell code and the steps out (`…`): for lines that are read, not pasted. */
  readonly scripts: 'full' | 'short';
};

/**
 * The plan as a command for a POSIX shell, secrets masked. Variables that are kept stand for themselves (`"$NAME"`), so that no value
 * of the caller's is printed. In full it can be pasted; where a script of ours has line breaks, so has the command.
 */
export function planAsCommand(plan: Plan, options: CommandOptions = {scripts: 'full'}): string {
  const words = commandWords(plan, options);
  if (plan.processEnv !== null) return ['env', '-i', ...processVariables(plan.processEnv, plan.env), ...words].join(' ');
  const changes = [
    ...[...plan.env.unset, ...plan.env.dropped.map(entry => entry.name)].flatMap(name => ['-u', quoteReadably(name)]),
    ...Object.entries(plan.env.set).map(([name, value]) => quoteReadably(`${name}=${maskValue(name, value)}`)),
  ];
  return ['env', ...changes, ...words].join(' ');
}

/** Names under which engines carry a variable to the inside. */
const CARRIERS = /^(?:APPTAINERENV_|SINGULARITYENV_|HSF_KEPT_)/;

/**
 * The complete environment of an engine's process. What hsf did not set itself is the caller's, who has it already: it is named and not
 * told, and so is what has to be masked.
 */
function processVariables(env: NonNullable<Plan['processEnv']>, {set}: Plan['env']): readonly string[] {
  return Object.entries(env).map(([name, value]) => {
    const bare = name.replace(CARRIERS, '');
    const isOurs = set[bare] === value || bare !== name || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    return isOurs && maskValue(bare, value) === value ? quoteReadably(`${name}=${value}`) : `${name}="$${bare}"`;
  });
}

/** Only program and arguments, our scripts left out, as one printable line. */
export function planAsLine(plan: Plan): string {
  return printable(commandWords(plan, {scripts: 'short'}).join(' '));
}

function commandWords(plan: Plan, options: CommandOptions): readonly string[] {
  const ours = new Map(
    [
      ...Object.entries(SCRIPTS),
      ['make the root', UNSHARE_SCRIPT] as const,
      ['enter', ENTER_SCRIPT] as const,
      ['wait', WAIT_SCRIPT] as const,
    ].map(([name, text]) => [text, name]),
  );
  const isShort = options.scripts === 'short';
  const steps = isShort ? placeOfSteps(plan) : null;
  return maskArguments(plan.argv).flatMap((argument, index) => {
    if (steps !== null && index >= steps.begin && index < steps.end) return index === steps.begin ? ["'… steps …'"] : [];
    const name = ours.get(plan.argv[index]!);
    return [isShort && name !== undefined ? `'… ${name} …'` : quoteReadably(argument)];
  });
}

/** Where the steps stand among the arguments; a plan tells them in words anyway. */
function placeOfSteps({argv, steps}: Plan): {readonly begin: number; readonly end: number} | null {
  const words = stepArguments(steps);
  const begin = argv.findIndex((_, index) => words.every((word, offset) => argv[index + offset] === word));
  return words.length === 0 || begin < 0 ? null : {begin, end: begin + words.length};
}

const MODES: Readonly<Record<Plan['mode'], string>> = {
  native: 'on this machine',
  prefix: 'in the prefix, on this machine',
  container: 'in a container',
};

/** The plan as text for people: what, where, with what, and why. Every line is printable. */
export function planAsText(plan: Plan): string {
  const lines: string[] = [];
  const section = (title: string, rows: readonly string[]) => {
    if (rows.length > 0) lines.push('', title, ...rows.map(row => `  ${printable(maskSecrets(row))}`));
  };
  lines.push(printable(`${plan.variant} starts ${MODES[plan.mode]}${plan.engine === null ? '' : ` (${plan.engine})`}.`));
  if (plan.image !== null) lines.push(printable(`Image      ${plan.image}`));
  else if (plan.mode === 'container') lines.push("Image      none: this machine's own root");
  lines.push(printable(`Directory  ${plan.cwd}`));
  section('Warnings', plan.warnings);
  const sources = plan.mounts.map(mount => (mount.source === mount.target ? mount.target : `${mount.source} -> ${mount.target}`));
  const width = Math.min(60, Math.max(0, ...sources.map(source => source.length)));
  section(
    'Shown inside',
    plan.mounts.map(
      (mount, index) =>
        `${sources[index]!.padEnd(width)}  ${mount.mode}  ${mount.reason}${mount.origin === 'builtin' ? '' : ` (${mount.origin})`}${mount.propagation === 'rprivate' ? '; mounts made later do not arrive' : ''}`,
    ),
  );
  section(
    'Set-up',
    plan.steps.map(step => stepAsLine({...step, words: maskedWords(step.words)})),
  );
  section(
    'Variables set',
    Object.entries(plan.env.set).map(([name, value]) => `${name}=${maskValue(name, value)}${originOf(plan.env, name)}`),
  );
  section(
    'Before the start',
    plan.prepare.flatMap(item => (item.kind === 'command' ? [maskArguments(item.argv).join(' ')] : [])),
  );
  section('Variables unset', plan.env.unset);
  section('Variables left out', grouped(plan.env.dropped));
  lines.push('', 'Command', `  ${planAsLine(plan)}`);
  return `${lines.join('\n')}\n`;
}

function originOf({origins}: Plan['env'], name: string): string {
  const origin = origins?.[name];
  return origin === undefined ? '' : ` (${origin})`;
}

/** Names with one reason in one row. */
function grouped(dropped: Plan['env']['dropped']): readonly string[] {
  const byReason = Map.groupBy(
    // PWD and the like are nobody's loss.
    dropped.filter(entry => entry.reason !== SET_ANEW),
    entry => entry.reason,
  );
  return [...byReason].map(([reason, entries]) => `${entries.map(entry => entry.name).join(', ')}: ${reason}`);
}
