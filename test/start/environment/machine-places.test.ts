import {describe, expect, test} from 'vitest';
import {machinePathOf, machinePathsIn, machinePlaceOf} from '../../../src/start/environment/machine-places.ts';
import type {Conditions} from '../../../src/start/environment/conditions.ts';

describe('files of this machine in a text', () => {
  test.each([
    {text: '. /etc/profile.d/x.sh; test -f /usr/lib/g++', paths: ['/etc/profile.d/x.sh', '/usr/lib/g++']},
    {text: '/a /a/ /a, /a.', paths: ['/a']},
    {text: 'x=/opt/@a:/opt/b@c~d%e,f', paths: ['/opt/@a', '/opt/b@c~d%e,f']},
    {text: '/cvmfs/x /dev/null /proc/self /sys/y /cvmfs /dev /proc /sys', paths: []},
    {text: '/devices/x /cvmfsx /sysroot', paths: ['/devices/x', '/cvmfsx', '/sysroot']},
    {text: '~/x ./x ../x a/b $/x }/x )/x */x ?/x ]/x -/x //', paths: []},
  ])('are found: $text', ({text, paths}) => {
    expect(machinePathsIn(text)).toEqual(paths);
  });
});

describe('a path that a second run saw', () => {
  const conditions = {directories: ['/tmp/apart'], cwd: '/tmp/apart/work'} as unknown as Conditions;
  const HOME = '/home/ann';

  test.each([
    {path: '/tmp/apart/home/.rc', place: '~/.rc'},
    {path: '/tmp/apart/work/x', place: './x'},
    {path: '/tmp/apart/front/x', place: null},
    {path: '/tmp/apart', place: null},
    {path: '/tmp/apartment/x', place: '/tmp/apartment/x'},
    {path: '/tmp/apart/homes', place: null},
    {path: '/home/ann/.rc', place: '~/.rc'},
    {path: '/home/anna/.rc', place: '/home/anna/.rc'},
    {path: '/etc/x', place: '/etc/x'},
  ])('stands for $place: $path', ({path, place}) => {
    expect(machinePlaceOf(path, conditions, {HOME})).toBe(place);
  });

  test('is itself where there is no home, or one that everything is below', () => {
    expect(machinePlaceOf('/etc/x', conditions, {})).toBe('/etc/x');
    expect(machinePlaceOf('//etc/x', conditions, {HOME: '/'})).toBe('//etc/x');
  });

  test('is found again by the directories of a start', () => {
    const env = {HOME, PWD: '/data'};
    expect(['/etc/x', '~/.rc', './x'].map(place => machinePathOf(place, env))).toEqual(['/etc/x', '/home/ann/.rc', '/data/x']);
    expect(['~/.rc', './x'].map(place => machinePathOf(place, {}))).toEqual([null, null]);
    expect(machinePathOf('~/.rc', {HOME: 'home'})).toBeNull();
  });
});
