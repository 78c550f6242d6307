import type {RootKind} from '../choose/host.ts';
import {engineChoices, type EngineChoice} from '../engines/all.ts';
import {UserError} from '../system/user-error.ts';
import type {PlanInput} from './plan-input.ts';

/**
 * The engine for a root: the user's wish, or the first that can.
 *
 * @param purpose what it is needed for, as the end of "is needed to …"
 * @throws UserError `engine-missing`, `engine-unusable`
 */
export function chooseEngine(
  root: RootKind,
  purpose: string,
  input: Pick<PlanInput, 'engines' | 'host' | 'wishes'>,
): EngineChoice {
  const {engines, host, wishes} = input;
  const able = engineChoices(root, host.engines, engines);
  if (wishes.engine === null) {
    const first = able[0];
    if (first !== undefined) return first;
    const reasons = host.engines.filter(fact => !fact.usable).map(fact => fact.reason);
    throw new UserError(
      host.engines.some(fact => fact.program !== null) ? 'engine-unusable' : 'engine-missing',
      `No container engine of this machine can ${purpose}. ${reasons.join(' ')}`.trim(),
      'Install bubblewrap, or ask the administrator for user namespaces.',
    );
  }
  const chosen = able.find(choice => choice.engine.name === wishes.engine);
  if (chosen !== undefined) return chosen;
  const names = engines.map(engine => engine.name);
  if (!names.includes(wishes.engine)) {
    throw new UserError('engine-missing', `There is no engine "${wishes.engine}".`, `Choose one of ${names.join(', ')}.`, {
      choices: {engine: names},
    });
  }
  const fact = host.engines.find(candidate => candidate.name === wishes.engine);
  const reason = fact === undefined || fact.usable ? `It cannot ${purpose}.` : fact.reason;
  throw new UserError(
    fact?.program == null ? 'engine-missing' : 'engine-unusable',
    `${wishes.engine} cannot be used: ${reason}`,
    'Leave out "--engine", or choose another one.',
  );
}
