import {afterAll, describe, expect, test} from 'vitest';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import {charliecloud} from '../../src/engines/charliecloud.ts';
import type {Engine} from '../../src/engines/engine.ts';
import {proot} from '../../src/engines/proot.ts';
import {unshare} from '../../src/engines/unshare.ts';
import {explainNamespaces} from '../../src/engines/user-namespaces.ts';
import {runWithoutNamespaces} from '../rig/engines/no-namespaces.ts';
import {mayBeSkipped} from './accounts.ts';
import {makeImages, type Images} from './images.ts';
import {probeOf, requires} from './rig.ts';

const able = process.getuid!() === 0 && requires('bwrap', 'unshare', 'ch-run', 'proot', 'busybox', 'setpriv');
if (!able) mayBeSkipped('machines without user namespaces', 'they can only be imitated by root');
const images: Images | null = able ? makeImages() : null;
afterAll(() => images?.remove());

const REFUSALS = [
  {refusal: 'switched-off', says: 'This machine allows no more user namespaces (user.max_user_namespaces).'},
  {refusal: 'forbidden', says: 'This machine does not let ordinary users make user namespaces.'},
] as const;
const NEEDY: readonly Engine[] = [bubblewrap, unshare, charliecloud];

describe.skipIf(!able).each(REFUSALS)('where user namespaces are $refusal', ({refusal, says}) => {
  const start = (engine: Engine) => {
    const {user} = images!;
    const {argv, env} = engine.render(images!.spec(user, ['/bin/true']), engine.detect(probeOf(user)));
    return runWithoutNamespaces(refusal, user, argv, {...env});
  };

  test.each(NEEDY)('$name fails, and the reason is told', async engine => {
    const {status, stderr} = await start(engine);
    expect(status).not.toBe(0);
    expect(engine.explain(stderr)).toMatchObject({message: says});
  });

  test('proot starts all the same', async () => {
    expect(await start(proot)).toEqual({status: 0, stderr: ''});
  });
});

/** Real texts (ENGINES.md 9), also of engines that are not there and of Ubuntu's AppArmor. */
test.each([
  ['bwrap: Creating new namespace failed: nesting depth or /proc/sys/user/max_*_namespaces exceeded (ENOSPC)', 'no more'],
  ['unshare: unshare failed: No space left on device', 'no more'],
  ["ch-run[1]: error: can't init user+mount namespaces: No space left on device (ch_core.c:436 28)", 'no more'],
  ['cannot clone: No space left on device\nuser namespaces are not enabled in /proc/sys/user/max_user_namespaces', 'no more'],
  [
    'ERROR  : Failed to create user namespace: maximum number of user namespaces exceeded, check /proc/sys/user/max_user_namespaces',
    'no more',
  ],
  [
    'bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged user namespaces.',
    'does not let',
  ],
  ['unshare: unshare failed: Operation not permitted', 'does not let'],
  ["ch-run[1]: error: can't init user+mount namespaces: Operation not permitted (ch_core.c:436 1)", 'does not let'],
  ['cannot clone: Operation not permitted\nError: cannot re-exec process', 'does not let'],
  ['ERROR  : Failed to create user namespace: not allowed to create user namespace', 'does not let'],
  ['bwrap: setting up uid map: Permission denied', 'does not let'],
  ['unshare: cannot change root filesystem propagation: Permission denied', 'does not let'],
])('%s', (stderr, words) => {
  expect(explainNamespaces(stderr)?.message).toContain(words);
});

test('what is no refusal of the kernel is not taken for one', () => {
  expect(explainNamespaces('cat: no such file: No space left on device')).toBeNull();
});
