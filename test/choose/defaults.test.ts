import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {ALMA9, BUBBLEWRAP, findings, host, image, lcg} from './scene.ts';

/** What is taken where nobody says more: the best variant of a stack, and the image for it. */
const first = (variants: readonly FoundVariant[], machine = host()) => judge(findings(variants), machine)[0]?.variants[0];
const platforms = (variants: readonly FoundVariant[], machine = host()) =>
  judge(findings(variants), machine)[0]?.variants.map(({platform}) => platform.text);

describe('a platform that nobody understands', () => {
  const ODD = 'hexagon-el9-gcc14-opt';
  test('comes after one that runs, here or in a container', () => {
    expect(first(lcg('LCG_120', ODD, 'x86_64-el9-gcc14-opt'), host({os: 'el9'}))?.platform.text).toBe('x86_64-el9-gcc14-opt');
    expect(first([...lcg('LCG_120', ODD, 'x86_64-el9-gcc14-opt'), ALMA9])?.platform.text).toBe('x86_64-el9-gcc14-opt');
  });
  test('comes before one that does not run at all', () => {
    expect(platforms(lcg('LCG_120', 'aarch64-el9-gcc14-opt', ODD))).toEqual([ODD, 'aarch64-el9-gcc14-opt']);
  });
});

test.each(['loongarch64', 's390x', 'ppc64'])('a build for %s is none for this machine', arch => {
  const variant = first(lcg('LCG_120', `${arch}-el9-gcc14-opt`), host({os: 'el9'}));
  expect(variant?.verdict).toMatchObject({runs: 'no', reason: `Built for ${arch}; this machine is x86_64.`});
});

describe('of builds that are as good', () => {
  test('the one for the newest system is taken', () => {
    const images = [ALMA9, image('registry.hub.docker.com/htc/rocky:8'), image('library/centos:centos7')];
    const builds = lcg('LCG_106c', 'x86_64-el8-gcc13-opt', 'x86_64-centos7-gcc13-opt', 'x86_64-el9-gcc13-opt');
    expect(platforms([...builds, ...images])).toEqual([
      'x86_64-el9-gcc13-opt',
      'x86_64-el8-gcc13-opt',
      'x86_64-centos7-gcc13-opt',
    ]);
    expect(platforms(lcg('LCG_106', 'x86_64-ubuntu2204-gcc13-opt', 'x86_64-ubuntu2404-gcc13-opt'))?.[0]).toContain('2404');
  });
  test('a newer compiler counts for more, and systems of different kinds are not compared', () => {
    const images = [ALMA9, image('registry.hub.docker.com/htc/rocky:8'), image('library/ubuntu:24.04')];
    expect(platforms([...lcg('LCG_1', 'x86_64-el9-gcc13-opt', 'x86_64-el8-gcc14-opt'), ...images])?.[0]).toContain('el8');
    expect(platforms([...lcg('LCG_1', 'x86_64-ubuntu2404-gcc13-opt', 'x86_64-el9-gcc13-opt'), ...images])?.[0]).toContain('el9');
  });
});

test('what has to be fetched is never the default while anything else starts at once', () => {
  const machine = host({engines: [BUBBLEWRAP, {...BUBBLEWRAP, name: 'podman', takes: ['directory', 'reference']}]});
  const builds = lcg('LCG_107', 'x86_64-ubuntu2404-gcc15-opt', 'x86_64-el9-gcc13-opt');
  expect(platforms([...builds, ALMA9], machine)).toEqual(['x86_64-el9-gcc13-opt', 'x86_64-ubuntu2404-gcc15-opt']);
  // Also not before an odd one, nor while there is no other that runs at all.
  expect(platforms([...lcg('LCG_107', 'x86_64-ubuntu2404-gcc15-opt', 'x86_64-el9-clang17-dbg'), ALMA9], machine)?.[0]).toContain(
    'el9',
  );
  expect(first(lcg('LCG_107', 'x86_64-ubuntu2404-gcc15-opt'), machine)?.verdict.reason).toMatch(
    /, which podman has to fetch first\.$/,
  );
});

describe('of images for a system', () => {
  const build = lcg('LCG_107', 'x86_64-el9-gcc13-opt');
  const arm = lcg('LCG_107', 'aarch64-el9-gcc13-opt');
  const plain = image('registry.hub.docker.com/library/almalinux:9.3');
  test.each(['registry.hub.docker.com/cmssw/el9:latest', 'registry.hub.docker.com/atlas/almalinux9-atlasos:latest'])(
    '%s, which has the libraries of experiments, goes before a bare distribution',
    name => expect(first([...build, plain, image(name)])?.verdict.image).toContain(name),
  );
  test('those that name the architecture go first on machines of which most images are not', () => {
    const named = image('registry.hub.docker.com/library/almalinux:9-arm64');
    const machine = host({arch: 'aarch64', cpu: {flags: [], level: null}});
    expect(first([...arm, plain, named], machine)?.verdict.image).toBe(named.entry.path);
    expect(first([...arm, plain], machine)?.verdict.image).toBe(plain.entry.path);
    expect(first([...build, plain, named])?.verdict.image).toBe(plain.entry.path);
  });
});

describe('what a machine is called', () => {
  const on = (id: string, version: string, family: string) => ({...host({engines: []}), os: {id, version, family}});
  test.each([
    {platform: 'x86_64-almalinux9.6-gcc115-opt', machine: on('rocky', '9.6', 'el9'), words: '(el9) runs as well.'},
    {platform: 'x86_64-almalinux9.6-gcc115-opt', machine: on('almalinux', '9.6', 'el9'), words: 'is.'},
    {platform: 'x86_64-alma9-gcc115-opt', machine: on('almalinux', '9.6', 'el9'), words: 'is.'},
    {platform: 'x86_64-sl7-gcc8-opt', machine: on('centos', '7', 'centos7'), words: '(centos7) runs as well.'},
    {platform: 'x86_64-el7-gcc8-opt', machine: on('centos', '7', 'centos7'), words: 'is.'},
    {platform: 'x86_64-el9-gcc13-opt', machine: on('ol', '9.5', 'el9'), words: 'is.'},
    {platform: 'x86_64-ubuntu2204-gcc11-opt', machine: on('pop', '22.04', 'ubuntu2204'), words: 'is.'},
  ])('$platform on $machine.os.id', ({platform, machine, words}) => {
    expect(first(lcg('6.36.04', platform), machine)?.verdict.reason).toBe(
      `Built for ${platform.split('-')[1]}, which this machine ${words}`,
    );
  });
});
