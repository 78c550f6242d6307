import type {Context} from './context.ts';
import type {Action} from './planning.ts';
import type {Host} from '../choose/host.ts';
import type {Variant} from '../choose/stack.ts';
import type {StackTable} from '../choose/stack-table.ts';
import {deadlineAfter} from '../system/deadline.ts';
import type {EnvironmentLine, PickerPorts} from '../tui/picker-input.ts';

/** What the picker shows, for those it asks. */
export type PortScene = {
  readonly host: Host;
  readonly table: () => StackTable;
  readonly repositories: readonly {readonly fqrn: string}[];
  readonly refresh: PickerPorts['refresh'];
  /** Looks at the repository of a variant when nobody else of this picker does, so that a mount that hangs gets one helper. */
  readonly inTurn: <Value>(variant: Variant, work: () => Promise<Value>) => Promise<Value>;
  /** What is planned. */
  readonly action: Action;
};

/**
 * What the picker may ask for while it is open, each answered by what the commands of the same name are made of, loaded when it is
 * asked for. Nothing here touches CVMFS in this process, and nothing writes to the terminal.
 */
export function pickerPorts(context: Context, scene: PortScene): PickerPorts {
  // It remembers what it has said.
  let port: ReturnType<Answers['themesPort']> | null = null;
  const themes = async () => (port ??= (await answers()).themesPort(context));
  return {
    themes: async () => (await themes()).themes(),
    keepTheme: async name => (await themes()).keepTheme(name),
    refresh: scene.refresh,
    packagesOf: variant => scene.inTurn(variant, async () => (await answers()).packagesOf(variant, later(context), scene)),
    packageWords: async table => (await answers()).packageWords(table, context),
    differenceOf: (one, other) =>
      scene.inTurn(one, async () => (await answers()).differenceOf(one, other, later(context), scene)),
    environmentOf: choice => scene.inTurn(choice.variant, () => environmentOf(choice, later(context), scene)),
    keepFavourite: async (stack, on) => (await answers()).keepFavourite(stack, on, quiet(context)),
    pinHere: async ({variant}) => (await answers()).pinHere(variant, quiet(context)),
    openDocumentation: async address => (await answers()).openPage(address, context),
  };
}

/** All in one file of the bundle, which the first picture does not wait for. */
const answers = () => import('./picker-answers.ts');

type Answers = typeof import('./picker-answers.ts');

/** With a deadline of its own: that of the command is over before somebody has chosen. */
export function later(context: Context): Context {
  const {settings, world} = context;
  return {...quiet(context), deadline: deadlineAfter(settings.timeoutMs, world.clock, world.clock())};
}

/** Says nothing: the terminal is the picker's. */
function quiet(context: Context): Context {
  return {...context, output: {...context.output, note: () => undefined, detail: () => undefined}};
}

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
