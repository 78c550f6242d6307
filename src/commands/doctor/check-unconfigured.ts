import {ok, type Check} from './check.ts';
import {CLIENT_CONFIGURATIONS, configurationsFor} from '../../find/configuration-repositories.ts';
import type {Family} from '../../find/family.ts';
import type {Findings} from '../../find/found.ts';

/** More names than anybody reads. */
const MOST_NAMES = 6;

/**
 * Repositories of families that the client of this machine is not configured for. That is how every machine is, so it is no warning:
 * one line, and where there is a client a line for each published configuration that would bring some.
 */
export function checkUnconfigured({repositories}: Findings, families: readonly Family[]): readonly Check[] {
  const absent = repositories.filter(({state}) => state === 'not-configured').map(({fqrn}) => fqrn);
  if (absent.length === 0) return [];
  const touched = families.filter(({layouts}) => layouts.every(({repository}) => absent.includes(repository)));
  const all = ok(
    'repositories-absent',
    `Not on this machine: ${count(absent.length, 'repository', 'repositories')} that hsf knows, and so ${count(touched.length, 'family', 'families')}.`,
  );
  if (absent.length === repositories.length) return [all];
  // One that several configurations know is told with the first, which most machines have.
  const groups = Map.groupBy(absent, fqrn => configurationsFor(fqrn)[0] ?? 'none');
  const lines = [...CLIENT_CONFIGURATIONS.map(({name}) => name), 'none'].flatMap(name => {
    const names = groups.get(name);
    return names === undefined ? [] : [ok(`absent:${name}`, groupText(name, names))];
  });
  return [all, ...lines];
}

function groupText(name: string, names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const list = `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
  return name === 'none'
    ? `Their publishers have client configurations of their own: ${list}.`
    : `The package cvmfs-config-${name} brings ${list}.`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
