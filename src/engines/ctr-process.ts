import {readFileSync} from 'node:fs';
import {FIFO_DIRECTORY} from './ctr-scripts.ts';

/** The command of a container of ctr, which is a child of a service: its hook has noted it (`CTR_PROCESS`). Null when it has ended. */
export function processOfCtr(name: string): number | null {
  try {
    const pid = Number(readFileSync(`${FIFO_DIRECTORY}/${name}.process`, 'latin1'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
