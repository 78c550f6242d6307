import {ok, type Check} from './check.ts';
import {configurationsFor} from '../../find/configuration-repositories.ts';
import type {Family} from '../../find/family.ts';
import type {Findings} from '../../find/found.ts';

/** More names than anybody reads. */
const MOST_NAMES = 6;

/**
 * Repositories of families that the client of this machine is not configured for. That is how every machine is, so it is no warning;
 * a line for each published configuration that would bring some, and one for those that need their publisher's.
 */
export function checkUnconfigured({repositories}: Findings, families: readonly Family[]): readonly Check[] {
  const absent = repositories.filter(({state}) => state === 'not-configured').map(({fqrn}) => fqrn);
  if (absent.length === 0) return [];
  const here = new Set(absent);
  const touched = families.filter(({layouts}) => layouts.every(({repository}) => here.has(repository)));
  const groups = new Map<string, string[]>();
  for (const fqrn of absent) {
    const key = configurationsFor(fqrn).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), fqrn]);
  }
  return [
    ok(
      'repositories-absent',
      `Not on this machine: ${count(absent.length, 'repository', 'repositories')} that hsf knows, and so ${count(touched.length, 'family', 'families')}.`,
    ),
    ...[...groups].map(([key, names]) => ok(`absent:${key === '' ? 'own' : key.replaceAll(' ', '-')}`, groupText(key, names))),
  ];
}

function groupText(key: string, names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const list = `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
  const packages = key.split(' ').map(name => `cvmfs-config-${name}`);
  return key === ''
    ? `Their publishers have client configurations of their own: ${list}.`
    : `Known to ${packages.join(', ')}: ${list}.`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
