import {ok, warning, failure, type Check} from './check.ts';
import type {EngineFact, Host} from '../../choose/host.ts';
import {siteFindings} from '../../start/site-variables.ts';
import type {Environment} from '../../system/world.ts';

/** Engines that were tried with a small start. Without any, only what runs natively can be started. */
export function checkEngines(engines: readonly EngineFact[]): readonly Check[] {
  const usable = engines.filter(engine => engine.usable);
  const summary =
    usable.length > 0
      ? ok('containers', `Containers can be started with ${usable.map(engine => engine.name).join(', ')}.`)
      : warning(
          'containers',
          'No container engine works here, so only what runs natively can be started.',
          'Install bubblewrap, or ask the administrator to allow user namespaces.',
        );
  return [summary, ...engines.map(engine => checkEngine(engine, usable[0]?.name ?? null))];
}

function checkEngine({name, usable, version, reason, program}: EngineFact, other: string | null): Check {
  const id = `engine:${name}`;
  if (usable) return ok(id, `${name}${version === null ? '' : ` ${version}`}: ${reason}`);
  if (program === null) return ok(id, reason.startsWith(name) ? reason : `${name}: ${reason}`);
  const advice =
    other === null
      ? `Repair it (${program}), or ask the administrator to.`
      : `Nothing, since ${other} works here; who wants ${name} repairs it (${program}).`;
  return warning(id, `${name} is installed and does not work: ${reason}`, advice);
}

/** User namespaces, which every unprivileged container needs (ENGINES.md 0). */
export function checkNamespaces(readText: (path: string) => string | null): Check {
  const id = 'user-namespaces';
  const most = readText('/proc/sys/user/max_user_namespaces')?.trim();
  if (most === '0')
    return warning(
      id,
      'User namespaces are switched off (user.max_user_namespaces is 0).',
      'Ask the administrator to set it to a number such as 15000.',
    );
  const clone = readText('/proc/sys/kernel/unprivileged_userns_clone')?.trim();
  if (clone === '0')
    return warning(
      id,
      'User namespaces are for root only (kernel.unprivileged_userns_clone is 0).',
      'Ask the administrator to set it to 1.',
    );
  const armour = readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim();
  if (armour === '1')
    return warning(id, 'AppArmor restricts user namespaces.', 'Ask the administrator for an AppArmor profile for bwrap.');
  return most === undefined ? ok(id, 'Nothing is known about user namespaces here.') : ok(id, 'User namespaces are allowed.');
}

export function checkTools(host: Host, getfattr: string | null): readonly Check[] {
  const bash = host.shells.find(shell => shell.endsWith('/bash'));
  return [
    bash === undefined
      ? failure('bash', 'There is no bash, which set-up scripts are written for.', 'Install bash.')
      : ok('bash', `Set-up scripts run in ${bash}.`),
    getfattr === null
      ? warning(
          'getfattr',
          'getfattr is missing, so revisions are unknown and the index is refreshed by age.',
          'Install the package attr.',
        )
      : ok('getfattr', `Revisions are read with ${getfattr}.`),
  ];
}

/** Programs of a stack print names that are not ASCII; and Lmod, ROOT and Python complain about a locale that is missing. */
export function checkLocale(env: Environment): Check {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  if (locale === undefined || locale === '') return warning('locale', 'No locale is set.', 'Set LANG, for example to C.UTF-8.');
  return /utf-?8/i.test(locale)
    ? ok('locale', `The locale is ${locale}.`)
    : warning('locale', `The locale ${locale} is not UTF-8.`, 'Set LANG to a UTF-8 locale such as C.UTF-8.');
}

/** What each variable brings, and what to do about it. */
const DISTURBING: Readonly<Record<string, readonly [brings: string, advice: string]>> = {
  LD_PRELOAD: ['a library of this machine in every program', 'Unset it before starting a stack.'],
  LD_LIBRARY_PATH: ['libraries of this machine, which can break those of a stack', 'Unset it before starting a stack.'],
  PYTHONHOME: ['another Python, which breaks those of stacks', 'Unset it before starting a stack.'],
  PYTHONPATH: ['modules of another Python, which can break those of stacks', 'Unset it before starting a stack.'],
};

/** Variables of the site or of another environment that change what is started. */
export function checkVariables(env: Environment): readonly Check[] {
  const set = Object.entries(DISTURBING).filter(([name]) => (env[name] ?? '') !== '');
  const ofSite = siteFindings(env).map(({name, message, advice}) =>
    advice === null ? ok(`variable:${name}`, message) : warning(`variable:${name}`, message, advice),
  );
  if (set.length + ofSite.length === 0) return [ok('variables', 'No variable is set that disturbs stacks.')];
  return [...set.map(([name, [brings, advice]]) => warning(`variable:${name}`, `${name} is set: ${brings}.`, advice)), ...ofSite];
}
