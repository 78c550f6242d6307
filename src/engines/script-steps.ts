import {isBelow} from '../system/which.ts';
import {composeRoot} from './compose-root.ts';
import type {ContainerSpec} from './engine.ts';

/** The root as the triples that `COMPOSE_SCRIPT` carries out: KIND SOURCE PATH. */
export function scriptSteps(spec: ContainerSpec): readonly (readonly [string, string, string])[] {
  const steps = composeRoot(spec);
  const temporary = steps.filter(step => step.kind === 'temporary').map(step => step.path);
  return steps.flatMap(step => {
    switch (step.kind) {
      case 'directory':
        return [['part-directory', '', step.path]] as const;
      case 'temporary':
        return [['temporary', '', step.path]] as const;
      case 'link':
        return [[step.image ? 'part-link' : 'link', step.target, step.path]] as const;
      case 'bind': {
        const bind = [step.image ? `part-${step.mode}` : step.mode, step.source, step.path] as const;
        const inTemporary = temporary.some(path => step.path !== path && isBelow(step.path, path));
        return inTemporary ? [bind, ['point', step.source, step.path] as const] : [bind];
      }
    }
  });
}
