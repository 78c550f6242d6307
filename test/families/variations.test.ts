import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import {findRequest} from '../find/scene.ts';
import {COMMON_KINDS} from './common-leaf-kinds.ts';
import {COMMUNITY_KINDS} from './community-leaf-kinds.ts';
import {leaves} from './grammar-of-paths.ts';
import {hostNamed} from './hosts.ts';

/** Leaves that stand because another one needs them: see `BESIDE` in `paths.test.ts`. */
const BESIDE =
  /^(cms\/scram@|cms\/cmsset$|alice\/alienv|alliance\/default@|lhcb\/LbEnv$|atlas\/ALRB$|icecube\/py3-[^@]*$|sphenix\/new@|belle2\/tools$|igwn\/base@|dune-daq\/tools@)/;

test('names that nobody has seen are found by the grammar of their family, each once and nothing else', async () => {
  const families = builtInFamilies();
  const sets = fc.tuple(
    ...[...COMMON_KINDS, ...COMMUNITY_KINDS].map(kind => fc.array(leaves(kind), {minLength: 1, maxLength: 4})),
  );
  await fc.assert(
    fc.asyncProperty(sets, async generated => {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-variations-')));
      try {
        const wanted = new Map(generated.flat().map(leaf => [leaf.address, leaf]));
        for (const {path, holds} of wanted.values()) {
          for (const each of holds) {
            const full = each.startsWith('/') ? join(root, each) : join(root, path, each);
            mkdirSync(each.endsWith('/') ? full : dirname(full), {recursive: true});
            if (!each.endsWith('/')) writeFileSync(full, '');
          }
        }
        const findings = await findStacks(findRequest(root, {families}));
        const found = judge(findings, hostNamed('el9-zen3')).flatMap(({variants}) =>
          variants.map(variant => `${variant.address}  ${variant.found.root.slice('/cvmfs/'.length)}`),
        );
        expect(found.filter(each => !BESIDE.test(each.split('  ')[0] ?? '')).toSorted()).toEqual(
          [...wanted.values()].map(({address, path}) => `${address}  ${path}`).toSorted(),
        );
      } finally {
        rmSync(root, {recursive: true, force: true});
      }
    }),
    {numRuns: 3, endOnFailure: true},
  );
});
