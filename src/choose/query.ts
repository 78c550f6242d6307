import type {Choices} from '../system/user-error.ts';
import type {Runs, Stack, Variant} from './stack.ts';

/** What the user asked for: an address and wishes from flags. Absent wishes are undefined or null. */
export type Query = Wishes & {readonly address: string | null};

/** The flags that narrow variants down, as typed. */
export type Wishes = {
  readonly platform?: string | null | undefined;
  readonly arch?: string | null | undefined;
  readonly os?: string | null | undefined;
  readonly compiler?: string | null | undefined;
  readonly build?: string | null | undefined;
  /** `native`, `container`, `no`, `any`; several with commas. */
  readonly runs?: string | null | undefined;
};

export type Resolution =
  | {readonly status: 'one'; readonly stack: Stack; readonly variant: Variant}
  | {
      readonly status: 'missing';
      /** Null when the stack itself has to be chosen. */
      readonly stack: Stack | null;
      /** The variants that are left to choose from, best first. */
      readonly candidates: readonly Variant[];
      /** Valid values by flag (`os`, `compiler`), or `stack` with whole addresses. */
      readonly choices: Choices;
      /** What we would take; null when nothing of it runs here. */
      readonly best: {readonly address: string; readonly runs: Runs} | null;
    }
  | {
      readonly status: 'unknown';
      /** One sentence that names the wrong word. */
      readonly what: string;
      /** Whether the stack or something about its variants is unknown. */
      readonly part: 'address' | 'stack' | 'variant';
      /** The nearest right words, best first; addresses where a stack is unknown. */
      readonly nearest: readonly string[];
    }
  | {readonly status: 'cannot-run'; readonly stack: Stack; readonly variant: Variant; readonly nearest: Variant | null};
