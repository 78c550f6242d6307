import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseBind} from '../../src/start/bind-text.ts';

const PLACE = {origin: 'user', base: '/base', home: '/home/me'} as const;
const parse = (text: string) => {
  const {source, target, mode} = parseBind(text, PLACE);
  return [source, target, mode];
};

describe('MOUNTS.md 4: a bind has one meaning on all engines', () => {
  test.each([
    {text: '/a', bind: ['/a', '/a', 'rw']},
    {text: '/a:/b', bind: ['/a', '/b', 'rw']},
    {text: '/a:/b:ro', bind: ['/a', '/b', 'ro']},
    {text: '/a:ro', bind: ['/a', '/a', 'ro']},
    {text: 'rel/../x', bind: ['/base/x', '/base/x', 'rw']},
    {text: '/a//b/', bind: ['/a/b', '/a/b', 'rw']},
    {text: '/a b,c:/d,e f', bind: ['/a b,c', '/d,e f', 'rw']},
    {text: '/a\\:b:/c\\:d:ro', bind: ['/a:b', '/c:d', 'ro']},
    {text: '/a\\\\:/b', bind: ['/a\\', '/b', 'rw']},
    {text: '/a\\b', bind: ['/a\\b', '/a\\b', 'rw']},
    {text: '~/x:/y', bind: ['/home/me/x', '/y', 'rw']},
    {text: '~', bind: ['/home/me', '/home/me', 'rw']},
    {text: '~other/x', bind: ['/base/~other/x', '/base/~other/x', 'rw']},
    {text: 'ro', bind: ['/base/ro', '/base/ro', 'rw']},
    {text: '/a:b:rw', bind: ['/a', '/base/b', 'rw']},
    {text: 'x~/y', bind: ['/base/x~/y', '/base/x~/y', 'rw']},
    {text: '/:/run/host:ro', bind: ['/', '/run/host', 'ro']},
    {text: '/x/etc:/etc', bind: ['/x/etc', '/etc', 'rw']},
  ])('$text', ({text, bind}) => {
    expect(parse(text)).toEqual(bind);
  });

  test.each(['', ':', '/a:/b:/c', ':/b', '/a:', '/', '/x:/', '/x:/proc', '/x:/dev/', '/x:/y/../sys'])('refuses "%s"', text => {
    expect(() => parse(text)).toThrow(expect.objectContaining({code: 'usage'}));
  });

  test('says who asked, and needs what the user asked for', () => {
    expect(parseBind('/a', PLACE)).toMatchObject({origin: 'user', needed: true, reason: 'asked for'});
    expect(parseBind('/a', {...PLACE, origin: 'site'})).toMatchObject({origin: 'site', needed: false});
  });
  test.each([
    {text: '/x:/', advice: 'Name what is to be the root with "--image", or another target: --bind SOURCE:TARGET.'},
    {text: '/x:/proc', advice: 'Give it another target.'},
  ])('advises for $text: $advice', ({text, advice}) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({advice}));
  });
  test('refuses a home that nobody has', () => {
    expect(() => parseBind('~/x', {...PLACE, home: null})).toThrow(expect.objectContaining({code: 'usage'}));
  });

  test('reads back any path, written with its colons and backslashes escaped', () => {
    const path = fc
      .array(
        fc.string({minLength: 1, maxLength: 8}).filter(part => !/^\.{1,2}$|[/\0]/.test(part)),
        {minLength: 1, maxLength: 3},
      )
      .map(parts => `/${parts.join('/')}`)
      .filter(text => !['/dev', '/proc', '/sys'].includes(text));
    const written = (text: string) => text.replace(/[\\:]/g, '\\$&');
    fc.assert(
      fc.property(path, path, fc.constantFrom('ro', 'rw'), (source, target, mode) => {
        expect(parse(`${written(source)}:${written(target)}:${mode}`)).toEqual([source, target, mode]);
      }),
    );
  });
});
