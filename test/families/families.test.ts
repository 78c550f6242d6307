import {mkdtempSync, readdirSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {BUILT_IN_RULES} from '../../src/choose/catalogue-rules.ts';
import {judge} from '../../src/choose/judge.ts';
import type {Stack} from '../../src/choose/stack.ts';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {readPackages} from '../../src/find/packages/read-packages.ts';
import {documentOf, runHsf} from '../commands/hsf.ts';
import {requires} from '../engines/rig.ts';
import {findRequest} from '../find/scene.ts';
import {rows, writeFixture, type FamilyFixture, type FamilyStart} from './fixture.ts';
import {hostNamed, hostVariables} from './hosts.ts';

/**
 * Every built-in family on a small tree of its own: what is found (and what is not), what runs where, how it starts.
 *
 * A family takes one file, `fixtures/<id>.ts`, see `fixture.ts`. One of them alone: `npx vitest run test/families -t '^lcg '`.
 */
const FOLDER = join(import.meta.dirname, 'fixtures');
const FIXTURES = new Map<string, FamilyFixture>();
for (const name of readdirSync(FOLDER)) {
  const {fixture} = (await import(join(FOLDER, name))) as {readonly fixture: FamilyFixture};
  FIXTURES.set(name.replace(/\.ts$/, ''), fixture);
}
const FAMILIES = builtInFamilies();
/** What a container with the small system of a fixture takes. */
const able = requires('bwrap', 'unshare', 'busybox', 'ldd');

test('every built-in family has a fixture, and every fixture a family', () => {
  expect([...FIXTURES.keys()].toSorted()).toEqual(FAMILIES.map(({id}) => id).toSorted());
});

test('every built-in family says what it is, who uses it and where its facts come from', () => {
  const silent = FAMILIES.filter(
    ({description, users, layouts}) => description === '' || users === '' || layouts.some(({source}) => source === ''),
  );
  expect(silent.map(({id}) => id)).toEqual([]);
});

for (const [id, fixture] of FIXTURES) {
  // Several at once: a start is mostly waiting for processes.
  describe.concurrent(id, () => {
    let folder: string;
    let cvmfs: string;
    let findings: Findings;
    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-family-')));
      cvmfs = join(folder, 'cvmfs');
      writeFixture(cvmfs, fixture);
      findings = await findStacks(findRequest(cvmfs));
    });
    afterAll(() => rmSync(folder, {recursive: true, force: true}));
    const stacksOn = (host: string): readonly Stack[] => judge(findings, hostNamed(host), {...BUILT_IN_RULES, now: new Date()});

    test('is found, each thing once and nothing else', () => {
      const found = stacksOn('el9-zen3').flatMap(({variants}) =>
        variants.map(({address, found: {root, entry}}) => [address, below(root), entryBelow(root, entry.path)].join('  ')),
      );
      expect(found.toSorted()).toEqual(
        rows(fixture.finds)
          .map(([address, root, entry = '.']) => [address, root, entry].join('  '))
          .toSorted(),
      );
      expect(findings.variants.some(({family}) => family.id === id)).toBe(true);
    });

    const {releases, recommends, marks, packages} = fixture;
    if (releases !== undefined) {
      test('has its releases in the order of people', () => {
        const own = stacksOn('el9-zen3').filter(({family}) => family === id);
        expect(own.map(({release}) => release)).toEqual(releases);
      });
    }
    if (recommends !== undefined) {
      test('recommends', () => {
        const stacks = stacksOn('el9-zen3').filter(({recommended}) => recommended);
        expect(stacks.map(({address}) => address).toSorted()).toEqual(recommends.toSorted());
      });
    }
    if (marks !== undefined) {
      test('marks what is old, incomplete or stale', () => {
        const marked = stacksOn('el9-zen3').flatMap(({address, old, variants}) => [
          ...(old ? [`${address} old`] : []),
          // What is old is so with all its variants.
          ...variants.flatMap(each => {
            const others = each.marks.filter(mark => mark !== 'old');
            return others.length === 0 ? [] : [`${each.address} ${others.join(' ')}`];
          }),
        ]);
        expect(marked.toSorted()).toEqual(
          rows(marks)
            .map(row => row.join(' '))
            .toSorted(),
        );
      });
    }

    if (packages !== undefined) {
      test.each(rows(packages))('%s has its packages', async (address, ...wanted) => {
        const found = stacksOn('el9-zen3')
          .flatMap(stack => stack.variants)
          .find(each => each.address === address)?.found;
        expect(found, `${address} is found`).toBeDefined();
        const {deadline, launch, now} = findRequest(cvmfs);
        const {lists} = await readPackages({
          ...{cvmfs, cacheDirectory: null, deadline, launch, now},
          variants: found === undefined ? [] : [found],
          all: findings.variants,
          known: findings.repositories.map(({fqrn}) => fqrn),
        });
        expect(lists[0]?.map(({name, version}) => `${name}/${version}`).toSorted()).toEqual(wanted.toSorted());
      });
    }

    test.each(rows(fixture.verdicts))('on %s %s: %s', (host, address, runs, ...words) => {
      const variants = stacksOn(host ?? '').flatMap(stack => stack.variants);
      const verdict = variants.find(each => each.address === address)?.verdict;
      expect({runs: verdict?.runs, reason: verdict?.reason ?? 'not found'}).toEqual({
        runs,
        reason: expect.stringContaining(words.join(' ')),
      });
    });

    for (const start of fixture.starts) {
      const isAble = !('run' in start) || fixture.systems === undefined || able;
      test.skipIf(!isAble)(start.title, () => expectStart(start));
    }

    async function expectStart(start: FamilyStart): Promise<void> {
      const command = 'run' in start ? start.run : 'plans' in start ? start.plans : start.refuses;
      const flags = 'plans' in start ? ['--dry-run', '--json'] : [];
      const env = {HOME: folder, HSF_CVMFS: cvmfs, ...hostVariables(start.host), ...start.env};
      const ended = await runHsf(['run', start.stack, ...flags, '--', ...command], env, {cwd: folder});
      if ('run' in start) {
        const {status, stdout, stderr} = ended;
        expect({status, stdout, said: status === 0 ? '' : stderr}).toEqual({status: 0, stdout: `${start.prints}\n`, said: ''});
      } else if ('plans' in start) {
        const {plan} = documentOf(ended) as {plan?: {argv: readonly string[]}};
        expect(plan ?? ended).toMatchObject(start.plan);
        expect(plan?.argv).toEqual(expect.arrayContaining([...(start.words ?? [])]));
      } else {
        expect(ended.status).not.toBe(0);
        expect(ended.stderr).toContain(start.says);
      }
    }
  });
}

function below(path: string): string {
  return path.replace(/^\/cvmfs\//, '');
}

function entryBelow(root: string, path: string): string {
  return path === root ? '.' : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.slice('/cvmfs'.length);
}
