import {describe, expect, test} from 'vitest';
import {asTemplate, broughtHome, fill, placesIn, templateOf, whereOf} from '../../../src/start/environment/template.ts';
import {HERE, THERE} from './dumps.ts';

describe('a value with places', () => {
  test('is filled in where all of them are known', () => {
    expect(fill('plain', {})).toBe('plain');
    expect(fill(['/s/', {of: 'USER'}, '/x'], HERE)).toBe('/s/ann/x');
    expect(fill(['/s/', {of: 'USER'}, {of: 'HOME'}], {USER: 'ann'})).toBeNull();
    expect(fill([], {})).toBe('');
  });

  test('names its places', () => {
    expect(placesIn('plain')).toEqual([]);
    expect(placesIn(['/s/', {of: 'USER'}, {of: 'HOME'}])).toEqual(['USER', 'HOME']);
  });

  test('has as few parts as possible', () => {
    expect(asTemplate([])).toBe('');
    expect(asTemplate(['a', 'b'])).toBe('ab');
    expect(asTemplate(['', {of: 'HOME'}, '', 'a', '', 'b'])).toEqual([{of: 'HOME'}, 'ab']);
    expect(asTemplate([{of: 'HOME'}])).toEqual([{of: 'HOME'}]);
    expect(asTemplate(['a', {of: 'HOME'}, {of: 'USER'}, 'b'])).toEqual(['a', {of: 'HOME'}, {of: 'USER'}, 'b']);
  });
});

describe('the places that stand for variables', () => {
  const {PATH: _, ...where} = HERE;

  test('are those that are set to something, in whatever the environment comes', () => {
    expect(whereOf(HERE)).toEqual(where);
    expect(whereOf(new Map(Object.entries(HERE)))).toEqual(where);
    expect(whereOf({HOME: '', USER: 'ann'})).toEqual({USER: 'ann'});
  });

  test('are found by what stands there in another place', () => {
    expect(templateOf('ann@/home/ann', HERE, 'u1apart@/apart/home', THERE)).toEqual([{of: 'USER'}, '@', {of: 'HOME'}]);
    expect(templateOf('/home/ann/home/ann', HERE, '/apart/home/apart/home', THERE)).toEqual([{of: 'HOME'}, {of: 'HOME'}]);
    expect(templateOf('x', HERE, 'x', THERE)).toBe('x');
    expect(templateOf('x', HERE, 'y', THERE)).toBeNull();
  });

  test('are not found in a value that is the same although the place is another one', () => {
    expect(templateOf('/apart/home', HERE, '/apart/home', THERE)).toBeNull();
    expect(templateOf('/home/ann', HERE, '/home/ann', THERE)).toBe('/home/ann');
    // The same directory in both: nothing can be told, and nothing has to be.
    expect(templateOf('/data/job', HERE, '/data/job', {...THERE, PWD: HERE.PWD})).toBe('/data/job');
  });

  test('are those of the longer value where one stands in another', () => {
    const there = {HOME: '/apart', TMPDIR: '/apart/tmp'};
    expect(templateOf('/var/tmp:/home/ann', HERE, '/apart/tmp:/apart', there)).toEqual([{of: 'TMPDIR'}, ':', {of: 'HOME'}]);
  });

  test('are none where they are not set', () => {
    expect(templateOf('/x', {}, '/apart/home/x', {HOME: '/apart/home'})).toBeNull();
    expect(templateOf('/home/ann', {HOME: '/home/ann'}, '/home/ann', {})).toBe('/home/ann');
  });

  test('are read here as they are here', () => {
    expect(broughtHome('u1apart in /apart/home, /apart/home', HERE, THERE)).toBe('ann in /home/ann, /home/ann');
    // What is no value of these, and what looks like a part of a pattern.
    expect(broughtHome('/apart/x', HERE, THERE)).toBe('/apart/x');
    expect(broughtHome('/apart/home', {HOME: "/home/$&$'"}, THERE)).toBe("/home/$&$'");
    expect(broughtHome('[/apart/tmp]', {}, {TMPDIR: '/apart/tmp'})).toBe('[]');
  });
});
