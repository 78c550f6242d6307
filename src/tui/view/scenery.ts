import type {Binding} from '../keys/bindings.ts';
import type {Symbols} from '../text/symbols.ts';

/** What all drawing functions need besides the state. */
export type Scenery = {readonly symbols: Symbols; readonly bindings: readonly Binding[]};
