import type {EngineFact} from '../choose/host.ts';
import type {EngineProbe, Explanation} from './engine.ts';
import {explanationOf} from './error-text.ts';

/** What a program printed, and how it ended. */
export type Said = Awaited<ReturnType<EngineProbe['run']>>;

/** For a trial inside. What it prints is nowhere in the arguments, so that a program that prints those is not believed. */
export const TRIAL_COMMAND = ['/bin/sh', '-c', 'printf "%s-%s\\n" "$1" "$2"', 'hsf', 'trial', 'works'] as const;

/** Whether the trial's command ran, by a line of its own and its status. */
export function trialRan({status, stdout}: Said): boolean {
  return status === 0 && stdout.split(/\r?\n/).includes('trial-works');
}

/** A program that a trial's root does not have, where there is no image to try: an engine that gets as far complains of it by name. */
export const ABSENT_PROGRAM = '/hsf-trial';

/**
 * The version behind a word at the place where the program prints it; null for anything else. `place` ends before the number, and what
 * follows (`-1.el9`, `+dfsg1`) is not part of it.
 */
export function versionAfter(place: RegExp, text: string): string | null {
  const found = new RegExp(`${place.source}(\\d{1,9}(?:\\.\\d{1,9}){1,5})(?![\\d.]*\\d)`, place.flags).exec(text);
  return found?.[1] ?? null;
}

/** What a trial says of an engine. What is not known to be a success is none. */
export function judged(
  fact: EngineFact,
  said: Said,
  {works, explain}: {readonly works: boolean; readonly explain: (stderr: string) => Explanation | null},
): EngineFact {
  if (works) return {...fact, usable: true, reason: 'A test start worked.'};
  return {...fact, usable: false, reason: failureOf(said, explain, 'A test start failed.')};
}

/** Why a question to an engine brought nothing; `other` where it does not tell. */
export function failureOf({stderr}: Said, explain: (stderr: string) => Explanation | null, other: string): string {
  return explanationOf(explain, stderr)?.message ?? other;
}
