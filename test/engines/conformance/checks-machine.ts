import {readlinkSync} from 'node:fs';
import {expect} from 'vitest';
import {Refused, type Cell} from './cell.ts';

const says = (name: string, value: string) => async (cell: Cell) => {
  expect((await cell.facts()).get(name)).toEqual([value]);
};

export const MACHINE_CHECKS = {
  'dev-null': says('dev-null', 'works'),
  'dev-shm': says('dev-shm', 'works'),
  proc: says('proc', 'works'),
  sys: says('sys', 'works'),
  processes: says('process', 'seen'),
  network: async (cell: Cell) => {
    await says('network', readlinkSync('/proc/self/ns/net'))(cell);
    await says('loopback', 'loopback')(cell);
  },
  time: async (cell: Cell) => {
    const seconds = Number((await cell.facts()).get('time')?.[0]);
    // The facts were asked for by this very run.
    expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(600);
  },
  umask: says('umask', '0027'),
  limits: says('files', '1000'),
  descriptors: says('descriptor', 'a file'),
  nested: says('nested', 'works'),
};

/** What an engine complains of, in the words that `explain` makes of it. */
async function explained(cell: Cell, failure: ReturnType<Cell['run']>): Promise<string> {
  const ended = await failure.catch((error: unknown) => {
    if (error instanceof Refused) return error;
    throw error;
  });
  if (ended instanceof Refused) return ended.message;
  const {status, stderr} = ended;
  expect(status).not.toBe(0);
  const explanation = cell.rig.engine.explain(stderr);
  expect(explanation, stderr).not.toBeNull();
  return explanation!.message;
}

export const FAILURE_CHECKS = {
  'missing-program': async (cell: Cell) => {
    expect(await explained(cell, cell.run(['/bin/no-such-program', 'x']))).toContain('/bin/no-such-program');
  },
  'not-executable': async (cell: Cell) => {
    expect(await explained(cell, cell.run(['/bin/not-executable']))).toContain('/bin/not-executable');
  },
  'missing-image': async (cell: Cell) => {
    const root = cell.rig.engine.capabilities.roots.includes('directory')
      ? ({kind: 'directory', path: '/no/such image'} as const)
      : ({kind: 'reference', reference: 'localhost/no-such:image'} as const);
    const words = cell.run(['/bin/true'], {root});
    expect(await explained(cell, words)).toContain(root.kind === 'directory' ? root.path : root.reference);
  },
  'missing-source': async (cell: Cell) => {
    const mounts = [cell.mount('/no/such place', '/shown')];
    expect(await explained(cell, cell.run(['/bin/true'], {mounts}))).toContain('/no/such place');
  },
  'missing-cwd': async (cell: Cell) => {
    expect(await explained(cell, cell.run(['/bin/true'], {cwd: '/no/such/directory'}))).toContain('/no/such/directory');
  },
};
