import type {Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import type {Query, Resolution} from '../choose/query.ts';
import type {Runs, Stack, Variant} from '../choose/stack.ts';
import {formatAddress} from '../choose/address.ts';
import {commandLine} from '../start/shell-words.ts';
import type {Findings} from '../find/found.ts';
import {UserError} from '../system/user-error.ts';

/** One variant, ready to be planned. */
export type Found = {readonly stack: Stack; readonly variant: Variant};

/** The query that the address and the flags of a command make. */
export function queryOf({invocation, options}: Context): Query {
  return {
    address: invocation.positionals[0] ?? null,
    platform: options.value('platform'),
    arch: options.value('arch'),
    os: options.value('os'),
    compiler: options.value('compiler'),
    build: options.value('build'),
  };
}

/**
 * The failure that a resolution means where nobody can be asked; null when it is one variant. What is missing because of a sick
 * repository is told as such: "unknown" would send its user looking for typing errors.
 */
export function failureOf(resolution: Resolution, findings: Findings, context: Context): UserError | null {
  if (resolution.status === 'one') return null;
  return (resolution.status === 'unknown' ? sickFailure(findings, context) : null) ?? choiceFailure(resolution, context);
}

/**
 * Refuses the exact address of a stack that was found and is not in the catalogue: only a rule leaves one out, and what is merely
 * called nearly so must not take its place.
 *
 * @throws UserError `stack-unknown`
 */
export function refuseHidden({findings, stacks}: Pick<Catalogue, 'findings' | 'stacks'>, {invocation}: Context): void {
  const typed = invocation.positionals[0] ?? '';
  const hidden = findings.variants.find(({family, release}) => {
    const end = family.id.length + 1 + release.length;
    const isIts = typed.startsWith(`${family.id}/`) && typed.startsWith(release, family.id.length + 1);
    return isIts && (typed.length === end || typed[end] === '@');
  });
  if (hidden === undefined) return;
  const address = formatAddress(hidden.family.id, hidden.release);
  if (stacks.some(stack => stack.address === address)) return;
  throw new UserError(
    'stack-unknown',
    `${address} is on CVMFS, but a "hide" rule of this site or of yours leaves it out.`,
    'Such rules stand in rules.toml, in the directory of family files.',
  );
}

/** Why there is nothing, or why not everything is known; null when all could be read. */
export function sickFailure({cvmfs, root, repositories, variants}: Findings, {deadline}: Context): UserError | null {
  if (root === 'missing')
    return new UserError(
      'cvmfs-missing',
      `There is no directory ${cvmfs}.`,
      'Install and configure the CernVM-FS client, or name another root with --cvmfs.',
    );
  if (root === 'hung')
    return new UserError(
      'repository-not-answering',
      `${cvmfs} did not answer within ${deadline.totalMs / 1000} s.`,
      'Run "hsf doctor".',
    );
  // A repository with an index keeps its stacks, so a word that is unknown there is wrong.
  const sick = repositories.find(({state, scannedAt}) => scannedAt === null && (state === 'hung' || state === 'failed'));
  if (sick !== undefined) {
    const code = sick.state === 'hung' ? 'repository-not-answering' : 'repository-failed';
    return new UserError(
      code,
      `The stacks of ${sick.fqrn} are not known yet${sick.message === null ? '.' : `: ${sick.message}`}`,
      'Run "hsf doctor" to test each repository.',
    );
  }
  return variants.length > 0
    ? null
    : new UserError('nothing-found', `No stacks were found below ${cvmfs}.`, 'Run "hsf doctor" to see why.');
}

function choiceFailure(resolution: Exclude<Resolution, {status: 'one'}>, context: Context): UserError {
  switch (resolution.status) {
    case 'unknown':
      return new UserError(
        resolution.part === 'variant' ? 'variant-unknown' : resolution.part === 'stack' ? 'stack-unknown' : 'usage',
        resolution.what,
        resolution.nearest.length === 0 ? whereToLook(resolution.part, context) : nearText(resolution.nearest),
        resolution.nearest.length === 0
          ? {}
          : {choices: {[resolution.part === 'variant' ? 'platform' : 'stack']: resolution.nearest}},
      );
    case 'missing':
      return missingFailure(resolution, context);
    case 'cannot-run': {
      const {variant, nearest} = resolution;
      const advice =
        nearest === null
          ? `Run "hsf show ${resolution.stack.address}" for its other variants.`
          : `The nearest that runs here: ${nearest.address}`;
      return new UserError(
        'variant-cannot-run',
        `${variant.address} cannot run here: ${lowerFirst(variant.verdict.reason)}`,
        advice,
      );
    }
  }
}

/** Where nothing is near: the stack is known when only the variant is not. */
function whereToLook(part: string, {invocation}: Context): string {
  const [stack] = (invocation.positionals[0] ?? '').split('@');
  return part === 'variant' && stack !== '' ? `Run "hsf show ${stack}" to see its variants.` : 'Run "hsf list" to see all.';
}

/** More than anybody reads; all are in the JSON. */
const MOST_NEAR = 8;

export function nearText(nearest: readonly string[]): string {
  const more = nearest.length > MOST_NEAR ? ` and ${nearest.length - MOST_NEAR} more` : '';
  return `Near it: ${nearest.slice(0, MOST_NEAR).join(', ')}${more}.`;
}

function missingFailure(resolution: Extract<Resolution, {status: 'missing'}>, context: Context): UserError {
  const {choices, best, stack} = resolution;
  const stacks = choices['stack'] ?? [];
  if (stack === null && stacks.length === 0) {
    return new UserError(
      'nothing-found',
      `No stacks were found below ${context.settings.cvmfs}.`,
      'Run "hsf doctor" to see why.',
    );
  }
  const typed = context.invocation.positionals[0];
  const advice = best === null ? 'Run "hsf list" to see what runs here.' : `For example: ${readyLine(context, best)}`;
  if (stack !== null) {
    const flags = Object.keys(choices).map(flag => `--${flag}`);
    return new UserError('choice-missing', `${stack.address} needs a choice of ${flags.join(' and ')}.`, advice, {choices});
  }
  if (typed === undefined) return new UserError('choice-missing', 'No stack was given.', advice, {choices});
  return new UserError('stack-ambiguous', `"${typed}" can mean ${stacks.length} stacks.`, advice, {choices});
}

/** The command as it was typed, with the best address in the place of what was missing; a container is no place for a running shell. */
function readyLine({invocation}: Context, {address, runs}: {readonly address: string; readonly runs: Runs}): string {
  const {name, flags: known} = invocation.command;
  const isEntered = name === 'use' || name === 'switch';
  const verb = name === '' || (isEntered && runs !== 'native') ? 'shell' : name;
  const left = new Set(
    known.filter(flag => flag.hidden === true || (verb !== name && flag.name === 'nest')).map(flag => flag.name),
  );
  const {words, given, rest} = invocation.asked ?? {...invocation, words: [verb]};
  const flags = [...given]
    .filter(([flag]) => !left.has(flag))
    .flatMap(([flag, values]) => values.map(value => (value === '' ? `--${flag}` : `--${flag}=${value}`)));
  return commandLine(['hsf', ...words, address, ...flags, ...(rest === null ? [] : ['--', ...rest])]);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
