import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {findStacks} from '../../src/find/find-stacks.ts';
import {familyFromData} from '../../src/find/family-from-data.ts';
import {expand, familyWith, memoOf, REPOSITORY} from './layout-scene.ts';
import {findRequest, scratch} from './scene.ts';

const FQRN = 'soft.example.org';
const FAMILY = familyFromData(
  {
    id: 'test',
    title: 'Test',
    layout: [
      {
        repository: FQRN,
        path: 'views/{release}/{platform}',
        grammar: 'verbatim',
        marker: 'setup.sh',
        entry: {kind: 'source', path: 'setup.sh'},
      },
      {
        repository: FQRN,
        path: 'host_injections/{release}',
        platform: '',
        grammar: 'verbatim',
        entry: {kind: 'source', path: 'setup.sh'},
      },
    ],
  },
  'test',
);

/** A repository with one of everything that goes wrong while it is published, below another root than `/cvmfs`. */
function writeOddTree(root: string): void {
  const views = join(root, FQRN, 'views');
  for (const platform of ['el9', 'a b:c+d']) {
    mkdirSync(join(views, 'R1', platform), {recursive: true});
    writeFileSync(join(views, 'R1', platform, 'setup.sh'), '');
  }
  mkdirSync(join(views, 'R1/half'));
  symlinkSync('nowhere', join(views, 'R1/dangling'));
  symlinkSync('/opt/software', join(views, 'R1/host'));
  symlinkSync(`/cvmfs/${FQRN}/views/R1`, join(views, 'latest'));
  symlinkSync('..', join(views, 'up'));
  symlinkSync('self', join(views, 'self'));
  symlinkSync('/opt/eessi', join(root, FQRN, 'host_injections'));
  for (const name of [Buffer.from([0x66, 0xff]), Buffer.from([0x66, 0xfe])]) {
    mkdirSync(Buffer.concat([Buffer.from(`${views}/`), name]));
  }
}

describe('what is left out of a repository', () => {
  it('is counted by reason with examples, and the rest is there', async () => {
    const root = scratch();
    writeOddTree(root);
    const request = findRequest(root, {families: [FAMILY], cacheDirectory: scratch()});
    const {variants, leftOut} = await findStacks(request);
    const views = `/cvmfs/${FQRN}/views`;
    expect(variants.map(({root: path}) => path).toSorted()).toEqual(
      ['R1', 'latest'].flatMap(release => [`${views}/${release}/a b:c+d`, `${views}/${release}/el9`]),
    );
    expect(Object.fromEntries((leftOut ?? []).map(({reason, count, examples}) => [reason, [count, ...examples]]))).toEqual({
      unnamed: [2, views],
      'link-loop': [2, `${views}/self`, `${views}/up`],
      dangling: [2, `${views}/R1/dangling`, `${views}/latest/dangling`],
      'half-published': [2, `${views}/R1/half`, `${views}/latest/half`],
      'link-out': [3, `/cvmfs/${FQRN}/host_injections`, `${views}/R1/host`, `${views}/latest/host`],
    });
  });

  it('is not read again while nothing changes', async () => {
    const root = scratch();
    writeOddTree(root);
    // A directory that changed a moment ago may change again unseen, so it is read once more.
    await new Promise(resolve => setTimeout(resolve, 60));
    const request = findRequest(root, {families: [FAMILY], cacheDirectory: scratch()});
    const first = await findStacks(request);
    const second = await findStacks(request);
    expect(second.directoriesRead).toBe(0);
    expect(second.leftOut).toEqual(first.leftOut);
    expect((await findStacks({...request, mode: 'cached'})).leftOut).toEqual(first.leftOut);
  });
});

describe('a build that nobody may look into', () => {
  const directories = {'': 'R1/', R1: 'closed/ half/ whole/'};
  const checks = {
    'R1/closed/setup.sh': 'failed EACCES',
    'R1/half/setup.sh': 'missing',
    'R1/whole/setup.sh': 'file',
  } as const;

  it.each([
    {title: 'with a marker', layout: {grammar: 'verbatim', marker: 'setup.sh'}},
    {title: 'with one of two scripts', layout: {grammar: 'verbatim', entry: {kind: 'source', path: ['setup.sh', 'setup.csh']}}},
  ] as const)('is unreadable and not half-published, $title', ({layout}) => {
    const others = {'R1/closed/setup.csh': 'failed EACCES', 'R1/half/setup.csh': 'missing'} as const;
    const {variants, leftOut} = expand(familyWith(layout), memoOf(directories, {...checks, ...others}), true);
    expect(variants.map(({platformText}) => platformText)).toEqual(['whole']);
    expect(leftOut.map(({reason, examples}) => `${reason} ${examples.join()}`).toSorted()).toEqual([
      `half-published /cvmfs/${REPOSITORY}/R1/half`,
      `unreadable /cvmfs/${REPOSITORY}/R1/closed`,
    ]);
  });
});

it('counts directories that lie deeper than a layout looks', () => {
  const family = familyWith({
    path: '{release...}',
    platform: '',
    grammar: 'image',
    leaf: {name: '*:*', most: 2},
    entry: {kind: 'image', path: '.'},
  });
  const {variants, leftOut} = expand(family, memoOf({'': 'registry/ alma:9/', registry: 'library/ rocky:9/'}));
  expect(variants.map(({release}) => release)).toEqual(['registry/rocky:9', 'alma:9']);
  expect(leftOut).toEqual([
    {repository: REPOSITORY, reason: 'too-deep', count: 1, examples: [`/cvmfs/${REPOSITORY}/registry/library`]},
  ]);
});
