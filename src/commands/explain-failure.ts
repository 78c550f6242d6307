import {readFileSync, writeSync} from 'node:fs';
import {forgetTrials} from './engine-trials.ts';
import {ENGINES} from '../engines/all.ts';
import {explanationOf} from '../engines/error-text.ts';
import {printable} from '../system/printable.ts';

/** The word by which the small parent of an engine asks for the translation of what it printed (`supervise-script.ts`). */
export const EXPLAIN_WORD = 'hsf:explain';

/** Says in one line what an engine's failure means, if it is one that is known; what it printed itself stands above. @param trials file of what is remembered of engines */
export function explainFailure(trials: string, name: string, file: string): void {
  // What worked an hour ago may not work any more: the next start tries it anew.
  forgetTrials(trials, name);
  const engine = ENGINES.find(candidate => candidate.name === name);
  const explanation = engine === undefined ? null : explanationOf(engine.explain, readFileSync(file, 'utf8'));
  if (explanation !== null) writeSync(2, `hsf: ${printable(`${explanation.message} ${explanation.advice}`)}\n`);
}
