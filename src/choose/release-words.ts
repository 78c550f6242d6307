/**
 * Words in the names of releases that say more than their letters. They are habits of the whole field and belong to no family; where
 * one comes from is said beside it (sections are those of LAYOUTS.md).
 */

/**
 * Names that lead to another release, in the order in which they stand: what is meant for everybody. `pro` is DIRAC's and Ganga's,
 * `default` sPHENIX's (6.9), `today` LHCb's (6.3).
 */
export const LEADING_POINTERS: readonly string[] = [
  ...['latest', 'current', 'stable', 'pro', 'prod', 'default', 'today', 'yesterday'],
];

/** Days, written over once a week (1.2). */
export const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Names of what is still being made; they stand below every release. `development` is XENON's (6.9), `dev` Ganga's. */
export const TRAILING_POINTERS: readonly string[] = [
  ...['development', 'devel', 'dev', 'testing', 'test', 'proposed', 'next', 'nightly', 'unstable', 'head', 'master', 'main'],
];

/**
 * Words after a version that put it below its base, the earliest first. A letter counts between numbers only: `10.2.1a1`,
 * but not `fddaq-v5.2.0-a9`, which is built for Alma 9.
 */
export const EARLY_WORDS: readonly string[] = [
  // Something that was cut off on the way: J20v2r0-branch (6.9).
  ...['branch', 'snapshot', 'nightly', 'unstable', 'testing', 'test', 'proposed', 'dev'],
  ...['alpha', 'a', 'beta', 'b', 'prerelease', 'pre', 'candidate', 'rc'],
];

/** Words after a version that change nothing: eic_xl:26.05.0-stable (6.9). */
export const NEUTRAL_WORDS: readonly string[] = ['stable', 'release', 'final', 'lts'];

/** Words before a version of what people work with every day: release-08-02-04 (6.5), v27_0_0. */
export const USUAL_NAMES: readonly string[] = ['', 'v', 'r', 'release', 'releases'];

/**
 * Words before a version of what is no release yet: prerelease-08-00-00a (6.5), Pre-Release/J22.1.0-rc0 and daily-20251008 (6.4, 6.9),
 * d_2026_03_01 beside Rubin's weeklies. dev3 and dev4 are slots of LCG's nightlies.
 */
export const UNUSUAL_NAMES: readonly string[] = [
  ...['prerelease', 'pre', 'candidates', 'candidate', 'rc', 'test', 'dev'],
  ...['daily', 'nightly', 'd', 'snapshot', 'snapshots'],
];
