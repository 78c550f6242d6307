import {noteProblems, type Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {knownFamilies} from './known-families.ts';
import {liveCatalogue, NOTED_AFTER_MS, recallHere, type LiveCatalogue} from './live-catalogue.ts';
import {noteOverrides, readHost} from './machine.ts';
import {ownerOf} from './owner-of.ts';
import {noteKeys, pickerSettings, themeOf} from './picker-looks.ts';
import {later, pickerPorts, type PortScene} from './picker-ports.ts';
import {planFor, type Action} from './planning.ts';
import {makeTurns} from './turns.ts';
import type {Host} from '../choose/host.ts';
import {stackTable, type StackTable} from '../choose/stack-table.ts';
import {historyFile, readHistory} from '../settings/history.ts';
import {stopHelpers} from '../system/helper-process.ts';
import {accessibleWanted} from '../system/terminal.ts';
import {keepYoungGenerationSmall} from '../system/young-generation.ts';
import type {PickerInput, PickerPorts, PickerResult, Reading} from '../tui/picker-input.ts';

/** The picker's answer, with the table it was given from: it may have grown while it was open. */
export type Picked = PickerResult & {readonly table: StackTable; readonly host: Host};

/** Where the picker begins and what it is for. */
type Wishes = {
  readonly startAt: PickerInput['startAt'];
  /** What is planned for the preview. */
  readonly action: Action;
};

type Scene = Pick<PickerInput, 'host' | 'repositories' | 'updates'> &
  Pick<LiveCatalogue, 'hasLooked'> & {
    readonly table: () => StackTable;
    readonly reading: readonly Reading[];
    readonly refresh: PickerPorts['refresh'];
  };

/** Opens at a question about what has been found already: at the stack, or at the variants of one. */
export async function openFor(
  context: Context,
  {findings, stacks, host}: Catalogue,
  startAt: PickerInput['startAt'],
  action: Action,
): Promise<Picked> {
  const show = await prepare(context, {startAt, action});
  for (const notice of findings.notices ?? []) context.output.note(notice);
  // Refreshing it brings a table of everything, which may take the place of this one.
  const first = stackTable(stacks, host);
  const live = liveCatalogue(context, null, host);
  const table = () => (live.table().stacks === 0 ? first : live.table());
  const {updates, refresh, hasLooked} = live;
  const result = await context.deadline.whileAsked(() =>
    show({host, table, repositories: findings.repositories, reading: [], updates, refresh, hasLooked}),
  );
  return {...(await closed(result, live, context)), table: table(), host};
}

/**
 * Opens with what the last finder left, at once, and brings in what is found while it is open (DESIGN.md 6: it never waits for CVMFS).
 * The first picture is drawn before any helper is started.
 */
export async function openLive(context: Context): Promise<Picked> {
  const preparing = prepare(context, {startAt: projectsStack(context), action: {kind: 'shell', login: false}});
  const known = recallHere(context);
  const host = known?.host ?? (await describedHost(context));
  const live = liveCatalogue(context, known, host);
  const show = await preparing;
  // Questions in lines are not drawn anew: they wait for something to ask about.
  if (known === null && asksInLines(context)) await live.begin();
  const {table, repositories, updates, refresh, hasLooked} = live;
  const showing = context.deadline.whileAsked(() =>
    show({host, table, repositories, reading: live.reading, updates, refresh, hasLooked}),
  );
  if (known !== null || !asksInLines(context)) void live.begin();
  return {...(await closed(await showing, live, context)), table: table(), host};
}

/** What this machine is, with all that is to be said about it and about family files. */
async function describedHost(context: Context): Promise<Host> {
  noteProblems(await knownFamilies(context), context);
  const host = readHost(context.world, context.settings.cvmfs);
  noteOverrides(host, context);
  return host;
}

async function closed(result: PickerResult, live: LiveCatalogue, {output}: Context): Promise<PickerResult> {
  // What is chosen needs the repositories itself; without a start nothing is worth waiting for.
  if (result.status !== 'start') await stopHelpers();
  for (const note of live.notes()) output.note(note);
  return result;
}

/** The stack of the project is what is asked for first; whoever wants another one deletes its name. */
function projectsStack({loaded: {project}}: Context): PickerInput['startAt'] {
  const stack = project.status === 'allowed' ? (project.data.stack?.split('@')[0] ?? null) : null;
  return stack === null ? undefined : {stack, question: 'stack', filter: stack};
}

/** Does all that can be done before the stacks are there. What comes back draws the first picture before it returns. */
async function prepare(context: Context, {startAt, action}: Wishes): Promise<(scene: Scene) => Promise<PickerResult>> {
  const {world, settings, directories, invocation} = context;
  const loading = drawerOf(context);
  const theme = await themeOf(context);
  await noteKeys(context);
  const history = readHistory(historyFile(directories), world.uid, world.now());
  const {stdin, stdout} = world.streams();
  const draw = await loading;
  const demo = directories.cache !== null && settings.cvmfs === `${directories.cache}/demo/cvmfs`;
  const isUsual = settings.cvmfs === '/cvmfs' || world.env['HSF_CVMFS'] !== undefined;
  const turns = makeTurns(NOTED_AFTER_MS);
  return async scene => {
    const inTurn: PortScene['inTurn'] = async ({found}, work) => {
      await scene.hasLooked();
      return turns(found.repository, work);
    };
    const picked = draw({
      table: scene.table(),
      repositories: scene.repositories,
      reading: scene.reading,
      updates: scene.updates,
      planFor: choice =>
        inTurn(choice.variant, () => {
          const stack = ownerOf(scene.table(), choice.variant);
          return planFor(later(context), {stack, variant: choice.variant}, scene.host, action, choice);
        }),
      ports: pickerPorts(context, {...scene, action, inTurn}),
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

function asksInLines({settings, world}: Context): boolean {
  return settings.accessible || accessibleWanted(world.env);
}

/** What asks: the drawn picker, or numbered questions. */
async function drawerOf(context: Context): Promise<(input: PickerInput) => Promise<PickerResult>> {
  if (asksInLines(context)) return (await import('../tui/accessible/ask-in-lines.ts')).askInLines;
  return (await import('../tui/open.tsx')).openPicker;
}
