import {catalogueRules, noteProblems, searchWith, type Catalogue, type Searched} from './catalogue.ts';
import type {Context} from './context.ts';
import {knownFamilies} from './known-families.ts';
import {noteOverrides, readHost} from './machine.ts';
import {noteKeys, pickerSettings, themeOf} from './picker-looks.ts';
import {planFor, type Action} from './planning.ts';
import {judge} from '../choose/judge.ts';
import type {Host} from '../choose/host.ts';
import type {Stack} from '../choose/stack.ts';
import {stackTable} from '../choose/stack-table.ts';
import type {Findings} from '../find/found.ts';
import {historyFile, readHistory} from '../settings/history.ts';
import {stopHelpers} from '../system/helper-process.ts';
import {accessibleWanted} from '../system/terminal.ts';
import {keepYoungGenerationSmall} from '../system/young-generation.ts';
import type {PickerInput, PickerResult, PickerUpdate, Reading} from '../tui/picker-input.ts';

/** The picker's answer, with the stacks it was given from: they may have grown while it was open. */
export type Picked = PickerResult & {readonly stacks: readonly Stack[]; readonly host: Host};

/** Where the picker begins and what it is for. */
type Wishes = {
  readonly startAt: PickerInput['startAt'];
  /** What is planned for the preview. */
  readonly action: Action;
};

type Scene = {
  readonly host: Host;
  readonly stacks: () => readonly Stack[];
  readonly findings: Findings;
  readonly reading: readonly Reading[];
  readonly updates: PickerInput['updates'];
};

/** Opens at a question about what has been found already: at the stack, or at the variants of one. */
export async function openFor(
  context: Context,
  {findings, stacks, host}: Catalogue,
  startAt: PickerInput['startAt'],
  action: Action,
): Promise<Picked> {
  const show = await prepare(context, {startAt, action});
  const result = await show({host, stacks: () => stacks, findings, reading: [], updates: () => () => {}});
  return {...result, stacks, host};
}

/**
 * Opens with what the index has, at once, and brings in what is found while it is open (DESIGN.md 6: it never waits for CVMFS).
 * The first picture is drawn before any helper is started.
 */
export async function openLive(context: Context): Promise<Picked> {
  const preparing = prepare(context, {startAt: projectsStack(context), action: {kind: 'shell', login: false}});
  const known = await knownFamilies(context);
  noteProblems(known, context);
  const host = readHost(context.world, context.settings.cvmfs);
  noteOverrides(host, context);
  let rules = catalogueRules(context, known);
  const show = await preparing;
  const since = Date.now();
  const listeners = new Set<(update: PickerUpdate) => void>();
  const updates: PickerInput['updates'] = listener => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  let stacks: readonly Stack[] = [];
  const opened = Promise.withResolvers<PickerResult>();
  let isOpen = false;
  const take = (findings: Findings, reading: readonly Reading[]) => {
    stacks = judge(findings, host, rules);
    if (!isOpen) {
      isOpen = true;
      show({host, stacks: () => stacks, findings, reading, updates}).then(opened.resolve, opened.reject);
    } else
      for (const listener of listeners) listener({table: stackTable(stacks, host), repositories: findings.repositories, reading});
  };
  const onUpdate = (findings: Findings) => take(findings, awaited(findings, since));
  const finish = ({findings, families}: Searched) => {
    rules = catalogueRules(context, families);
    take(findings, []);
  };
  // A failure of the search is a bug: nobody catches it once the picker is open, so that the terminal is given back and it is shown.
  void searchWith(context, known, {mode: 'auto', onUpdate}).then(finish, (error: unknown) => {
    if (isOpen) throw error;
    opened.reject(error);
  });
  const result = await opened.promise;
  // What is chosen needs the repositories itself; without a start nothing is worth waiting for.
  if (result.status !== 'start') await stopHelpers();
  return {...result, stacks, host};
}

/** The stack of the project is what is asked for first; whoever wants another one deletes its name. */
function projectsStack({loaded: {project}}: Context): PickerInput['startAt'] {
  const stack = project.status === 'allowed' ? (project.data.stack?.split('@')[0] ?? null) : null;
  return stack === null ? undefined : {stack, question: 'stack', filter: stack};
}

/** Repositories that were never read, or the root where none is known yet. */
function awaited({cvmfs, repositories}: Findings, since: number): readonly Reading[] {
  const unread = repositories.filter(({scannedAt, state}) => scannedAt === null && state === 'not-mounted');
  if (unread.length > 0) return unread.map(({fqrn}) => ({fqrn, since}));
  return repositories.some(({scannedAt}) => scannedAt !== null) ? [] : [{fqrn: cvmfs, since}];
}

/** Does all that can be done before the stacks are there. What comes back draws the first picture before it returns. */
async function prepare(context: Context, {startAt, action}: Wishes): Promise<(scene: Scene) => Promise<PickerResult>> {
  const {world, settings, directories, output, invocation} = context;
  const loading = drawerOf(context);
  const theme = await themeOf(context);
  await noteKeys(context);
  const history = readHistory(historyFile(directories), world.uid, world.now());
  const {stdin, stdout} = world.streams();
  const draw = await loading;
  const demo = directories.cache !== null && settings.cvmfs === `${directories.cache}/demo/cvmfs`;
  const isUsual = settings.cvmfs === '/cvmfs' || world.env['HSF_CVMFS'] !== undefined;
  return async scene => {
    for (const notice of scene.findings.notices ?? []) output.note(notice);
    const picked = draw({
      table: stackTable(scene.stacks(), scene.host),
      repositories: scene.findings.repositories,
      reading: scene.reading,
      updates: scene.updates,
      planFor: choice => {
        const stack = ownerOf(scene.stacks(), choice.variant.address);
        return planFor(context, {stack, variant: choice.variant}, scene.host, action, choice);
      },
      host: scene.host,
      settings: pickerSettings(context),
      theme,
      streams: {stdin, stdout},
      ...(startAt === undefined ? {} : {startAt}),
      banner: demo ? 'demo tree' : null,
      now: () => Date.now(),
      command: {
        before: isUsual ? ['hsf'] : ['hsf', '--cvmfs', settings.cvmfs],
        verb: invocation.command.name === '' ? 'shell' : invocation.command.name,
        rest: invocation.rest,
      },
      favourites: history.favourites,
      recents: history.recents,
    });
    // Not before the first picture: until then much is made that stays, and small collections would copy it again and again.
    keepYoungGenerationSmall();
    return picked;
  };
}

/** What asks: the drawn picker, or numbered questions. */
async function drawerOf({settings, world}: Context): Promise<(input: PickerInput) => Promise<PickerResult>> {
  if (settings.accessible || accessibleWanted(world.env)) return (await import('../tui/accessible/ask-in-lines.ts')).askInLines;
  return (await import('../tui/open.tsx')).openPicker;
}

/** The stack that a variant of the picker belongs to. */
export function ownerOf(stacks: readonly Stack[], address: string): Stack {
  const owner = stacks.find(stack => stack.variants.some(variant => variant.address === address));
  if (owner === undefined) throw new Error(`a variant of no stack: ${address}`);
  return owner;
}
