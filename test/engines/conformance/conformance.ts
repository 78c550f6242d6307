import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {MakeEngineRig} from '../../rig/engines/engine-rig.ts';
import {requires, type Account} from '../rig.ts';
import {BEHAVIOURS} from './behaviours.ts';
import {makeCell, type Cell} from './cell.ts';
import {CHECKS} from './checks.ts';
import {CONTESTANTS, type ContestantName, type Who} from './contestants.ts';
import {expectation} from './expectation.ts';
import {makePlace} from './place.ts';

/** No member of it is anybody else, so what it may read nobody reads by accident. */
const A_GROUP = 54_321;

/** Holds an engine to the table of behaviours, as root and as an ordinary user. */
export function conformance(name: ContestantName, make: MakeEngineRig): void {
  const contestant = CONTESTANTS.find(each => each.name === name)!;
  describe.each(['root', 'user'] as const)(`${name} as %s`, who => {
    if (!(contestant.accounts as readonly Who[]).includes(who)) return;
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
          cell = makeCell(contestant, who, rig, place);
        }
      }
      if (missing === null) return;
      if (process.env['CI'] !== undefined) throw new Error(`${name} as ${who}: ${missing}`);
      console.warn(`skipped: ${name} as ${who}: ${missing}`);
    });
    afterAll(async () => {
      for (const end of endings) await end();
    });

    for (const behaviour of Object.values(BEHAVIOURS).flat()) {
      const expected = expectation(contestant, who, behaviour.id);
      if (expected.kind === 'not-taken' || expected.kind === 'not-for-this-account') continue;
      const title = expected.kind === 'works' ? behaviour.id : `${behaviour.id}: not, as known`;
      test(title, {timeout: 120_000}, async context => {
        if (cell === null) return context.skip(missing ?? 'the set-up failed');
        if (expected.kind === 'works') return CHECKS[behaviour.id](cell);
        const seen = await CHECKS[behaviour.id](cell).then(
          () => 'works',
          () => 'deviates',
        );
        expect(seen, 'a deviation that is none any more: take it out of deviations.ts').toBe('deviates');
      });
    }
  });
}

/** Root, and the ordinary user that `.ci/run` creates; without root's rights just whoever runs the tests. */
function accountFor(who: Who): Account | {readonly missing: string} {
  const own = process.getuid!();
  if (who === 'root') {
    if (own !== 0) return {missing: 'the tests do not run as root'};
    return {uid: 0, gid: 0, groups: [0], home: '/root'};
  }
  if (own !== 0) {
    return {uid: own, gid: process.getgid!(), groups: process.getgroups!(), home: process.env['HOME'] ?? '/'};
  }
  const line = /^hsf-tester:[^:]*:(\d+):(\d+):[^:]*:([^:]*):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null) return {missing: 'there is no account hsf-tester'};
  const gid = Number(line[2]);
  return {uid: Number(line[1]), gid, groups: [gid, A_GROUP], home: line[3]!};
}
