import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ENGINES} from '../../../src/engines/all.ts';
import type {MakeEngineRig} from '../../rig/engines/engine-rig.ts';
import {mayBeSkipped, ordinaryAccount} from '../accounts.ts';
import {requires, type Account} from '../rig.ts';
import {BEHAVIOURS} from './behaviours.ts';
import {makeCell, type By, type Cell} from './cell.ts';
import {CHECKS} from './checks.ts';
import {CONTESTANTS, type Contestant, type ContestantName, type Who} from './contestants.ts';
import {expectation} from './expectation.ts';
import {makePlace} from './place.ts';
import {probeFor} from './probe.ts';

/** No member of it is anybody else, so what it may read nobody reads by accident. */
const A_GROUP = 54_321;

/** What no start does that is kept in sh: in the place of a closed stream, Node opens another. */
const NODES: ReadonlySet<string> = new Set(['stdin-closed']);

/** Holds an engine to the table of behaviours, as root and as an ordinary user. */
export function conformance(name: ContestantName, make: MakeEngineRig, by: By = 'itself'): void {
  const contestant = CONTESTANTS.find(each => each.name === name)!;
  describe.each(['root', 'user'] as const)(`${name}${by === 'itself' ? '' : `, ${by},`} as %s`, who => {
    if (!(contestant.accounts as readonly Who[]).includes(who)) {
      test('is refused, with the reason', context => refuses(contestant, who, context.skip));
      return;
    }
    let cell: Cell | null = null;
    let missing: string | null = null;
    const endings: (() => unknown)[] = [];

    beforeAll(async () => {
      const account = accountFor(who);
      missing = 'missing' in account ? account.missing : requires('busybox', 'setpriv', 'tmux') ? null : 'tools of the tests';
      if (missing === null && !('missing' in account)) {
        const place = await makePlace({...account, group: account.groups.at(-1) ?? null});
        endings.unshift(place.remove);
        const directory = join(mkdtempSync(join(tmpdir(), 'hsf-engine-')), 'rig');
        chmodSync(join(directory, '..'), 0o755);
        mkdirSync(directory);
        endings.unshift(() => rmSync(join(directory, '..'), {recursive: true, force: true}));
        const rig = await make({...account, home: place.home}, place.image, directory);
        if ('missing' in rig) {
          missing = rig.missing;
        } else {
          endings.unshift(rig.stop);
          cell = makeCell(contestant, who, rig, place, by);
        }
      }
      if (missing === null) return;
      mayBeSkipped(`${name} as ${who}`, missing);
    });
    afterAll(async () => {
      for (const end of endings) await end();
    });

    for (const behaviour of Object.values(BEHAVIOURS).flat()) {
      const expected = expectation(contestant, who, behaviour.id);
      if (expected.kind === 'not-taken' || expected.kind === 'not-for-this-account') continue;
      const isNodes = by === 'kept in sh' && NODES.has(behaviour.id);
      const sometimes = expected.kind === 'deviates' ? expected.deviation.sometimes : undefined;
      const known = sometimes === undefined ? 'not, as known' : 'not always, as known';
      const title = isNodes
        ? `${behaviour.id}: goes to Node`
        : expected.kind === 'works'
          ? behaviour.id
          : `${behaviour.id}: ${known}`;
      test(title, {timeout: 120_000}, async context => {
        if (cell === null) return context.skip(missing ?? 'the set-up failed');
        // There is none here, and bin/hsf says so by that status.
        if (isNodes) return expect(CHECKS[behaviour.id](cell)).rejects.toThrow('status: 69');
        if (expected.kind === 'works') return CHECKS[behaviour.id](cell);
        const failure = await CHECKS[behaviour.id](cell).then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        if (sometimes === undefined)
          expect(failure, 'a deviation that is none any more: take it out of deviations.ts').not.toBeNull();
        else if (failure !== null) expect(failure).toMatch(sometimes);
      });
    }
  });
}

/** Detection alone has to say it: nobody shall find out by a start that fails. */
function refuses(contestant: Contestant, who: Who, skip: (reason: string) => void): void {
  const account = accountFor(who);
  if ('missing' in account) {
    mayBeSkipped(`${contestant.name} as ${who}`, account.missing);
    skip(account.missing);
    return;
  }
  const engine = ENGINES.find(({name}) => name === contestant.engine)!;
  const found = engine.detect(probeFor(account, {PATH: process.env['PATH'] ?? ''}));
  expect(found).toMatchObject({usable: false, reason: expect.stringContaining('root')});
}

function accountFor(who: Who): Account | {readonly missing: string} {
  if (who === 'root') {
    return process.getuid!() === 0 ? {uid: 0, gid: 0, groups: [0], home: '/root'} : {missing: 'the tests do not run as root'};
  }
  const account = ordinaryAccount();
  return 'missing' in account || process.getuid!() !== 0 ? account : {...account, groups: [...account.groups, A_GROUP]};
}
