import {describe, expect, test} from 'vitest';
import {foreignReason} from '../../src/system/foreign.ts';

const ME = 12_345;
const of = (uid: number, mode: number, gid = 100) => foreignReason({uid, gid, mode}, ME);

describe('what is believed', () => {
  test.each([
    {title: 'the own', found: of(ME, 0o100600)},
    {title: 'what others can read', found: of(ME, 0o100644)},
    {title: 'that of root', found: of(0, 0o100644)},
    {title: 'what the own group can write, where each user has one', found: of(ME, 0o100664, ME)},
    {title: "what root's group can write", found: of(0, 0o40775, 0)},
  ])('is $title', ({found}) => expect(found).toBeNull());

  test.each([
    {title: 'that of another user', found: of(1000, 0o100600), says: 'belongs to somebody else (uid 1000)'},
    {title: 'what everybody can write', found: of(ME, 0o100666), says: 'can be written by everybody'},
    {title: 'a directory like /tmp', found: of(0, 0o41777), says: 'can be written by everybody'},
    {title: 'what a group of many can write', found: of(ME, 0o100664), says: 'can be written by its group (gid 100)'},
  ])('is not $title', ({found, says}) => expect(found).toBe(says));

  test('is for root what is of root, and nothing of those who call sudo', () => {
    expect(foreignReason({uid: 0, gid: 0, mode: 0o100664}, 0)).toBeNull();
    expect(foreignReason({uid: ME, gid: ME, mode: 0o100600}, 0)).toBe(`belongs to somebody else (uid ${ME})`);
  });
});
