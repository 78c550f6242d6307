import {describe, expect, test} from 'vitest';
import {describeEntry} from '../../src/start/describe-entry.ts';
import {variantOf, type VariantWishes} from './rig.ts';

const cases: readonly (VariantWishes & {readonly says: string})[] = [
  {entry: {kind: 'source', path: '/cvmfs/a.b/setup.sh'}, says: 'set-up script /cvmfs/a.b/setup.sh'},
  {
    entry: {kind: 'source', path: '/cvmfs/a.b/setup.sh'},
    rule: {arguments: ['-r', '{release} x']},
    says: "set-up script /cvmfs/a.b/setup.sh -r '1 x'",
  },
  {entry: {kind: 'prefix', path: '/cvmfs/a.b/p'}, says: 'prefix shell /cvmfs/a.b/p'},
  {entry: {kind: 'image', path: '/cvmfs/a.b/i:1'}, says: 'image /cvmfs/a.b/i:1'},
  {
    entry: {kind: 'modules', path: '/cvmfs/a.b/init'},
    rule: {then: [{kind: 'call', words: ['module', 'load', '{release}'], directory: null, lenient: false}]},
    says: 'modules by set-up script /cvmfs/a.b/init, then call module load 1',
  },
  {
    entry: {kind: 'source', path: '/cvmfs/a.b/alienv'},
    rule: {how: 'evaluate', arguments: ['printenv', 'X::1']},
    says: 'what /cvmfs/a.b/alienv printenv X::1 prints, evaluated',
  },
  {
    entry: {kind: 'source', path: '/cvmfs/a.b/el9'},
    rule: {how: 'none', prepend: {PATH: ['{root}/bin', '/x']}},
    says: 'variables for /cvmfs/a.b/el9, then put in front of PATH: /cvmfs/a.b/el9/bin:/x',
  },
  {
    entry: {kind: 'source', path: '/cvmfs/a.b/setup.sh'},
    rule: {then: [{kind: 'evaluate', words: ['scramv1', 'runtime', '-sh'], directory: '/cvmfs/a.b', lenient: false}]},
    says: 'set-up script /cvmfs/a.b/setup.sh, then evaluate what this prints: scramv1 runtime -sh (in /cvmfs/a.b)',
  },
];

describe('the line about an entry', () => {
  test.each(cases)('$says', ({says, ...wishes}) => {
    expect(describeEntry(variantOf(wishes).found)).toBe(says);
  });
});
