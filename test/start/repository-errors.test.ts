import {expect, test} from 'vitest';
import {noTimeFor} from '../../src/start/repository-errors.ts';

test.each([
  {silent: [], says: 'The time was over before software.eessi.io could be asked.'},
  {silent: ['software.eessi.io'], says: 'The time was over before software.eessi.io could be asked.'},
  {
    silent: ['sft.cern.ch', 'cms.cern.ch'],
    says: 'The time was over before software.eessi.io could be asked; what does not answer is sft.cern.ch, cms.cern.ch.',
  },
])('where time is over those are named that took it: $silent', ({silent, says}) => {
  expect(noTimeFor('software.eessi.io', silent)).toMatchObject({code: 'timeout', message: says});
});
