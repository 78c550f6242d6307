import {dirname} from 'node:path';
import type Conf from 'conf';
import type {SettingValue} from './keys.ts';
import {makeDirectory, removeDrafts} from '../system/atomic-file.ts';
import {errorCode} from '../system/error-code.ts';
import {foreignAt} from '../system/foreign.ts';
import {locked} from '../system/locked.ts';
import {outliveFileLimit} from '../system/own-process.ts';
import {UserError} from '../system/user-error.ts';

/**
 * Writes one setting to the user's file, or removes it with `null`. conf rereads the file and replaces it by a rename, so a
 * reader never sees half of it. Two who set a value each wait for each other.
 *
 * The value has to be checked before (`keys.ts`), the file too: conf throws on what is no JSON.
 *
 * @throws UserError `write-failed`
 */
export async function writeSetting(file: string, name: string, value: SettingValue | null): Promise<void> {
  try {
    makeDirectory(dirname(file));
    refuseForeign(file);
    const store = await openStore(file);
    locked(file, () => {
      if (value === null) store.delete(name);
      else store.set(name, value);
    });
    removeDrafts(dirname(file), DRAFT_OF_CONF);
  } catch (error) {
    const code = error instanceof UserError ? undefined : errorCode(error);
    if (code === undefined) throw error;
    throw new UserError(
      'write-failed',
      `${file} cannot be written (${code}).`,
      'Make it and its directory writable, or use HSF_ variables instead.',
      {cause: error},
    );
  }
}

/** What was refused when it was read would come back as the user's own. @throws UserError `write-failed` */
export function refuseForeign(file: string): void {
  const reason = foreignAt(file);
  if (reason !== null)
    throw new UserError('write-failed', `${file} ${reason}, so it is not written.`, 'Make it yours alone, or move it away.');
}

const DRAFT_OF_CONF = /^config\.json\.tmp-[0-9a-f]+$/;

/** Loaded here only: with ajv inside, conf takes longer than a whole listing (RUNTIME.md 8). */
async function openStore(file: string): Promise<Conf<Record<string, unknown>>> {
  const {default: Store} = await import('conf');
  outliveFileLimit();
  return new Store<Record<string, unknown>>({
    cwd: dirname(file),
    configName: 'config',
    fileExtension: 'json',
    projectName: 'hsf',
    projectSuffix: '',
    // "env" may hold a token.
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  });
}
