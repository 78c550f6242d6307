import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {findStacks} from '../../src/find/find-stacks.ts';
import {familyFromData} from '../../src/find/family-from-data.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {clock, findRequest, scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';

const NAMES = Array.from({length: 60}, (_, index) => `r${String(index).padStart(2, '0')}.example.org`);
/** The first ones, and every other one after them. */
const SICK = NAMES.filter((_, index) => index < 15 || index % 2 === 0);
const HEALTHY = NAMES.filter(name => !SICK.includes(name));

describe.skipIf(skipFuse())('sixty repositories of which more than half hang', () => {
  let mount: FuseMount | undefined;

  afterEach(() => mount?.unmount());

  it('end within the deadline at the first run, and the healthy ones are served', async () => {
    const backing = scratch();
    for (const name of NAMES) {
      const view = join(backing, name, 'releases/R1/x86_64-el9-gcc14-opt');
      mkdirSync(view, {recursive: true});
      writeFileSync(join(view, 'setup.sh'), '');
    }
    const root = join(scratch(), 'cvmfs');
    mount = await mountFuse(backing, root, {threads: 100});
    mount.rules([`attr user.root_hash ${'a'.repeat(40)}`, 'attr user.revision 1', ...SICK.map(name => `hang-read /${name}`)]);
    const families = NAMES.map((repository, index) =>
      familyFromData(
        {
          id: `family${index}`,
          title: 'Test',
          layout: [
            {repository, path: 'releases/{release}/{platform}', grammar: 'lcg', entry: {kind: 'source', path: 'setup.sh'}},
          ],
        },
        'test',
      ),
    );
    const startedAt = clock();
    const findings = await findStacks(
      findRequest(root, {families, cacheDirectory: scratch(), deadline: deadlineAfter(8000, clock)}),
    );
    expect(clock() - startedAt).toBeLessThan(8000);
    const inState = (state: string) =>
      findings.repositories.filter(repository => repository.state === state).map(({fqrn}) => fqrn);
    expect(inState('hung')).toEqual(SICK);
    expect(inState('ready')).toEqual(HEALTHY);
    expect(findings.variants.map(({repository}) => repository)).toEqual(HEALTHY);
  });
});
