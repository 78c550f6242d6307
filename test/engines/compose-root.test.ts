import {describe, expect, test} from 'vitest';
import {composeRoot, missingPoints} from '../../src/engines/compose-root.ts';
import {coverablePlaces} from '../../src/engines/compose-script.ts';
import type {ContainerSpec, RootEntry} from '../../src/engines/engine.ts';
import {scriptSteps} from '../../src/engines/script-steps.ts';
import {mount} from './rig.ts';

const directory = (name: string): RootEntry => ({name, kind: 'directory', target: null});
const file = (name: string): RootEntry => ({name, kind: 'file', target: null});
const link = (name: string, target: string): RootEntry => ({name, kind: 'link', target});

function spec(wishes: Partial<ContainerSpec>): ContainerSpec {
  return {
    root: {kind: 'directory', path: '/i'},
    entries: {},
    mounts: [],
    env: {},
    callerEnv: {},
    cwd: '/',
    command: ['/c'],
    user: {uid: 1, gid: 1, groups: []},
    terminal: false,
    name: 'n',
    gpu: null,
    ...wishes,
  };
}

describe('an image put together entry by entry', () => {
  test('is bound read-only, with its links as they are and nothing of its /run', () => {
    const entries = {'/': [directory('usr'), link('bin', 'usr/bin'), directory('run'), directory('home')]};
    expect(composeRoot(spec({entries, mounts: [mount('/h', '/home')]}))).toEqual([
      {kind: 'bind', source: '/i/usr', path: '/usr', mode: 'ro', device: false, image: true},
      {kind: 'link', target: 'usr/bin', path: '/bin', image: true},
      {kind: 'temporary', path: '/run'},
      {kind: 'bind', source: '/h', path: '/home', mode: 'rw', device: false, image: false},
    ]);
  });

  test('gets the links of the spec besides', () => {
    const steps = composeRoot(spec({entries: {'/': [], '/etc': []}, links: {'/etc/resolv.conf': '../run/r'}}));
    expect(steps).toContainEqual({kind: 'link', target: '../run/r', path: '/etc/resolv.conf', image: false});
  });

  test('is shown once as a whole for a directory with many entries, which become links', () => {
    const many = Array.from({length: 30}, (_, number) => file(`f${number}`));
    const etc = [...many, directory('ssl'), link('mtab', '/proc/mounts')];
    const steps = composeRoot(
      spec({
        entries: {'/': [directory('etc')], '/etc': etc},
        mounts: [mount('/p', '/etc/passwd'), mount('/s', '/etc/ssl/certs')],
      }),
    );
    expect(steps[0]).toMatchObject({kind: 'bind', source: '/i', path: '/.hsf/image', mode: 'ro'});
    expect(steps).toContainEqual({kind: 'link', target: '/.hsf/image/etc/f7', path: '/etc/f7', image: true});
    expect(steps).toContainEqual({kind: 'link', target: '/proc/mounts', path: '/etc/mtab', image: true});
    // A mount goes below it, and a mount point may not be reached through a link.
    expect(steps).toContainEqual(expect.objectContaining({kind: 'bind', source: '/i/etc/ssl', path: '/etc/ssl'}));
  });

  test("but never / itself, nor directories of this machine's own root", () => {
    const many = Array.from({length: 30}, (_, number) => directory(`d${number}`));
    expect(composeRoot(spec({entries: {'/': many}})).some(step => step.kind === 'link')).toBe(false);
    const host = spec({root: {kind: 'host'}, entries: {'/': [directory('etc')], '/etc': many}});
    expect(composeRoot(host).some(step => step.kind === 'link')).toBe(false);
  });
});

test('a mount below a directory that is empty at first has its point made in there', () => {
  const steps = scriptSteps(spec({entries: {'/': [directory('run')]}, mounts: [mount('/run/user/1')]}));
  expect(steps).toEqual([
    ['temporary', '', '/run'],
    ['rw', '/run/user/1', '/run/user/1'],
    ['point', '/run/user/1', '/run/user/1'],
  ]);
});

test('nothing that is needed lies below a place that is covered', () => {
  expect(coverablePlaces([]).split(' ')[0]).toBe('/mnt');
  expect(coverablePlaces(['/mnt/x', '/media', '/srvx', '/tmp/y'])).toBe('/srv /opt /var/tmp /var/opt /usr/local');
});

test.each([
  ['there', {entries: {'/': [directory('cvmfs')]}, mounts: [mount('/usr', '/cvmfs')]}, []],
  ['missing', {entries: {'/': []}, mounts: [mount('/usr', '/cvmfs')]}, ['/cvmfs']],
  ['of another kind', {entries: {'/': [file('cvmfs')]}, mounts: [mount('/usr', '/cvmfs')]}, ['/cvmfs']],
  ['missing further down', {entries: {'/': [directory('a')], '/a': []}, mounts: [mount('/usr', '/a/b/c')]}, ['/a/b/c']],
  ['in a directory that is there as a whole', {entries: {'/': [directory('a')]}, mounts: [mount('/usr', '/a/b/c')]}, []],
  ['below another mount', {entries: {'/': [directory('h')]}, mounts: [mount('/usr', '/h'), mount('/usr', '/h/x')]}, []],
])('a mount point that is %s', (_, wishes, missing) => {
  expect(missingPoints(spec(wishes)).map(({target}) => target)).toEqual(missing);
});
