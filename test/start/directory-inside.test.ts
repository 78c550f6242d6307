import {describe, expect, test} from 'vitest';
import {requireDirectoryInside} from '../../src/start/directory-inside.ts';
import type {MountWish} from '../../src/start/mounts.ts';
import type {PathState} from '../../src/system/host-files.ts';

type Given = {
  readonly spelled: string;
  readonly physical?: string;
  readonly inherited?: boolean;
  readonly targets?: readonly string[];
  readonly there?: readonly string[] | null;
  readonly silent?: readonly string[];
};
function required({spelled, physical = spelled, inherited = true, targets = [], there = [], silent = []}: Given) {
  const wishes = silent.map(path => ({source: `/net${path}`, target: path}) as MountWish);
  const states = new Map<string, PathState>(silent.map(path => [`/net${path}`, 'not-answering']));
  const list = there === null ? null : (path: string) => Promise.resolve(there.includes(path) ? [] : null);
  return requireDirectoryInside({spelled, physical, inherited}, targets, {there: list, found: {wishes, states}});
}

describe('the working directory', () => {
  test.each([
    {title: 'that is shown', spelled: '/data/job', targets: ['/data/job']},
    {title: 'below what is shown', spelled: '/data/job/x', targets: ['/home', '/data/job']},
    {title: 'that is the root', spelled: '/'},
    {title: 'behind a link whose place is shown too', spelled: '/w', physical: '/data/w', targets: ['/data', '/w']},
    {title: 'under a name that is shown below another', spelled: '/a/w', physical: '/data/w', targets: ['/a', '/data']},
    {title: 'that the image has, by wish', spelled: '/opt', inherited: false, there: ['/opt']},
    {title: 'by wish, where nobody can look', spelled: '/opt', inherited: false, there: null},
  ])('may be one $title', async given => {
    await expect(required(given)).resolves.toBeUndefined();
  });

  test.each([
    {title: "the image's", given: {spelled: '/opt'}, why: 'is not shown in the container: that path belongs to the image there.'},
    {title: "the image's, although it is there", given: {spelled: '/opt', there: ['/opt']}, why: 'is not shown in the container'},
    {title: "the image's, where nobody can look", given: {spelled: '/opt', there: null}, why: 'is not shown in the container'},
    {title: 'beside what is shown', given: {spelled: '/data/jobs', targets: ['/data/job']}, why: 'is not shown in the container'},
    {
      title: 'behind a link to what is not shown',
      given: {spelled: '/a/w', physical: '/b/w', targets: ['/a']},
      why: 'it leads to /b/w, which belongs to the image there.',
    },
    {
      title: 'wished, and not there',
      given: {spelled: '/no', inherited: false},
      why: 'There is no directory /no in the container.',
    },
    {
      title: 'on what does not answer',
      given: {spelled: '/data/job', silent: ['/other', '/data']},
      why: 'The working directory /data/job cannot be shown in the container: /net/data does not answer.',
    },
    {
      title: 'wished, on what does not answer',
      given: {spelled: '/data/job', inherited: false, silent: ['/data']},
      why: '/net/data does not answer.',
    },
  ] as {title: string; given: Given; why: string}[])('is never another one in silence: $title', async ({given, why}) => {
    await expect(required(given)).rejects.toMatchObject({
      code: 'directory-missing',
      message: expect.stringContaining(why) as string,
    });
  });
});
