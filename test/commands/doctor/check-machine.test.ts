import {expect, test} from 'vitest';
import type {EngineFact} from '../../../src/choose/host.ts';
import {checkEngines} from '../../../src/commands/doctor/check-machine.ts';

const fact = (name: string, changes: Partial<EngineFact>): EngineFact => ({
  name,
  version: null,
  usable: false,
  reason: `${name} is not installed.`,
  program: null,
  takes: [],
  details: {},
  ...changes,
});
const SICK = fact('docker', {reason: 'The daemon does not answer.', program: '/usr/bin/docker'});
const WELL = fact('bubblewrap', {version: '0.8.0', usable: true, reason: 'A test start worked.', program: '/usr/bin/bwrap'});

test('an engine that is not there is named once', () => {
  const [, first, second] = checkEngines([fact('nerdctl', {}), fact('ctr', {reason: 'There is none.'})]);
  expect([first?.message, second?.message]).toEqual(['nerdctl is not installed.', 'ctr: There is none.']);
});

test.each([
  {
    title: 'with another one',
    engines: [SICK, WELL],
    at: 1,
    advice: 'Nothing, since bubblewrap works here; who wants docker repairs it (/usr/bin/docker).',
  },
  {title: 'alone', engines: [SICK], at: 1, advice: 'Repair it (/usr/bin/docker), or ask the administrator to.'},
])('an engine that does not work, $title: what to do', ({engines, at, advice}) => {
  expect(checkEngines(engines)[at]).toMatchObject({
    level: 'warning',
    message: 'docker is installed and does not work: The daemon does not answer.',
    advice,
  });
});
