import {describe, expect, test} from 'vitest';
import {NO_WISHES} from '../../src/start/plan-input.ts';
import {requireUtf8, tidy, workingDirectory} from '../../src/start/working-directory.ts';
import {inputFor} from './made-up-machine.ts';

describe('the working directory', () => {
  const found = (
    wish: string | null,
    {cwd = '/data/w' as string | null, pwd = undefined as string | undefined, isSame = true} = {},
  ) => {
    const input = inputFor();
    return workingDirectory({
      wishes: {...NO_WISHES, cwd: wish},
      caller: {...input.caller, cwd, env: pwd === undefined ? {} : {PWD: pwd}},
      tree: {...input.tree, same: () => Promise.resolve(isSame)},
    });
  };

  test.each([
    {title: 'as the kernel calls it', given: {}, spelled: '/data/w'},
    {title: 'as the user calls it, where that is the same', given: {pwd: '/home/ann//w/'}, spelled: '/home/ann/w'},
    {title: 'as the kernel calls it, where that is another', given: {pwd: '/home/ann/w', isSame: false}, spelled: '/data/w'},
    {title: 'as the kernel calls it, where the name is not whole', given: {pwd: 'w'}, spelled: '/data/w'},
    {title: 'as the kernel calls it, where the name goes up', given: {pwd: '/home/../w'}, spelled: '/data/w'},
    {title: 'as the kernel calls it, where the name stays', given: {pwd: '/home/w/.'}, spelled: '/data/w'},
    {title: 'as the user calls it, with a name of dots', given: {pwd: '/home/..w/...'}, spelled: '/home/..w/...'},
    {title: 'as it is', given: {pwd: '/data/w', isSame: false}, spelled: '/data/w'},
  ])("is the caller's, $title", async ({given, spelled}) => {
    expect(await found(null, given)).toEqual({spelled, physical: '/data/w', inherited: true});
  });

  test('is the one that is wished, from here or whole', async () => {
    expect(await found('/x//y/../z')).toEqual({spelled: '/x/z', physical: '/x/z', inherited: false});
    expect(await found('x/y')).toEqual({spelled: '/data/w/x/y', physical: '/data/w/x/y', inherited: false});
    expect(await found('..', {pwd: '/home/ann/w'})).toMatchObject({spelled: '/home/ann', inherited: false});
    expect(await found('/x', {cwd: null})).toMatchObject({spelled: '/x'});
  });

  test('that is gone is said', async () => {
    await expect(found(null, {cwd: null})).rejects.toMatchObject({code: 'directory-missing'});
    await expect(found('x', {cwd: null})).rejects.toMatchObject({code: 'directory-missing'});
  });

  test('that is no UTF-8 cannot be shown', () => {
    const directory = {spelled: '/x\uFFFD', physical: '/x', inherited: true};
    expect(() => requireUtf8(directory)).toThrow(expect.objectContaining({code: 'not-utf8'}));
    expect(() => requireUtf8({...directory, spelled: '/x'})).not.toThrow();
  });

  test.each([
    {path: '/', found: '/'},
    {path: '//a/./b//', found: '/a/b'},
    {path: '/a/../../b', found: '/b'},
    {path: '/a/.b/..c', found: '/a/.b/..c'},
  ])('is tidy: $path', ({path, found: tidied}) => {
    expect(tidy(path)).toBe(tidied);
  });
});
