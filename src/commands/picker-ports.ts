import type {Context} from './context.ts';
import {themesPort} from './picker-themes.ts';
import type {Action} from './planning.ts';
import type {Host} from '../choose/host.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {StackTable} from '../choose/stack-table.ts';
import type {Package} from '../find/packages/package.ts';
import {deadlineAfter} from '../system/deadline.ts';
import {UserError} from '../system/user-error.ts';
import type {DifferenceLine, EnvironmentLine, PickerPorts} from '../tui/picker-input.ts';

/** What the picker shows, for those it asks. */
export type PortScene = {
  readonly host: Host;
  readonly table: () => StackTable;
  readonly repositories: readonly {readonly fqrn: string}[];
  readonly refresh: PickerPorts['refresh'];
  /** What is planned. */
  readonly action: Action;
};

/**
 * What the picker may ask for while it is open, each answered by what the commands of the same name are made of, loaded when it is
 * asked for. Nothing here touches CVMFS in this process, and nothing writes to the terminal.
 */
export function pickerPorts(context: Context, scene: PortScene): PickerPorts {
  const {world, directories, settings} = context;
  return {
    ...themesPort(context),
    refresh: scene.refresh,
    packagesOf: async variant => (await packagesIn([variant], context, scene))[0]!,
    packageWords: async table => {
      const {packageWordsOf} = await import('./picker-package-words.ts');
      const source = {cacheDirectory: directories.cache, build: world.build, uid: world.uid, cvmfs: settings.cvmfs};
      return packageWordsOf(table, source);
    },
    differenceOf: async (one, other) => {
      const [before, after] = await packagesIn([one, other], context, scene);
      const {compareLists} = await import('../find/packages/compare-lists.ts');
      return differenceLines(compareLists(before!, after!));
    },
    environmentOf: choice => environmentOf(choice, later(context), scene),
    keepFavourite: async (stack, on) => {
      const {keepMark} = await import('./favourite.ts');
      return said(() => keepMark(quiet(context), stack, on));
    },
    pinHere: async ({variant}) => {
      const {pinProject} = await import('./init-project.ts');
      return said(() => pinProject(quiet(context), variant.address));
    },
    openDocumentation: async address => {
      const {openDocumentation} = await import('./picker-documentation.ts');
      return openDocumentation(address, world.env, ['/cvmfs', settings.cvmfs]);
    },
  };
}

/** An error for people with what to do about it: there is one line for both. */
async function said(act: () => string | Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Error(`${error.message} ${error.advice}`, {cause: error});
  }
}

/** With a deadline of its own: that of the command is over before somebody has chosen. */
function later(context: Context): Context {
  const {settings, world} = context;
  return {...quiet(context), deadline: deadlineAfter(settings.timeoutMs, world.clock, world.clock())};
}

/** Says nothing: the terminal is the picker's. */
function quiet(context: Context): Context {
  return {...context, output: {...context.output, note: () => undefined, detail: () => undefined}};
}

/** @throws with a sentence where a list cannot be had */
async function packagesIn(variants: readonly Variant[], context: Context, scene: PortScene): Promise<(readonly Package[])[]> {
  const {listNotes, packagesOf} = await import('./package-lists.ts');
  const table = scene.table();
  // What lists are laid over, and more than what is asked for: what is asked of all would forget the lists of others.
  const around = [...new Set(variants.map(({found}) => found.family.id))].flatMap(id => ofFamily(table, id));
  const findings = {
    variants: [...around, ...variants].map(({found}) => found),
    repositories: scene.repositories.map(
      ({fqrn}) => ({fqrn, state: 'ready', revision: null, rootHash: null, scannedAt: null, message: null}) as const,
    ),
    cvmfs: context.settings.cvmfs,
  };
  const answer = await packagesOf(variants, findings, later(context));
  return variants.map(({address}, position) => {
    const list = answer.lists.get(address) ?? null;
    if (list !== null) return list;
    const why = answer.problems[0] ?? listNotes(answer)[0];
    if (answer.read.keys[position] !== null && why !== undefined) throw new Error(why);
    return [];
  });
}

