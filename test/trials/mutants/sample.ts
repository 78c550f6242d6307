import {createHash} from 'node:crypto';
import {appendFileSync} from 'node:fs';
import {relative} from 'node:path';
import type {Mutant} from './score.ts';

/** How many mutants of a room are tried, and which: other ones with another seed. */
export type Wish = {readonly size: number; readonly seed: string};

/** Told to Stryker's process by this variable. */
export const SAMPLE_VARIABLE = 'HSF_MUTANTS_SAMPLE';
/** A file that gets a line for each mutant as soon as it was tried, so that nobody has to wait for the last of them. */
export const NOTES_VARIABLE = 'HSF_MUTANTS_NOTES';

export const sampleText = ({size, seed}: Wish) => `${size} ${seed}`;
export function wishIn(text: string): Wish {
  const [size = '', seed = ''] = text.split(' ');
  return {size: Number(size), seed};
}

/** As many of them as wished, each as likely as every other; the same ones again with the same seed. */
export function sampled<T>(all: readonly T[], nameOf: (one: T) => string, {size, seed}: Wish): readonly T[] {
  const drawn = (one: T) =>
    createHash('sha256')
      .update(`${seed} ${nameOf(one)}`)
      .digest('hex');
  return all
    .map(one => ({one, lot: drawn(one)}))
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, size)
    .map(({one}) => one);
}

/** The part of Stryker's plan that is read here. A mutant with a status has been decided on before it is tried. */
type Plan = {
  readonly mutant: {
    readonly fileName: string;
    readonly mutatorName: string;
    readonly replacement: string;
    readonly location: unknown;
    readonly status?: string;
  };
  readonly runOptions?: {reloadEnvironment: boolean};
};

type Tried = Mutant & {readonly fileName: string};

/**
 * Takes everything out of Stryker's plan that was not drawn. Neither of the ways it offers does: ranges of a file take with them
 * what lies within, and what a node has ignored goes for all that it consists of.
 */
export class SampleReporter {
  onMutationTestingPlanReady({mutantPlans}: {mutantPlans: Plan[]}): void {
    const text = process.env[SAMPLE_VARIABLE];
    if (text === undefined) return;
    const isTried = ({mutant}: Plan) => mutant.status !== 'Ignored';
    const nameOf = ({mutant}: Plan) =>
      JSON.stringify([mutant.fileName.slice(process.cwd().length), mutant.location, mutant.mutatorName, mutant.replacement]);
    const drawn = sampled(mutantPlans.filter(isTried), nameOf, wishIn(text));
    // Stryker would put these last; the first of a sample are a sample, too. Every mutant gets modules of its own anyway.
    for (const {runOptions} of drawn) if (runOptions !== undefined) runOptions.reloadEnvironment = false;
    // Stryker carries out this very list.
    mutantPlans.splice(0, mutantPlans.length, ...mutantPlans.filter(plan => !isTried(plan)), ...drawn);
  }

  onMutantTested({fileName, status, location, mutatorName, replacement = ''}: Tried): void {
    const notes = process.env[NOTES_VARIABLE];
    if (notes === undefined || status === 'Ignored') return;
    const {line, column} = location.start;
    const place = `${relative(process.cwd(), fileName)}:${line}:${column}`;
    appendFileSync(notes, `${status} ${place} ${mutatorName} => ${replacement.replace(/\s+/g, ' ').slice(0, 120)}\n`);
  }
}
