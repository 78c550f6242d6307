import {findRequest, imageRules, readFamilies, type Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {hostSource} from './host-source.ts';
import {readHost} from './machine.ts';
import {planFor} from './planning.ts';
import {judge} from '../choose/judge.ts';
import type {Host} from '../choose/host.ts';
import type {Stack} from '../choose/stack.ts';
import {findStacks} from '../find/find-stacks.ts';
import type {Findings} from '../find/found.ts';
import {readHistory} from '../settings/history.ts';
import {accessibleWanted, colourWanted} from '../system/terminal.ts';
import type {PickerInput, PickerResult, PickerUpdate} from '../tui/picker-input.ts';

/** The picker's answer, with the stacks it was given from: they may have grown while it was open. */
export type Picked = PickerResult & {readonly stacks: readonly Stack[]; readonly host: Host};

type Scene = {
  readonly host: Host;
  readonly stacks: () => readonly Stack[];
  readonly findings: Findings;
  readonly updates: PickerInput['updates'];
  readonly startAt: PickerInput['startAt'];
};

/** Opens at a question about what has been found already: at the stack, or at the variants of one. */
export async function openFor(
  context: Context,
  {findings, stacks, host}: Catalogue,
  startAt: PickerInput['startAt'],
): Promise<Picked> {
  return open(context, {host, stacks: () => stacks, findings, updates: () => () => {}, startAt});
}

/** Opens with what the index has, at once, and brings in what is found while it is open (DESIGN.md 6: it never waits for CVMFS). */
export async function openLive(context: Context): Promise<Picked> {
  const families = await readFamilies(context);
  const host = readHost(context.world, context.settings.cvmfs);
  const rules = imageRules(context);
  const listeners = new Set<(update: PickerUpdate) => void>();
  let stacks: readonly Stack[] = [];
  let latest: Findings | null = null;
  const first = Promise.withResolvers<void>();
  const take = (findings: Findings) => {
    latest = findings;
    stacks = judge(findings, host, rules);
    for (const listener of listeners) listener({stacks, repositories: findings.repositories, reading: []});
    first.resolve();
  };
  const finding = findStacks(findRequest(context, families, {mode: 'auto', onUpdate: take})).then(take, first.reject);
  await first.promise;
  const picked = await open(context, {
    host,
    stacks: () => stacks,
    findings: latest!,
    updates: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startAt: undefined,
  });
  // Helpers must not become children of what is started; each has a deadline of its own.
  if (picked.status === 'start') await finding;
  return picked;
}

async function open(context: Context, scene: Scene): Promise<Picked> {
  const {world, settings, directories, output} = context;
  const {stdin, stdout} = world.streams();
  const theme = await themeOf(context);
  const history = readHistory(directories.state === null ? null : `${directories.state}/history.jsonl`);
  const input: PickerInput = {
    stacks: scene.stacks(),
    repositories: scene.findings.repositories,
    updates: scene.updates,
    planFor: choice => {
      const stack = ownerOf(scene.stacks(), choice.variant.address);
      return planFor(context, {stack, variant: choice.variant}, scene.host, {kind: 'shell', login: false}, choice);
    },
    host: scene.host,
    settings: {
      height: 0.6,
      fullScreen: settings.fullScreen,
      ascii: !/utf-?8/i.test(world.env['LC_ALL'] || world.env['LC_CTYPE'] || world.env['LANG'] || ''),
      colourDepth: colourWanted(settings.color, world.env, true) ? stdout.getColorDepth(world.env as NodeJS.ProcessEnv) : 1,
      mouse: true,
      showAll: false,
      keys: {},
    },
    theme,
    streams: {stdin, stdout},
    ...(scene.startAt === undefined ? {} : {startAt: scene.startAt}),
    banner: directories.cache !== null && settings.cvmfs === `${directories.cache}/demo/cvmfs` ? 'demo tree' : null,
    now: () => Date.now(),
    command: settings.cvmfs === '/cvmfs' || world.env['HSF_CVMFS'] !== undefined ? ['hsf'] : ['hsf', '--cvmfs', settings.cvmfs],
    favourites: history.favourites,
    recents: history.recents,
  };
  for (const notice of scene.findings.notices ?? []) output.note(notice);
  const result = await draw(context, input);
  return {...result, stacks: scene.stacks(), host: scene.host};
}

async function draw({settings, world}: Context, input: PickerInput): Promise<PickerResult> {
  if (settings.accessible || accessibleWanted(world.env)) {
    const {askInLines} = await import('../tui/accessible/ask-in-lines.ts');
    return askInLines(input);
  }
  const {openPicker} = await import('../tui/open.tsx');
  return openPicker(input);
}

/** A theme with mistakes is said and replaced: nobody should be kept from choosing by a colour. */
async function themeOf(context: Context): Promise<PickerInput['theme']> {
  const {world, settings, directories, output} = context;
  const {selectTheme, fallbackTheme} = await import('../tui/theme/select-theme.ts');
  const source = hostSource('/', world.env, []);
  try {
    return selectTheme({
      name: settings.theme,
      noColour: !colourWanted(settings.color, world.env, true),
      colourHint: world.env['COLORFGBG'],
      folders: [
        ...(directories.config === null ? [] : [`${directories.config}/themes`]),
        '/etc/hsf/themes',
        `${world.home}/../themes`,
      ],
      readText: path => source.readText(path, 64 * 1024),
    });
  } catch (error) {
    output.note(error instanceof Error ? error.message : String(error));
    return fallbackTheme();
  }
}

/** The stack that a variant of the picker belongs to. */
export function ownerOf(stacks: readonly Stack[], address: string): Stack {
  const owner = stacks.find(stack => stack.variants.some(variant => variant.address === address));
  if (owner === undefined) throw new Error(`a variant of no stack: ${address}`);
  return owner;
}
