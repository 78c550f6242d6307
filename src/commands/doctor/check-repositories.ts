import {failure, ok, warning, type Check} from './check.ts';
import type {Findings, Repository} from '../../find/found.ts';

/** Whether there is any CVMFS below the root, and the state of each repository with what to do about it. */
export function checkRepositories({cvmfs, repositories, variants}: Findings): readonly Check[] {
  const here = repositories.filter(({state}) => state !== 'not-configured');
  const root =
    here.length === 0
      ? failure(
          'cvmfs',
          `No repository was found below ${cvmfs}.`,
          'Install and configure the CernVM-FS client, name another root with --cvmfs, or try "hsf demo".',
        )
      : ok('cvmfs', `${here.length} repositor${here.length === 1 ? 'y' : 'ies'} below ${cvmfs}, ${variants.length} variants.`);
  const asleep = here.filter(({state}) => state === 'not-mounted');
  if (asleep.length <= MOST_ALONE) return [root, ...here.map(checkOne)];
  return [root, ...here.filter(({state}) => state !== 'not-mounted').map(checkOne), notMounted(asleep.map(({fqrn}) => fqrn))];
}

/** More repositories that are not mounted are one line. */
const MOST_ALONE = 3;
const MOST_NAMES = 6;

function notMounted(names: readonly string[]): Check {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return warning(
    'repositories-not-mounted',
    `${names.length} repositories are not mounted: ${names.slice(0, MOST_NAMES).join(', ')}${more}.`,
    `Run "cvmfs_config probe ${names[0]}", or ask the administrator.`,
  );
}

function checkOne({fqrn, state, revision, message}: Repository): Check {
  const id = `repository:${fqrn}`;
  switch (state) {
    case 'ready': {
      const at = revision === null ? '' : ` at revision ${revision}`;
      return message === null ? ok(id, `${fqrn} is ready${at}.`) : warning(id, `${fqrn} is ready${at}, with a gap.`, message);
    }
    case 'empty':
      return warning(id, `${fqrn} is empty.`, message ?? 'Check with "cvmfs_config probe" whether it is mounted.');
    case 'not-mounted':
      return warning(id, `${fqrn} is not mounted.`, message ?? `Access it once (ls /cvmfs/${fqrn}) or ask the administrator.`);
    case 'hung':
      return failure(id, `${fqrn} does not answer.`, message ?? 'Restart its client or ask the administrator.');
    default:
      return failure(id, `${fqrn} cannot be read.`, message ?? 'Ask the administrator to mount it anew.');
  }
}
