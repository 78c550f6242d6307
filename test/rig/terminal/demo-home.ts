import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll} from 'vitest';

const HSF = join(import.meta.dirname, '../../../bin/hsf');

/** A new user's home for the tests of a file, with the demo tree in it. */
export function demoHome(): {readonly cvmfs: string; readonly env: Readonly<Record<string, string>>} {
  const home = mkdtempSync(join(tmpdir(), 'hsf-home-'));
  // Whatever the developer's own directories are: everything is below this home.
  const env = {
    HOME: home,
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local/state'),
  };
  const cvmfs = join(home, '.cache/hsf/demo/cvmfs');
  beforeAll(() => {
    const hsf = (words: readonly string[], more = {}) =>
      execFileSync(HSF, words, {env: {...process.env, ...env, ...more}, stdio: ['ignore', 'ignore', 'inherit']});
    hsf(['demo']);
    if (!existsSync(cvmfs)) throw new Error('hsf demo wrote no tree');
    // Where nothing is known yet, the repository that happens to be read first has the first stack of the picker.
    hsf(['refresh', '-q'], {HSF_CVMFS: cvmfs, HSF_TIMEOUT: '60'});
  });
  // The last hsf may still be on its way out.
  afterAll(() => rmSync(home, {recursive: true, force: true, maxRetries: 10, retryDelay: 100}));
  return {cvmfs, env};
}