/** The variants that a list may be laid over: only families whose layouts say so have any. */
function ofFamily(table: StackTable, id: string): readonly Variant[] {
  const number = table.families.findIndex(family => family.id === id);
  const stacks: Stack[] = [];
  for (let stack = 0; stack < table.stacks; stack++) {
    if (table.familyOf[stack] !== number) continue;
    const one = table.stackAt(stack);
    if (one.variants[0].found.layout.packages?.whole == null) return [];
    stacks.push(one);
  }
  return stacks.flatMap(({variants}) => variants);
}

function differenceLines({added, removed, upgraded, downgraded, changed}: Comparison): readonly DifferenceLine[] {
  const name = (one: {readonly name: string; readonly category: string | null}) =>
    one.category === null ? one.name : `${one.category}/${one.name}`;
  return [
    ...[...upgraded, ...downgraded, ...changed].map(one => ({
      name: name(one),
      before: one.from.join(', '),
      after: one.to.join(', '),
    })),
    ...added.map(one => ({name: name(one), before: null, after: one.versions.join(', ')})),
    ...removed.map(one => ({name: name(one), before: one.versions.join(', '), after: null})),
  ].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

type Comparison = ReturnType<typeof import('../find/packages/compare-lists.ts').compareLists>;

/** What is stored of it, else what the rules set by themselves: a set-up is never run for it. */
async function environmentOf(
  choice: Parameters<PickerPorts['environmentOf']>[0],
  context: Context,
  {table, host, action}: PortScene,
): ReturnType<PickerPorts['environmentOf']> {
  const [{planFor}, {ownerOf}, {maskValue}] = await Promise.all([
    import('./planning.ts'),
    import('./owner-of.ts'),
    import('../start/mask-secrets.ts'),
  ]);
  const {variant} = choice;
  const found = {stack: ownerOf(table(), variant), variant};
  const line = (name: string, change: EnvironmentLine['change'], value = ''): EnvironmentLine => ({
    name,
    change,
    value: maskValue(name, value),
  });
  const plan = await planFor(context, found, host, action, choice);
  if (plan.mode !== 'container' && plan.environment?.status === 'stored') {
    const {difference} = await planFor(context, found, host, {kind: 'capture'}, choice);
    if (difference != null) {
      const {set, unset, functions, aliases} = difference;
      const lines = [
        ...Object.entries(set).flatMap(
          ([name, value]) => listLines(name, context.world.env[name], value) ?? [line(name, 'set', value)],
        ),
        ...unset.map(name => line(name, 'unset')),
        ...Object.keys(functions).map(name => line(name, 'function')),
        ...Object.entries(aliases).map(([name, value]) => line(name, 'alias', value)),
      ];
      return {kind: 'environment', lines, from: 'stored'};
    }
  }
  const lines = [
    ...Object.entries(plan.env.set).map(([name, value]) => line(name, 'set', value)),
    ...plan.env.unset.map(name => line(name, 'unset')),
  ];
  return {kind: 'environment', lines, from: 'rules'};
}

/** A list such as PATH to which something is added, as what is added. */
function listLines(name: string, before: string | undefined, after: string): readonly EnvironmentLine[] | null {
  if (before === undefined || before === '' || !after.includes(before) || after === before) return null;
  const at = after.indexOf(before);
  const [front, behind] = [after.slice(0, at), after.slice(at + before.length)];
  if ((front !== '' && !front.endsWith(':')) || (behind !== '' && !behind.startsWith(':'))) return null;
  return [
    ...(front === '' ? [] : [{name, change: 'in-front', value: front.slice(0, -1)} as const]),
    ...(behind === '' ? [] : [{name, change: 'behind', value: behind.slice(1)} as const]),
  ];
}
