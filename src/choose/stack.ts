import type {FoundVariant} from '../find/found.ts';

/** A platform, parsed from the layout's own spelling; what is not known is null (DESIGN.md 5, fine print). */
export type Platform = {
  /** The layout's own spelling, verbatim. */
  readonly text: string;
  /** `uname -m` spelling: x86_64, aarch64, ppc64le, riscv64, i686. */
  readonly arch: string | null;
  /** psABI level (`x86-64-v3`) or archspec's name of a microarchitecture (`zen3`). */
  readonly cpu: string | null;
  /** `{el, 9}`, `{ubuntu, 22.04}`, `{centos, 7}`, `{mac, 12}`: the distribution's own dots. */
  readonly os: {readonly id: string; readonly version: string | null} | null;
  /** `gcc62` is 6.2, `gcc13` is 13. */
  readonly compiler: {readonly name: string; readonly version: string | null} | null;
  readonly build: string | null;
  /** Instruction-set and build extras as spelled: `avx2`, `fma`, `detdesc`. */
  readonly tags: readonly string[];
};

export type Runs = 'native' | 'container' | 'no';

/** Whether a variant runs on a host, with the reason in one sentence. */
export type Verdict = {
  readonly runs: Runs;
  readonly reason: string;
  /** Directory, file or reference of the image for `container`, else null. */
  readonly image: string | null;
};

/**
 * What to know of a variant besides its verdict: `old` is kept only so that old work can be repeated, `incomplete` is a nightly
 * without its flag of completion, `stale` a nightly or a link (`latest`) that has not moved for longer than its layout allows.
 */
export type Mark = 'old' | 'incomplete' | 'stale';

/** A build of a stack, judged for one host. */
export type Variant = {
  /** Unique over the catalogue: `lcg/LCG_107@x86_64-el9-gcc13-opt`. */
  readonly address: string;
  readonly found: FoundVariant;
  readonly platform: Platform;
  readonly verdict: Verdict;
  /**
   * How well it suits the host among the variants of its stack, the most important first, higher is better: CPU, preference of the
   * layout, build type. Variants that differ in none of it are a matter of choice. Absent: nothing is known.
   */
  readonly rank?: readonly number[];
  readonly marks: readonly Mark[];
  /** Address of the variant that this one is a link to (`latest` → `lcg-nightly/dev3/Thu@…`); null for all others. */
  readonly leadsTo: string | null;
};

/** One release of a family with its variants, best first. */
export type Stack = {
  /** `family/release`, unique over the catalogue. */
  readonly address: string;
  readonly family: string;
  readonly release: string;
  readonly repository: string;
  readonly title: string;
  readonly documentation: string | null;
  readonly nightly: boolean;
  readonly recommended: boolean;
  readonly old: boolean;
  /** Other repositories that its variants need or read. */
  readonly needs: readonly string[];
  readonly variants: readonly [Variant, ...Variant[]];
};
