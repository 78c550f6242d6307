import type {Host} from '../../choose/host.ts';
import type {FacetName} from '../../choose/facets.ts';
import type {Stack, Variant} from '../../choose/stack.ts';
import type {StackTable} from '../../choose/stack-table.ts';
import type {Repository} from '../../find/found.ts';
import type {Plan} from '../../start/plan.ts';
import type {Size} from '../layout.ts';
import {layoutFor} from '../layout.ts';
import type {
  Choice,
  CommandWords,
  PackageWords,
  PickerResult,
  PickerUpdate,
  Reading,
  StepName,
  ThemeEntry,
} from '../picker-input.ts';
import type {Theme} from '../theme.ts';
import type {Way} from '../ways-to-start.ts';
import {choiceOf, waysToStart} from '../ways-to-start.ts';
import type {Binding} from '../keys/bindings.ts';
import type {Answer} from './answers.ts';
import {NO_FILTERS} from './filters.ts';
import type {Filters} from './filters.ts';
import type {ListState} from './list-state.ts';
import {EMPTY_LIST} from './list-state.ts';
import type {Overlay} from './overlay-state.ts';
import type {Request} from './requests.ts';
import type {StackRow} from './stack-rows.ts';
import {bestOfRow, stackOfRow} from './stack-rows.ts';
import type {TextInput} from './text-input.ts';
import {EMPTY_TEXT} from './text-input.ts';

/** A question: what was typed, what is left of the answers, and which one is selected. */
export type Step<Row> = {
  readonly filter: TextInput;
  readonly list: ListState;
  readonly rows: readonly Row[];
  /** What the question is about: nothing, a stack's address, a variant's address. */
  readonly about: string | null;
  /** The answer that was preselected, so that a question that comes up again is known. */
  readonly preselected: string | null;
  /** Where letters go: into the filter, or they are commands (vi's and lazygit's habit). */
  readonly letters: Letters;
};

export type Letters = 'filter' | 'commands';

/** The plan of the choice that Enter would make; while it is being worked out both are null. */
export type Preview = {readonly key: string; readonly plan: Plan | null; readonly problem: string | null};

/** What does not change while the picker is open. */
export type Surroundings = {
  readonly host: Host;
  readonly command: CommandWords;
  readonly banner: string | null;
  /** The keys as the user has them, for the palette. */
  readonly bindings: readonly Binding[];
  /** Whether there is somebody to ask (`PickerPorts`). */
  readonly canAsk: boolean;
  /** Where letters go when the first two questions open. */
  readonly letters: Letters;
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
};

export type PickerState = {
  readonly around: Surroundings;
  readonly size: Size;
  readonly table: StackTable;
  readonly repositories: readonly Repository[];
  readonly reading: readonly Reading[];
  readonly now: number;
  /** Show what can never run on this kind of machine, too. */
  readonly showAll: boolean;
  readonly step: StepName;
  readonly stack: Step<StackRow>;
  readonly platform: Step<Variant>;
  readonly start: Step<Way>;
  readonly filters: Filters;
  /** How the second question is shown, and which column of the facets the arrows move in. */
  readonly platformView: 'facets' | 'table';
  readonly facet: FacetName | null;
  /** Which variants contain which packages, once that has been read. */
  readonly packages: PackageWords | null;
  /** By what was asked (`answerKey`). */
  readonly answers: ReadonlyMap<string, Answer>;
  /** What is drawn with, also while another one is only tried. */
  readonly theme: Theme;
  /** The one that comes back when trying ends. */
  readonly keptTheme: Theme;
  /** Those to choose from, once they have been asked for. */
  readonly themes: readonly ThemeEntry[] | null;
  /** What is wanted of others, in order, until somebody takes it. */
  readonly requests: readonly Request[];
  /** What was copied last; said once more on leaving. */
  readonly copied: string | null;
  /** Where the real cursor is: in the text after typing, on the selected row after moving. */
  readonly focus: 'filter' | 'list';
  readonly overlay: Overlay | null;
  readonly suggestion: string | null;
  readonly preview: Preview | null;
  /** One sentence about the last key, gone with the next one. */
  readonly notice: string | null;
  readonly outcome: PickerResult | null;
};

export type Action =
  | {readonly type: 'command'; readonly command: Command}
  | {readonly type: 'insert'; readonly text: string}
  | {readonly type: 'select'; readonly row: number}
  | {readonly type: 'resize'; readonly size: Size}
  | {readonly type: 'update'; readonly update: PickerUpdate}
  | {readonly type: 'ordered'; readonly query: string; readonly addresses: readonly string[]}
  | {readonly type: 'suggested'; readonly query: string; readonly suggestion: string | null}
  | {readonly type: 'previewed'; readonly preview: Preview}
  | {readonly type: 'notice'; readonly text: string}
  | {readonly type: 'packages'; readonly packages: PackageWords}
  | {readonly type: 'answered'; readonly key: string; readonly answer: Answer}
  | {readonly type: 'theme'; readonly theme: Theme}
  | {readonly type: 'marks'; readonly favourites: readonly string[]}
  | {readonly type: 'copied'; readonly text: string}
  | {readonly type: 'taken'; readonly count: number}
  | {readonly type: 'themes'; readonly themes: readonly ThemeEntry[]}
  /** A value of a column of platforms, by its position. */
  | {readonly type: 'facet'; readonly name: FacetName; readonly value: number}
  | {readonly type: 'tick'; readonly now: number}
  | {readonly type: 'overlay-length'; readonly length: number};

