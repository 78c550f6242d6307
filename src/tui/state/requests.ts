import type {Variant} from '../../choose/stack.ts';
import type {Choice} from '../picker-input.ts';

/** What the state wants of others; whoever carries it out takes it from the queue (`taken`) and answers by actions. */
export type Request =
  | {readonly kind: 'packages'; readonly key: string; readonly variant: Variant}
  | {readonly kind: 'environment'; readonly key: string; readonly choice: Choice}
  | {readonly kind: 'difference'; readonly key: string; readonly one: Variant; readonly other: Variant}
  | {readonly kind: 'favourite'; readonly stack: string; readonly on: boolean}
  | {readonly kind: 'pin'; readonly choice: Choice}
  | {readonly kind: 'documentation'; readonly address: string}
  | {readonly kind: 'refresh'; readonly fqrn: string | null}
  /** What only the terminal can do. */
  | {readonly kind: 'terminal'; readonly command: 'copy' | 'redraw' | 'suspend'}
  | {readonly kind: 'themes'}
  | {readonly kind: 'keep-theme'; readonly name: string};
