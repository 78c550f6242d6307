import {expect, test} from 'vitest';
import {configurationsFor} from '../../src/find/configuration-repositories.ts';
import {
  empty,
  failed,
  hung,
  notAsked,
  notConfigured,
  notMounted,
  partlyUnreadable,
  silentBefore,
  stillHung,
  unnamed,
  type RepositoryVerdict,
} from '../../src/find/repository-messages.ts';

const FQRN = 'a.example.org';
const SINCE = '2026-11-23T08:05:59.000Z';
const SHOWN = '; its stacks are shown as of 2026-11-23 08:05 UTC';

/** What a message says up to its advice. */
const saysOf = ({state, message}: RepositoryVerdict) => `${state}: ${message?.split(/\. (?=[A-Z])|; (?=it is|"hsf)/)[0] ?? ''}`;
/** The advice alone. */
const adviceOf = ({message}: RepositoryVerdict) => message?.split('. ').slice(1).join('. ');

test.each([
  {of: hung(FQRN, 300, null, null), says: `hung: ${FQRN} has not answered for 0.3 seconds`},
  {of: hung(FQRN, 949, '', null), says: `hung: ${FQRN} has not answered for 0.9 seconds`},
  {of: hung(FQRN, 950, null, null), says: `hung: ${FQRN} has not answered for 1 second`},
  {of: hung(FQRN, 9_800, 'a/b', null), says: `hung: ${FQRN} has not answered for 10 seconds (reading a/b)`},
  {of: hung(FQRN, 2_000, null, SINCE), says: `hung: ${FQRN} has not answered for 2 seconds${SHOWN}`},
  {of: stillHung(FQRN, SINCE, null), says: `hung: ${FQRN} has not answered since 2026-11-23 08:05 UTC`},
  {of: silentBefore(FQRN, SINCE, SINCE), says: `hung: ${FQRN} has not answered since 2026-11-23 08:05 UTC${SHOWN}`},
  {of: notAsked(FQRN, null), says: `not-mounted: ${FQRN} has not been read yet`},
  {of: notAsked(FQRN, SINCE), says: `ready: ${FQRN} was not asked in time${SHOWN}`},
  {of: failed(FQRN, 'EIO', '', null), says: `failed: ${FQRN} cannot be read: input/output error (EIO)`},
  {of: failed(FQRN, 'ENOSYS', 'a/b', SINCE), says: `failed: a/b in ${FQRN} cannot be read: ENOSYS${SHOWN}`},
  {of: partlyUnreadable(FQRN, []), says: 'ready: '},
  {
    of: partlyUnreadable(FQRN, [{path: 'a', code: 'EACCES'}]),
    says: `ready: In ${FQRN}, a cannot be read (permission denied (EACCES)); what lies there is left out`,
  },
  {
    of: partlyUnreadable(FQRN, [
      {path: 'a', code: 'EIO'},
      {path: 'b', code: 'EIO'},
      {path: 'c', code: 'EIO'},
    ]),
    says: `ready: In ${FQRN}, a and 2 more cannot be read (input/output error (EIO)); what lies there is left out`,
  },
  {of: unnamed(FQRN, []), says: 'ready: '},
  {of: unnamed(FQRN, [{path: '', count: 1}]), says: `ready: In ${FQRN}, 1 name is no UTF-8 and left out (${FQRN})`},
  {
    of: unnamed(FQRN, [
      {path: 'a', count: 1},
      {path: 'b', count: 3},
    ]),
    says: `ready: In ${FQRN}, 4 names are no UTF-8 and left out (a and 1 more)`,
  },
  {of: empty(FQRN, false), says: `empty: ${FQRN} answers but is empty`},
  {of: empty(FQRN, true), says: `empty: ${FQRN} answers but holds nothing that hsf knows`},
  {of: notMounted(FQRN, false, SINCE), says: `not-mounted: ${FQRN} is not mounted here${SHOWN}`},
])('$says', ({of, says}) => expect(saysOf(of)).toBe(says));

test.each([
  {title: 'one that may not be read', of: failed(FQRN, 'EACCES', '', null), advice: /membership/},
  {title: 'one that is protected', of: failed(FQRN, 'EPERM', '', null), advice: /membership/},
  {title: 'a client that died', of: failed(FQRN, 'ENOTCONN', '', null), advice: /administrator/},
  {title: 'a mount that is not passed on', of: failed(FQRN, 'ELOOP', '', null), advice: /mount namespace/},
  {title: 'any other failure', of: failed(FQRN, 'ESTALE', '', null), advice: /network/},
  {
    title: 'one that the automounter does not give',
    of: notMounted(FQRN, true, null),
    advice: /cvmfs_config probe a\.example\.org/,
  },
  {title: 'one that is not mounted', of: notMounted(FQRN, false, null), advice: /^Mount it/},
  {
    title: 'a domain that the client does not know',
    of: notConfigured(FQRN, 'example.org', true),
    advice: /--probe a\.example\.org/,
  },
  {title: 'a machine without a client', of: notConfigured(FQRN, 'example.org', false), advice: /hsf demo/},
])('what to do about $title', ({of, advice}) => expect(adviceOf(of)).toMatch(advice));

test.each([
  {fqrn: 'sft.cern.ch', names: ['default', 'egi', 'osg']},
  {fqrn: 'ligo.osgstorage.org', names: ['default', 'egi', 'osg']},
  {fqrn: 'belle.kek.jp', names: ['default', 'egi', 'osg']},
  {fqrn: 'x.opensciencegrid.org', names: ['default', 'egi', 'osg']},
  {fqrn: 'x.hsf.org', names: ['default', 'egi', 'osg']},
  {fqrn: 'x.egi.eu', names: ['default', 'egi', 'osg']},
  {fqrn: 'software.igwn.org', names: ['default', 'egi', 'osg']},
  {fqrn: 'software.eessi.io', names: ['default', 'egi']},
  {fqrn: 'soft.computecanada.ca', names: ['default', 'osg']},
  {fqrn: 'x.escape.eu', names: ['default']},
  {fqrn: 'x.gsi.de', names: ['default']},
  {fqrn: 'x.desy.de', names: ['egi', 'osg']},
  {fqrn: 'x.lsst.eu', names: ['egi', 'osg']},
  {fqrn: 'x.ardc.edu.au', names: ['egi', 'osg']},
  {fqrn: 'x.skatelescope.eu', names: ['egi']},
  {fqrn: 'x.gridpp.ac.uk', names: ['egi']},
  {fqrn: 'x.iris.ac.uk', names: ['egi']},
  {fqrn: 'x.sdcc.bnl.gov', names: ['osg']},
  {fqrn: 'x.xsede.org', names: ['osg']},
  {fqrn: 'x.example.org', names: []},
])('$fqrn can be mounted by $names', ({fqrn, names}) => expect(configurationsFor(fqrn)).toEqual(names));
