import {readCatalogue, type Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {failureOf, queryOf, refuseHidden} from './find-one.ts';
import type {Picked} from './open-picker.ts';
import {ownerOf} from './owner-of.ts';
import {resolutionOf} from './pinned-choice.ts';
import type {Action, Startable, StartWay} from './planning.ts';
import type {Resolution} from '../choose/query.ts';
import type {Host} from '../choose/host.ts';
import {neverRuns} from '../choose/verdict.ts';
import type {Trace} from '../find/trace.ts';
import {mayAsk} from '../system/terminal.ts';
import type {PickerInput, PickerResult} from '../tui/picker-input.ts';
import {UserError} from '../system/user-error.ts';

/** What is to be started, and how if the picker was asked. */
export type Chosen = {
  readonly found: Startable;
  readonly host: Host;
  readonly way: StartWay | undefined;
  /** By what a later start can tell that it would choose the same; null where nobody can, or this one is remembered itself. */
  readonly trace: (() => Trace | null) | null;
};

/**
 * The one variant that address and flags mean. What is missing is asked for in the picker on a terminal; elsewhere the failure
 * lists all missing choices with their values and a ready line.
 *
 * @param action what will be started, for the picker's preview
 * @throws UserError `choice-missing`, `stack-ambiguous`, `stack-unknown`, `variant-unknown`, `variant-cannot-run`, `cancelled`
 */
export async function chooseOne(context: Context, action: Action): Promise<Chosen> {
  const catalogue = await withinDeadline(readCatalogue(context), context);
  refuseHidden(catalogue, context);
  const resolution = resolutionOf(catalogue, context);
  const chosen = {host: catalogue.host, way: undefined, trace: catalogue.findings.trace ?? null};
  if (resolution.status === 'one') return {...chosen, found: resolution};
  // With an image of the user's own a variant may run that has none of its own; the plan says what it thinks of it.
  if (
    resolution.status === 'cannot-run' &&
    context.settings.image !== null &&
    !neverRuns(resolution.variant.platform, catalogue.host)
  ) {
    return {...chosen, found: resolution};
  }
  const failure = failureOf(resolution, catalogue.findings, context) ?? new Error('a resolution without failure');
  const nothing = catalogue.stacks.length === 0;
  if (
    resolution.status !== 'missing' ||
    nothing ||
    !mayAsk(context.world.env, context.world.terminals, context.options.noInput || context.options.json)
  )
    throw failure;
  return askFor(context, catalogue, questionOf(resolution, context), action);
}

/** Where the picker opens: at what is missing, with what was typed as its filter. */
function questionOf({stack, choices}: Extract<Resolution, {status: 'missing'}>, context: Context): PickerInput['startAt'] {
  const {address, platform, arch, os, compiler, build} = queryOf(context);
  const at = address?.lastIndexOf('@') ?? -1;
  const typed = stack === null ? [address] : [at < 0 ? null : address!.slice(at + 1), platform, arch, os, compiler, build];
  const filter = typed.filter(word => word !== null && word !== undefined && word !== '').join(' ');
  const [first] = choices['stack'] ?? [];
  if (stack === null && (first === undefined || filter === '')) return undefined;
  return {stack: stack?.address ?? first!, question: stack === null ? 'stack' : 'platform', filter};
}

async function askFor(context: Context, catalogue: Catalogue, startAt: PickerInput['startAt'], action: Action): Promise<Chosen> {
  const {openFor} = await import('./open-picker.ts');
  return chosenFrom(await openFor(context, catalogue, startAt, action));
}

/** What the picker's answer means for a start. @throws UserError `cancelled`; PrintInstead */
export function chosenFrom(picked: Picked): Chosen {
  if (picked.status === 'cancelled') throw new UserError('cancelled', 'Nothing was chosen.', leftWith(picked));
  if (picked.status === 'print') throw new PrintInstead(picked.text);
  const {variant, container, engine, image} = picked.choice;
  return {
    found: {stack: ownerOf(picked.table, variant), variant},
    host: picked.host,
    way: {container, engine, image},
    trace: null,
  };
}

/** What the picker leaves behind: what was copied, since no terminal says whether it took it, else how to come back to the question. */
function leftWith({copied, comeBack}: Extract<PickerResult, {readonly status: 'cancelled'}>): string {
  if (copied != null) return `Copied: ${copied}`;
  return comeBack == null ? '' : `To come back here: ${comeBack}`;
}

/** The user asked the picker for the command instead of its start; commands print it and end well. */
export class PrintInstead extends Error {
  override readonly name = 'PrintInstead';
  readonly text: string;

  constructor(text: string) {
    super('print instead of start');
    this.text = text;
  }
}
