import {searchWith} from './catalogue.ts';
import type {Context} from './context.ts';
import {ok, type Check} from './doctor/check.ts';
import {checkDirectories, checkFamilies, checkSettings} from './doctor/check-files.ts';
import {checkEngines, checkLocale, checkNamespaces, checkTools, checkVariables} from './doctor/check-machine.ts';
import {checkLeftOut} from './doctor/check-left-out.ts';
import {checkPackageLists} from './doctor/check-package-lists.ts';
import {checkRepositories} from './doctor/check-repositories.ts';
import {checkSurroundings} from './doctor/check-surroundings.ts';
import {checkUnconfigured} from './doctor/check-unconfigured.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {knownFamilies} from './known-families.ts';
import {launchOf} from './launch-of.ts';
import {engineProbe, noteOverrides, readHost} from './machine.ts';
import {columns} from './text-columns.ts';
import {paintFor, type Role} from './text-paint.ts';
import {verifyEngines} from '../engines/all.ts';
import {printable} from '../system/printable.ts';

const ROLES: Readonly<Record<Check['level'], Role>> = {ok: 'good', warning: 'care', failure: 'bad'};

/** `hsf doctor`: all checks, each with an id, a level and a next step. 1 when one failed. */
export async function doctor(context: Context): Promise<number> {
  const {options, output} = context;
  const checks = await runChecks(context);
  if (options.json) output.result(jsonDocument({checks}));
  else output.result(doctorText(checks, context));
  return checks.some(({level}) => level === 'failure') ? EXIT.failure : EXIT.ok;
}

async function runChecks(context: Context): Promise<readonly Check[]> {
  const {world, settings, loaded, directories} = context;
  const known = await knownFamilies(context);
  const probe = engineProbe(world, settings.cvmfs, context.deadline.remainingMs);
  const [{findings, families: current}, engines] = await Promise.all([
    searchWith(context, known, {mode: 'auto', wake: true}),
    verifyEngines(probe),
  ]);
  const {families, problems, siteProblem} = current;
  const host = readHost(world, settings.cvmfs, engines);
  noteOverrides(host, context);
  return [
    ...checkRepositories(findings),
    ...checkLeftOut(findings),
    ...checkPackageLists(findings, directories.cache),
    ...checkUnconfigured(findings, families),
    ...checkTools(host, launchOf(world, settings.cvmfs).getfattr),
    ...checkEngines(engines),
    checkNamespaces(probe.readText),
    ...checkSurroundings(probe),
    ...checkDirectories(directories),
    ...checkSettings(loaded.problems),
    ...checkFamilies(problems, families, {place: settings.siteFamilies, problem: siteProblem}),
    checkLocale(world.env),
    ...checkVariables(world.env),
  ];
}

function doctorText(all: readonly Check[], context: Context): string {
  const paint = paintFor(context);
  const checks = folded(all);
  const rows = checks.map(({level, id, message}) => [paint(ROLES[level], level), printable(id), printable(message)]);
  const lines = columns(rows).flatMap((line, index) => {
    const advice = checks[index]?.advice;
    return advice === null || advice === undefined ? [line] : [line, `         ${paint('strong', '→')} ${printable(advice)}`];
  });
  return lines.map(line => `${line}\n`).join('');
}

/** More repositories that are well than this are one line: what needs a look must not drown. The document has them all. */
const MOST_WELL = 8;

function folded(checks: readonly Check[]): readonly Check[] {
  const isWell = ({id, level}: Check) => level === 'ok' && id.startsWith('repository:');
  const well = checks.filter(isWell);
  if (well.length <= MOST_WELL) return checks;
  const line = ok('repositories', `${well.length} repositories are ready.`);
  return checks.flatMap(check => (check === well[0] ? [line] : isWell(check) ? [] : [check]));
}
