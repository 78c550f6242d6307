import type {ListState} from './list-state.ts';
import type {TextInput} from './text-input.ts';

/** Texts that come over the whole body and scroll. */
export type TextName = 'help' | 'details' | 'environment' | 'mounts' | 'difference';

/** Lists that come over the whole body, with a filter of their own; Enter carries out what is selected. */
export type ChooserName =
  | 'palette'
  | 'themes'
  | 'family'
  | 'experiment'
  | 'compiler'
  | 'difference-to'
  | 'packages'
  | 'repositories';

export type ChooserRow = {
  /** What is chosen: a command, a theme, an address. */
  readonly id: string;
  readonly text: string;
  /** What stands beside it: keys, a number, a state. */
  readonly note: string;
  readonly possible: boolean;
};

export type TextOverlay = {readonly type: 'text'; readonly name: TextName; readonly list: ListState};

export type Chooser = {
  readonly type: 'chooser';
  readonly name: ChooserName;
  readonly filter: TextInput;
  readonly list: ListState;
  /** Those that the filter leaves. */
  readonly rows: readonly ChooserRow[];
};

/** What comes over the whole body. */
export type Overlay = TextOverlay | Chooser;
