import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {expect} from 'vitest';
import {saysReady, type Cell} from './cell.ts';
import {ODD_NAMES} from './place.ts';

const says =
  (name: string, ...values: readonly string[]) =>
  async (cell: Cell) => {
    expect((await cell.facts()).get(name)).toEqual(values);
  };

/** Equal paths outside and inside, as the launcher binds them. */
const bindsOddName = (name: keyof typeof ODD_NAMES) => async (cell: Cell) => {
  const odd = ODD_NAMES[name];
  const {stdout, stderr, status} = await cell.run(['/bin/sh', '-c', 'cat "$1/named"', 'sh', `/shown/${odd}`], {
    mounts: [cell.mount(join(cell.place.data, odd), `/shown/${odd}`, 'ro')],
  });
  expect({status, stderr, text: stdout.toString()}).toEqual({status: 0, stderr: '', text: odd});
};

/** In an image that has no mount point, or a broken link in its place. */
async function showsInBareImage(cell: Cell, target: string): Promise<void> {
  const root = cell.rig.engine.capabilities.roots.includes('directory')
    ? {root: {kind: 'directory', path: cell.place.image} as const}
    : {};
  const {stdout, stderr} = await cell.run(['/bin/cat', target], {
    ...root,
    mounts: [cell.mount(join(cell.place.data, 'file'), target, 'ro')],
  });
  expect({stderr, text: stdout.toString()}).toEqual({stderr: '', text: 'a file\n'});
}

async function seesLateMount(cell: Cell): Promise<void> {
  const {cvmfs, mayMount} = cell.place;
  // Only root may mount; elsewhere there is nothing to be seen late.
  if (!mayMount) return;
  const script =
    'echo ready; for turn in $(seq 100); do cat /cvmfs/late.example.org/file 2>/dev/null && exit 0; sleep 0.1; done; exit 1';
  const child = await cell.launch(['/bin/sh', '-c', script]);
  const late = join(cvmfs, 'late.example.org');
  try {
    await saysReady(child);
    execFileSync('mount', ['-t', 'tmpfs', 'late', late]);
    execFileSync('sh', ['-c', 'echo late >"$1/file"', 'sh', late]);
    expect((await once(child, 'close'))[0]).toBe(0);
  } finally {
    child.kill('SIGKILL');
    if (existsSync(join(late, 'file'))) {
      await delay(100);
      execFileSync('umount', ['-l', late]);
    }
  }
}

export const MOUNT_CHECKS = {
  'bind-rw': async (cell: Cell) => {
    await says('bind-rw', 'written')(cell);
    expect(readFileSync(join(cell.place.home, 'new'), 'utf8')).toBe('inside\n');
  },
  'bind-ro': async (cell: Cell) => {
    await says('bind-ro', 'refused')(cell);
    await says('software', 'from cvmfs')(cell);
  },
  'bind-file': async (cell: Cell) => {
    expect((await cell.facts()).get('file')?.[0]).toContain('somebody:x:');
  },
  'bind-file-rw': async (cell: Cell) => {
    await says('file-rw', 'written')(cell);
    expect(readFileSync(join(cell.place.home, 'written'), 'utf8')).toBe('inside\n');
  },
  'bind-socket': says('socket', 'yes'),
  'bind-inside-bind': says('inside-bind', 'a file'),
  'mount-points': async (cell: Cell) => {
    await showsInBareImage(cell, '/opt/new/deep');
  },
  'mount-point-over-link': async (cell: Cell) => {
    await showsInBareImage(cell, '/etc/resolv.conf');
  },
  'bind-blank': bindsOddName('blank'),
  'bind-comma': bindsOddName('comma'),
  'bind-colon': bindsOddName('colon'),
  'bind-apostrophe': bindsOddName('apostrophe'),
  'bind-quote': bindsOddName('quote'),
  'bind-backslash': bindsOddName('backslash'),
  'bind-dollar': bindsOddName('dollar'),
  'bind-equals': bindsOddName('equals'),
  'bind-unicode': bindsOddName('unicode'),
  'bind-newline': bindsOddName('newline'),
  'late-mount': seesLateMount,
  'private-source': async (cell: Cell) => {
    const source = {...cell.mount(cell.place.data, '/private', 'ro'), propagation: 'rprivate'} as const;
    const {stdout, stderr} = await cell.run(['/bin/cat', '/private/file'], {mounts: [source]});
    expect({stderr, text: stdout.toString()}).toEqual({stderr: '', text: 'a file\n'});
  },
};

export const IDENTITY_CHECKS = {
  'uid-gid': async (cell: Cell) => {
    await says('uid', String(cell.account.uid))(cell);
    await says('gid', String(cell.account.gid))(cell);
  },
  groups: async (cell: Cell) => {
    await says('group-file', cell.place.groupFile === null ? '' : 'for the group')(cell);
  },
  owner: async (cell: Cell) => {
    await cell.facts();
    const {uid, gid} = statSync(join(cell.place.home, 'new'));
    expect({uid, gid}).toEqual({uid: cell.account.uid, gid: cell.account.gid});
  },
  'user-name': async (cell: Cell) => {
    await says('name', cell.account.uid === 0 ? 'root' : 'somebody')(cell);
  },
};
