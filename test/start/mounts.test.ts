import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {DENIED} from '../../src/start/mount-rules.ts';
import {acceptMounts, mayBeShown, type MountWish} from '../../src/start/mounts.ts';
import type {PathState} from '../../src/system/host-files.ts';
import {isBelow} from '../../src/system/which.ts';
import {wish} from './mount-wishes.ts';

const accept = (wishes: readonly MountWish[], states: Record<string, PathState> = {}) =>
  acceptMounts(wishes, new Map([...wishes.map(({source}) => [source, 'directory'] as const), ...Object.entries(states)]));
const pairs = (mounts: readonly {source: string; target: string; mode: string}[]) =>
  mounts.map(({source, target, mode}) => `${source}:${target}:${mode}`);
const user = {origin: 'user', needed: true} as const;
const data = {data: true} as const;

describe('MOUNTS.md 6.3: what is not there', () => {
  test('is left out, and what does not answer is said', () => {
    const {mounts, warnings} = accept([wish('/eos'), wish('/afs'), wish('/home')], {'/eos': 'not-answering', '/afs': 'missing'});
    expect(pairs(mounts)).toEqual(['/home:/home:rw']);
    expect(warnings).toEqual(['/eos does not answer and is left out.']);
  });
  test.each(['missing', 'not-answering'] as const)("fails a user's bind (%s)", state => {
    expect(() => accept([wish('/no', '/no', user)], {'/no': state})).toThrow(expect.objectContaining({code: 'mount-missing'}));
  });
  test("is said where the site's settings name it", () => {
    expect(accept([wish('/no', '/no', {origin: 'site'})], {'/no': 'missing'}).warnings).toEqual([
      "/no, which the site's settings name, does not exist here.",
    ]);
  });
});

describe('MOUNTS.md 6.4: of several mounts', () => {
  test('parents come first', () => {
    expect(pairs(accept([wish('/b/c/d', '/x/y'), wish('/a', '/x')]).mounts)).toEqual(['/a:/x:rw', '/b/c/d:/x/y:rw']);
  });
  test.each([
    {title: 'what is shown already is not shown again', wishes: [wish('/home/me'), wish('/home/me/work')], left: 1},
    {title: 'whole names count, not letters', wishes: [wish('/w'), wish('/work')], left: 2},
    {title: 'the same from another source is another thing', wishes: [wish('/home/me'), wish('/x', '/home/me/work')], left: 2},
    {title: 'the user may narrow rights below', wishes: [wish('/h'), wish('/h/keep', '/h/keep', {mode: 'ro', ...user})], left: 2},
    {title: 'more rights below are another thing', wishes: [wish('/c', '/c', {mode: 'ro'}), wish('/c/w', '/c/w')], left: 2},
    {title: 'one said twice is one', wishes: [wish('/a', '/a', user), wish('/a', '/a', user)], left: 1},
  ])('$title', ({wishes, left}) => {
    expect(accept(wishes).mounts).toHaveLength(left);
  });
  test("the user's word goes before what is built in, and is said", () => {
    const {mounts, warnings} = accept([wish('/tmp'), wish('/scratch/tmp', '/tmp', user)]);
    expect(pairs(mounts)).toEqual(['/scratch/tmp:/tmp:rw']);
    expect(warnings).toEqual(['/tmp shows /scratch/tmp by wish, not /tmp.']);
  });
  test("the user's word goes before the site's", () => {
    const site = {origin: 'site'} as const;
    expect(pairs(accept([wish('/s', '/t', site), wish('/u', '/t', user)]).mounts)).toEqual(['/u:/t:rw']);
  });
  test('two of the user for one target are a conflict', () => {
    expect(() => accept([wish('/a', '/t', user), wish('/b', '/t', user)])).toThrow(
      expect.objectContaining({code: 'mount-conflict'}),
    );
  });
  test('of one bind said twice the last word counts for the user, the wider one for others', () => {
    const ro = (more: Partial<MountWish>) => wish('/a', '/a', {mode: 'ro', ...more});
    expect(pairs(accept([wish('/a', '/a', user), ro(user)]).mounts)).toEqual(['/a:/a:ro']);
    expect(pairs(accept([ro(user), wish('/a', '/a', user)]).mounts)).toEqual(['/a:/a:rw']);
    expect(pairs(accept([ro({}), wish('/a')]).mounts)).toEqual(['/a:/a:rw']);
  });
});

describe('MOUNTS.md 2.4: the deny rule', () => {
  test.each(['/', '/etc', '/usr/share/x', '/var/lib', '/opt', '/lib64', '/proc/1', '/boot', '/run/lock'])(
    'keeps %s of this machine out',
    path => {
      expect(mayBeShown(path)).toBe(false);
      expect(accept([wish(path, path, data)]).mounts).toEqual([]);
    },
  );
  test.each(['/home/me', '/eos/user', '/var/tmp/x', '/run/user/7', '/optional', '/var/lib/condor/execute/dir_1'])(
    'lets %s in',
    path => {
      expect(mayBeShown(path)).toBe(true);
      expect(accept([wish(path, path, data)]).mounts).toHaveLength(1);
    },
  );
  test('holds for the lists of user and site, and says so', () => {
    const {mounts, warnings} = accept([wish('/usr', '/usr', {...data, origin: 'site'})]);
    expect(mounts).toEqual([]);
    expect(warnings).toEqual(["/usr is not taken from this machine: it is the image's."]);
  });
  test('leaves out what is no directory', () => {
    expect(accept([wish('/data', '/data', data)], {'/data': 'file'}).mounts).toEqual([]);
  });
  test("does not hold for the user's own binds, which hide all of the image's directory, and that is said", () => {
    const {mounts, warnings} = accept([wish('/my/etc', '/etc', user), wish('/etc/hosts'), wish('/etc/resolv.conf')]);
    expect(pairs(mounts)).toEqual(['/my/etc:/etc:rw']);
    expect(warnings).toEqual(['/etc of the image is hidden by /my/etc, by wish: programs and users of the image need it.']);
  });
});

describe('whatever is wished for', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'etc', 'usr', 'data', 'x y', 'run', 'user'), {maxLength: 3})
    .map(parts => `/${parts.join('/')}`);
  const anyWish = fc.record({
    source: path,
    target: path,
    mode: fc.constantFrom('ro', 'rw'),
    reason: fc.constant(''),
    origin: fc.constantFrom('builtin', 'credential', 'site'),
    needed: fc.constant(false),
    data: fc.constant(true),
  }) as fc.Arbitrary<MountWish>;
  const accepted = (wishes: readonly MountWish[]) => accept(wishes).mounts;

  test('there are no two mounts at one target, parents come before children, and nothing denied gets in', () => {
    fc.assert(
      fc.property(fc.array(anyWish, {maxLength: 12}), wishes => {
        const targets = accepted(wishes).map(mount => mount.target);
        expect(new Set(targets).size).toBe(targets.length);
        targets.forEach((target, index) => {
          for (const later of targets.slice(index + 1)) expect(isBelow(target, later)).toBe(false);
        });
        expect(targets.filter(target => target === '/' || DENIED.includes(target))).toEqual([]);
      }),
    );
  });
  test('each wish that may be is shown: by itself, or by what covers it', () => {
    fc.assert(
      fc.property(fc.array(anyWish, {maxLength: 8}), wishes => {
        const mounts = accepted(wishes);
        for (const each of wishes.filter(({target}) => mayBeShown(target)))
          expect(mounts.some(mount => isBelow(each.target, mount.target))).toBe(true);
      }),
    );
  });
});
