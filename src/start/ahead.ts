import type {Question} from '../find/inspect.ts';
import type {PlanInput} from './plan-input.ts';
import {scriptOf} from './set-up.ts';
import {AT_ALL} from './tree-reader.ts';

/**
 * What a plan will want to know about an entry below `/cvmfs`, asked in one round: each round costs the start of a helper process,
 * which is what a warm start mostly waits for.
 */
export function questionsAboutEntry({
  stack,
  variant,
  caller,
}: Pick<PlanInput, 'stack' | 'variant' | 'caller'>): readonly Question[] {
  const {entry, repository} = variant.found;
  const state = (path: string): Question => ({path, what: 'state'});
  const needs = stack.needs
    .filter(name => name !== repository)
    .flatMap((name): readonly Question[] => [state(`/cvmfs/${name}`), {path: `/cvmfs/${name}`, what: 'list', most: AT_ALL}]);
  if (entry.kind !== 'prefix') {
    const script = scriptOf(variant.found).map(({words: [path]}): Question => ({path, what: 'start', most: AT_ALL}));
    return [state(entry.path), ...script, ...needs];
  }
  const shell = (caller.env['SHELL'] ?? '').split('/').at(-1) || 'bash';
  const programs = ['bash', 'sh', shell].flatMap(name =>
    ['bin', 'usr/bin'].map(directory => `${entry.path}/${directory}/${name}`),
  );
  return [
    state(entry.path),
    ...needs,
    ...programs.map(state),
    state(`${entry.path}/etc/profile`),
    {path: `${entry.path}/usr/lib/locale`, what: 'list'},
  ];
}
