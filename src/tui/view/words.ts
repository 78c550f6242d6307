import {FACET_NAMES, valueIn} from '../../choose/facets.ts';
import type {Platform, Runs, Stack, Variant} from '../../choose/stack.ts';
import type {RepositoryState} from '../../find/found.ts';
import {printable} from '../../system/printable.ts';
import type {Symbols} from '../text/symbols.ts';
import type {Role} from '../theme.ts';

/** A verdict in one word for tables; the reason is in the details. */
export const RUNS_WORDS: Readonly<Record<Runs, string>> = {native: 'here', container: 'container', no: 'no'};

export const RUNS_ROLE: Readonly<Record<Runs, Role>> = {native: 'native', container: 'container', no: 'no'};

export function runsSymbol(runs: Runs, symbols: Symbols): string {
  return symbols[runs];
}

export const STATE_WORDS: Readonly<Record<RepositoryState, string>> = {
  ready: 'ready',
  empty: 'empty',
  hung: 'not answering',
  failed: 'failed',
  'not-mounted': 'not mounted',
  'not-configured': 'not configured',
};

export const STATE_ROLE: Readonly<Record<RepositoryState, Role>> = {
  ready: 'muted',
  empty: 'warning',
  hung: 'error',
  failed: 'error',
  'not-mounted': 'warning',
  'not-configured': 'muted',
};

/** All that a platform says, in words; empty where it says nothing. */
export function platformWords(platform: Platform): readonly string[] {
  return FACET_NAMES.map(name => valueIn({platform}, name)).filter(word => word !== '');
}

/** What is wrong with a variant, where it is not wrong with the whole stack. */
export function markWords({marks}: Variant): string {
  return marks.filter(mark => mark !== 'old').join(', ');
}

/** Everything that sets a variant apart in its stack: what follows the `@` of its address. */
export function variantName(variant: Variant): string {
  const at = variant.address.lastIndexOf('@');
  return printable(at < 0 ? variant.platform.text : variant.address.slice(at + 1));
}

export function stackKind(stack: Stack): string {
  if (stack.old) return stack.nightly ? 'old nightly' : 'old release';
  return stack.nightly ? 'nightly' : stack.recommended ? 'recommended release' : 'release';
}

/** `3 s`, `4 min`, `2 h`, `5 days`. */
export function ageWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The day of an ISO time, as it stands there: `2026-11-20`. */
export function dayWords(iso: string): string {
  return printable(iso.slice(0, 10));
}
