import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {dirname, join} from 'node:path';
import {apptainer} from '../../../src/engines/apptainer.ts';
import {which} from '../../../src/system/which.ts';
import type {MakeEngineRig} from './engine-rig.ts';
import {serveImage} from './registry.ts';

/** Where `install-apptainer.sh` has put a copy: named by `HSF_TEST_APPTAINER`, or where everybody can read it. */
export function apptainerCopy(): string {
  const named = process.env['HSF_TEST_APPTAINER'];
  if (named !== undefined) return named;
  // The home of root is closed to the ordinary user of the tests.
  if (process.getuid!() === 0) return '/var/cache/hsf-test/apptainer';
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hsf-test/apptainer');
}

/** The program: of the copy, else the machine's own; null when there is none. */
export function apptainerProgram(): string | null {
  const copy = join(apptainerCopy(), 'usr/bin/apptainer');
  return existsSync(copy) ? copy : which('apptainer', process.env['PATH']);
}

/** It has no daemon and no storage of its own; what it takes by name comes from a registry that is made for it. */
export const makeApptainerRig: MakeEngineRig = async (account, image, directory) => {
  const program = apptainerProgram();
  if (program === null) return {missing: `apptainer: run test/rig/engines/install-apptainer.sh ${apptainerCopy()}`};
  const registry = await serveImage(image, directory);
  return {
    engine: apptainer,
    title: `apptainer as ${account.uid === 0 ? 'root' : 'an ordinary user'}`,
    account,
    env: {
      PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}`,
      // Nothing of what the account keeps for itself is used.
      HOME: account.home,
      APPTAINER_CONFIGDIR: join(account.home, '.apptainer'),
      APPTAINER_CACHEDIR: join(account.home, '.apptainer/cache'),
      // The registry speaks plain HTTP.
      APPTAINER_NOHTTPS: 'true',
    },
    reference: registry.reference,
    stop: registry.stop,
  };
};
