import type {FoundVariant} from '../find/found.ts';
import {afterScript, scriptOf} from './set-up.ts';
import {stepAsLine} from './set-up-step.ts';
import {quoteReadably} from './shell-words.ts';

/**
 * How a variant is started, in a line: `set-up script /cvmfs/…/cmsset_default.sh, then evaluate what this prints: scramv1 runtime -sh (in
 * /cvmfs/…)`. Pure. Not yet printable.
 */
export function describeEntry(found: FoundVariant): string {
  return [head(found), ...afterScript(found).map(stepAsLine)].join(', then ');
}

function head(found: FoundVariant): string {
  const {kind, path} = found.entry;
  if (kind === 'prefix') return `prefix shell ${path}`;
  if (kind === 'image') return `image ${path}`;
  const gives = kind === 'modules' ? 'modules by ' : '';
  const [script] = scriptOf(found);
  if (script === undefined) return `${gives}variables for ${path}`;
  const words = script.words.map(quoteReadably).join(' ');
  return gives + (script.kind === 'evaluate' ? `what ${words} prints, evaluated` : `set-up script ${words}`);
}
