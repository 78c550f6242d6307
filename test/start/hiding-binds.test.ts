import {describe, expect, test} from 'vitest';
import {hidingBinds, withoutHiding} from '../../src/start/hiding-binds.ts';
import type {MountWish} from '../../src/start/mounts.ts';
import type {PathState} from '../../src/system/host-files.ts';
import {wish} from './mount-wishes.ts';

const NEEDS = {cvmfs: '/srv/tree', repository: 'sft.cern.ch', programs: ['/bin/bash', '/cvmfs/sft.cern.ch/bin/zsh']};
const user = (source: string, target = source) => wish(source, target, {origin: 'user'});
const site = (source: string, target = source) => wish(source, target, {origin: 'site'});
const hidden = (...binds: readonly MountWish[]) => hidingBinds(binds, NEEDS).map(({what, instead}) => [what, instead]);

describe('what a start needs is hidden', () => {
  test.each([
    {
      title: 'by a directory in the place of the stack',
      bind: user('/mine', '/cvmfs/sft.cern.ch'),
      what: '/cvmfs/sft.cern.ch',
      instead: null,
    },
    {title: 'by one in the place of all stacks', bind: site('/mine', '/cvmfs'), what: '/cvmfs/sft.cern.ch', instead: null},
    {title: 'by one around the shell, which may bring it', bind: user('/mine', '/bin'), what: '/bin/bash', instead: '/mine/bash'},
    {title: 'by a file in the place of the shell', bind: site('/my/bash', '/bin/bash'), what: '/bin/bash', instead: '/my/bash'},
  ])('$title', ({bind, what, instead}) => expect(hidden(bind)).toEqual([[what, instead]]));

  test.each([
    {title: 'by the stacks themselves', bind: user('/cvmfs')},
    {title: 'by the stack from where it is on this machine', bind: user('/srv/tree/sft.cern.ch', '/cvmfs/sft.cern.ch')},
    {title: 'by another repository', bind: user('/mine', '/cvmfs/atlas.cern.ch')},
    {title: 'by a directory that only begins alike', bind: user('/mine', '/cvmfs/sft.cern.ch2')},
    {
      title: 'by a directory within the stack, as somebody who wants to replace a part of it knows',
      bind: user('/mine', '/cvmfs/sft.cern.ch/x'),
    },
    {title: 'by a program beside it', bind: user('/mine', '/bin/zsh')},
    {title: 'by a shell of the stack, which comes with it', bind: user('/mine', '/cvmfs/sft.cern.ch/bin')},
    {title: 'by what hsf itself shows', bind: wish('/mine', '/bin')},
  ])('not $title', ({bind}) => expect(hidden(bind)).toEqual([]));
});

describe('a bind that hides something', () => {
  const HIDING = user('/mine', '/bin');
  const OTHER = site('/theirs', '/bin');
  const settle = (binds: readonly MountWish[], states: Readonly<Record<string, PathState>> = {}) =>
    withoutHiding(binds, hidingBinds(binds, NEEDS), new Map(Object.entries(states)));

  test('is refused where it does not bring it', () => {
    expect(() => settle([HIDING], {'/mine/bash': 'missing'})).toThrow(
      expect.objectContaining({
        code: 'mount-conflict',
        message: '/mine cannot be shown at /bin: it would hide /bin/bash, which the start needs.',
      }),
    );
    expect(() => settle([user('/mine', '/cvmfs')])).toThrow(expect.objectContaining({code: 'mount-conflict'}));
  });
  test('stays where it brings it itself, or may', () => {
    expect(settle([HIDING], {'/mine/bash': 'file'})).toEqual({wishes: [HIDING], warnings: []});
    expect(settle([HIDING])).toEqual({wishes: [HIDING], warnings: []});
  });
  test('of the site is left out with a word, and all others stay', () => {
    const binds = [user('/data'), OTHER, site('/more')];
    expect(settle(binds, {'/theirs/bash': 'missing'})).toEqual({
      wishes: [binds[0], binds[2]],
      warnings: ['/theirs is not shown at /bin, as the site has it: the start needs what is there.'],
    });
  });
});
