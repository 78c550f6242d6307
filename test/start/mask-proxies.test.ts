import {describe, expect, test} from 'vitest';
import {maskValue} from '../../src/start/mask-secrets.ts';

describe('credentials of a proxy without a scheme', () => {
  test.each([
    ['a word', 'me:hush@proxy:1080', '***@proxy:1080'],
    ['several words', 'DIRECT me:hush@one:1 you:hush@two:2', 'DIRECT ***@one:1 ***@two:2'],
    ['a list, rather too much of it', 'direct,me:hush@one:1;you:hush@two:2|x=me:hush@three', '***@one:1;***@two:2|***@three'],
    ['a password with signs', 'me:hu@sh@one:1,you:h:u/sh@@two', '***@one:1,***@two'],
    ['a path and a word', '/a:b me:hush@proxy', '/a:b ***@proxy'],
    ['a user that is as long as one may be', `${'u'.repeat(256)}:hush@proxy`, '***@proxy'],
    ['a longer user', `${'u'.repeat(257)}:hush@proxy`, `${'u'.repeat(257)}:hush@proxy`],
    ['the end of a longer user', `${'v'.repeat(9)},${'u'.repeat(256)}:hush@proxy`, `${'v'.repeat(9)},***@proxy`],
    ['a password that is as long as one may be', `me:${'p'.repeat(4096)}@proxy`, '***@proxy'],
    ['a longer password', `me:${'p'.repeat(4097)}@proxy`, `me:${'p'.repeat(4097)}@proxy`],
    ['no user', ':hush@proxy', ':hush@proxy'],
    ['no password', 'me@proxy:1080', 'me@proxy:1080'],
    ['an address', 'me://a:b', 'me://a:b'],
    ['a second colon', 'a/b:me,you:hush@proxy', 'a/b:me,***@proxy'],
  ])('%s', (_, value, shown) => {
    expect(maskValue('all_proxy', value)).toBe(shown);
  });

  test('are looked for in proxies alone', () => {
    expect(maskValue('PROXY_HINT', 'mail me:you@here')).toBe('mail me:you@here');
  });
});