/** Everything that a key can stand for; `keys/table.ts` gives the keys and the words for each. */
export type Command =
  | 'forward'
  | 'start-now'
  | 'back'
  | 'leave'
  | 'right'
  | 'left'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'text-start'
  | 'text-end'
  | 'delete-before'
  | 'delete-after'
  | 'delete-word'
  | 'delete-to-start'
  | 'delete-to-end'
  | 'copy'
  | 'print'
  | 'details'
  | 'show-all'
  | 'environment'
  | 'mounts'
  | 'difference'
  | 'packages'
  | 'repositories'
  | 'favourite'
  | 'pin'
  | 'documentation'
  | 'refresh'
  | 'only-runs'
  | 'only-family'
  | 'only-experiment'
  | 'only-compiler'
  | 'all-filters-off'
  | 'platform-view'
  | 'themes'
  | 'palette'
  | 'letters'
  | 'to-filter'
  | 'suspend'
  | 'take-suggestion'
  | 'help'
  | 'redraw';

export function emptyStep<Row>(letters: Letters): Step<Row> {
  return {filter: EMPTY_TEXT, list: EMPTY_LIST, rows: [], about: null, preselected: null, letters};
}

export function initialState(
  around: Surroundings,
  size: Size,
  {table, theme, showAll, now}: Pick<PickerState, 'table' | 'theme' | 'showAll' | 'now'>,
): PickerState {
  return {
    around,
    size,
    table,
    repositories: [],
    reading: [],
    now,
    showAll,
    step: 'stack',
    stack: emptyStep(around.letters),
    platform: emptyStep(around.letters),
    start: emptyStep('commands'),
    filters: NO_FILTERS,
    platformView: 'facets',
    facet: null,
    packages: null,
    answers: new Map(),
    theme,
    keptTheme: theme,
    themes: null,
    requests: [],
    copied: null,
    focus: 'filter',
    overlay: null,
    suggestion: null,
    preview: null,
    notice: null,
    outcome: null,
  };
}

export function listHeight(size: Size): number {
  return layoutFor(size).bodyRows;
}

export function selectedStack(state: PickerState): StackRow | null {
  return state.stack.rows[state.stack.list.cursor] ?? null;
}

/** The stack that the second and third question are about. */
export function chosenStack(state: PickerState): Stack | null {
  const {about} = state.platform;
  const position = about === null ? -1 : state.table.positionOf(about);
  return position < 0 ? null : state.table.stackAt(position);
}

/** The variant that Enter would go on with: the selected one, or the best of the selected stack. */
export function currentVariant(state: PickerState): Variant | null {
  switch (state.step) {
    case 'stack': {
      const row = selectedStack(state);
      return row === null ? null : bestOfRow(state.table, row);
    }
    case 'platform':
      return state.platform.rows[state.platform.list.cursor] ?? null;
    case 'start':
      return variantAt(state, state.start.about);
  }
}

export function variantAt(state: PickerState, address: string | null): Variant | null {
  return chosenStack(state)?.variants.find(variant => variant.address === address) ?? null;
}

/** The stack that the details are about. */
export function currentStack(state: PickerState): Stack | null {
  if (state.step !== 'stack') return chosenStack(state);
  const row = selectedStack(state);
  return row === null ? null : stackOfRow(state.table, row);
}

/** The way that Enter, pressed all the way, would take. */
export function currentWay(state: PickerState): Way | null {
  if (state.step === 'start') return state.start.rows[state.start.list.cursor] ?? null;
  const variant = currentVariant(state);
  return variant === null ? null : (waysToStart(variant, state.around.host)[0] ?? null);
}

/** What Enter, pressed all the way, would start; null when nothing is selected or it cannot start. */
export function currentChoice(state: PickerState): Choice | null {
  const variant = currentVariant(state);
  const way = currentWay(state);
  if (variant === null || way === null || !way.possible) return null;
  const first = waysToStart(variant, state.around.host)[0]?.id === way.id;
  return choiceOf(variant, way, first);
}

/** A choice as a key, for previews that are kept. */
export function choiceKey(choice: Choice): string {
  return [choice.variant.address, choice.container, choice.engine ?? '', choice.image ?? ''].join('\n');
}

/** The preview of what is selected now; null when that cannot start, whatever was selected before. */
export function currentPreview(state: PickerState): Preview | null {
  const choice = currentChoice(state);
  return choice !== null && state.preview?.key === choiceKey(choice) ? state.preview : null;
}
