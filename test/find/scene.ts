import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import type {FindRequest} from '../../src/find/find-stacks.ts';
import type {Launch} from '../../src/system/launch.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';

/** Helpers as they are started from sources. */
export const LAUNCH: Launch = {
  node: process.execPath,
  scout: new URL('../../src/find/scout/main.ts', import.meta.url).pathname,
  getfattr: '/usr/bin/getfattr',
  sh: '/bin/sh',
};

export const FAMILIES = builtInFamilies();

/** Families of five repositories, for tests that name them all. */
export const FEW = FAMILIES.filter(({id}) => ['lcg', 'lcg-nightly', 'gentoo', 'eessi', 'unpacked'].includes(id));

export const clock = () => performance.now();

/** A folder of its own for a test; the system clears it away. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'hsf-find-'));
}

export function findRequest(cvmfs: string, wishes: Partial<FindRequest> = {}): FindRequest {
  return {
    cvmfs,
    families: FAMILIES,
    repositories: [],
    probe: [],
    cacheDirectory: null,
    deadline: deadlineAfter(10_000, clock),
    mode: 'auto',
    launch: LAUNCH,
    now: () => new Date(),
    ...wishes,
  };
}
