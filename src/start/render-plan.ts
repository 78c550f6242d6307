import {printable} from '../system/printable.ts';
import {SET_ANEW} from './environment-rules.ts';
import {maskArguments, maskSecrets, maskValue} from './mask-secrets.ts';
import type {Plan} from './plan.ts';
import type {BindMount} from '../engines/engine.ts';
import {planAsLine} from './render-command.ts';
import {stepAsLine, type SetUpStep} from './set-up-step.ts';

/** The plan as it goes out with `--json` (DESIGN.md 5), secrets masked. */
export type PlanDocument = Omit<Plan, 'prepare' | 'signals' | 'processEnv' | 'lost' | 'difference' | 'environment'> & {
  /** Whether the set-up is replayed from what was stored, and since when, or why it runs; null where there is none to store. */
  readonly environment: {
    readonly status: 'stored' | 'live';
    readonly since: string | null;
    readonly reason: string | null;
  } | null;
};

export function planAsJson(plan: Plan): PlanDocument {
  const {prepare: _, signals: __, processEnv: ___, lost: ____, difference: _____, environment, ...shown} = plan;
  return {
    ...shown,
    environment: shownEnvironment(environment),
    argv: maskArguments(plan.argv) as PlanDocument['argv'],
    steps: plan.steps.map(step => ({...step, words: maskedWords(step.words)})),
    env: {
      ...plan.env,
      set: Object.fromEntries(Object.entries(plan.env.set).map(([name, value]) => [name, maskValue(name, value)])),
    },
    warnings: plan.warnings.map(maskSecrets),
  };
}

function shownEnvironment(environment: Plan['environment']): PlanDocument['environment'] {
  if (environment === undefined || environment === null) return null;
  return environment.status === 'stored'
    ? {status: 'stored', since: environment.since, reason: null}
    : {status: 'live', since: null, reason: environment.reason};
}

const maskedWords = (words: SetUpStep['words']) => maskArguments(words) as SetUpStep['words'];

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
  const environment = shownEnvironment(plan.environment);
  if (environment !== null)
    lines.push(
      printable(
        maskSecrets(
          `Environment  ${environment.status === 'stored' ? `stored, from ${environment.since}` : `live: ${environment.reason}`}`,
        ),
      ),
    );
  section('Warnings', plan.warnings);
  const sources = plan.mounts.map(mount => (mount.source === mount.target ? mount.target : `${mount.source} -> ${mount.target}`));
  const width = Math.min(60, Math.max(0, ...sources.map(source => source.length)));
  section(
    'Shown inside',
    plan.mounts.map(
      (mount, index) =>
        `${sources[index]!.padEnd(width)}  ${mount.mode}  ${mount.reason}${mount.origin === 'builtin' ? '' : ` (${mount.origin})`}`,
    ),
  );
  if (plan.mounts.some(hidesLateMounts)) lines.push(`  ${lateMounts(plan.mounts)}`);
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

/** What is the kernel's gets no mounts from anybody, and a file has none below it. */
function hidesLateMounts({propagation, kind, target}: BindMount): boolean {
  return propagation === 'rprivate' && kind === 'directory' && !['/dev', '/proc', '/sys', '/tmp'].includes(target);
}

/** Said once: on a machine whose `/` is private it holds for all of them. */
function lateMounts(mounts: readonly BindMount[]): string {
  const hidden = mounts.filter(hidesLateMounts).map(({target}) => target);
  const which = hidden.length > 3 ? `${hidden.slice(0, 3).join(', ')} and ${hidden.length - 3} more` : hidden.join(', ');
  return printable(`What is mounted later below ${which} does not arrive inside.`);
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
