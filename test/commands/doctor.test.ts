import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {checkRepositories} from '../../src/commands/doctor/check-repositories.ts';
import {checkUnconfigured} from '../../src/commands/doctor/check-unconfigured.ts';
import {repositoryLines} from '../../src/commands/repository-notes.ts';
import type {Findings, Repository} from '../../src/find/found.ts';
import {familyWith, layoutWith} from '../rig/layout.ts';
import {documentOf, makeScene, type Ended, type RunOptions, type Scene} from './hsf.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

type Check = {readonly id: string; readonly level: string; readonly message: string; readonly advice: string | null};

const checksOf = (ended: Ended) => documentOf(ended)['checks'] as readonly Check[];
const doctor = async (options: RunOptions = {}) => {
  const [text, json] = await Promise.all([scene.hsf(['doctor'], options), scene.hsf(['doctor', '--json'], options)]);
  return {text, json, checks: checksOf(json), check: (id: string) => checksOf(json).find(check => check.id === id)};
};

describe('hsf doctor', () => {
  test('checks repositories, tools, engines, places, settings, families, locale and variables', async () => {
    const {text, json, checks, check} = await doctor();
    expect([text.status, json.status, text.stderr]).toEqual([0, 0, '']);
    expect(Object.keys(documentOf(json))).toEqual(['schemaVersion', 'checks']);
    for (const id of [
      'cvmfs',
      'repository:sft.cern.ch',
      'bash',
      'getfattr',
      'containers',
      'engine:bubblewrap',
      'user-namespaces',
      'cache',
      'config',
      'state',
      'settings',
      'families',
      'locale',
      'variables',
    ])
      expect(check(id), id).toMatchObject({message: expect.stringMatching(/\.$/)});
    for (const {id, level, advice} of checks) expect([id, level, advice === null]).toEqual([id, level, level === 'ok']);
    expect(checks.every(({level}) => ['ok', 'warning', 'failure'].includes(level))).toBe(true);
  });

  test('has a line for each check, and the next step below what is wrong', async () => {
    const {text, checks} = await doctor({env: {PYTHONHOME: '/opt/python'}});
    expect(text.status).toBe(0);
    const lines = text.stdout.trimEnd().split('\n');
    expect(lines.filter(line => /^(ok|warning|failure) /.test(line))).toHaveLength(checks.length);
    expect(text.stdout).toMatch(
      /^warning +variable:PYTHONHOME +PYTHONHOME is set: another Python[^\n]*\n {9}→ Unset it before starting a stack\.$/m,
    );
  });

  test('one check that fails is status 1, in text and in JSON', async () => {
    mkdirSync(join(scene.home, '.config/hsf'), {recursive: true});
    writeFileSync(join(scene.home, '.config/hsf/config.json'), '{"container": "sometimes"}');
    const {text, json, checks, check} = await doctor();
    expect([text.status, json.status]).toEqual([1, 1]);
    expect(check('settings:container')).toMatchObject({
      level: 'failure',
      message: expect.stringContaining('"container" has to be one of'),
      advice: expect.any(String),
    });
    expect(checks.filter(({level}) => level === 'failure')).toHaveLength(1);
    expect(text.stdout).toMatch(/^failure +settings:container +[^\n]*config\.json[^\n]*\n {9}→ \S/m);
  });

  test('a tree without repositories is a failure', async () => {
    mkdirSync(join(scene.folder, 'nothing'));
    const {json, check} = await doctor({env: {HSF_CVMFS: join(scene.folder, 'nothing')}});
    expect(json.status).toBe(1);
    expect(check('cvmfs')).toMatchObject({level: 'failure', advice: expect.stringContaining('--cvmfs')});
  });

  test('a family file that is none is a failure with file and line', async () => {
    mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
    writeFileSync(join(scene.home, '.config/hsf/families/own.toml'), 'id = "own"\nthis is no TOML\n');
    const {text, check} = await doctor();
    const file = join(scene.home, '.config/hsf/families/own.toml');
    expect([text.status, check(`families:${file}`)]).toEqual([
      1,
      expect.objectContaining({level: 'failure', message: expect.stringContaining(`${file}:2: `)}),
    ]);
  });

  test('counts what was left out of a repository, with an example', async () => {
    const {check} = await doctor();
    expect(check('left-out:sft.cern.ch')).toMatchObject({
      level: 'ok',
      message: expect.stringMatching(/^Left out of sft\.cern\.ch: \d+ [^/]* \(\/cvmfs\/sft\.cern\.ch\/[^)]*\)/),
    });
  });
});

const repository = (fqrn: string, state: Repository['state']): Repository => ({
  fqrn,
  state,
  revision: null,
  rootHash: null,
  scannedAt: null,
  message: null,
});
const findings = (repositories: readonly Repository[]): Findings => ({cvmfs: '/cvmfs', repositories, variants: []});
const at = (fqrn: string) => layoutWith({repository: fqrn});

describe('repositories that are not here', () => {
  const absent = ['software.eessi.io', 'neurodesk.ardc.edu.au', 'sphenix.sdcc.bnl.gov', 'juno.ihep.ac.cn'];
  const families = absent.map((fqrn, number) => familyWith({id: `f${number}`, layouts: [at(fqrn)]}));

  test('are one line where there are no others', () => {
    const checks = checkUnconfigured(findings(absent.map(fqrn => repository(fqrn, 'not-configured'))), families);
    expect(checks).toEqual([
      {
        id: 'repositories-absent',
        level: 'ok',
        message: 'Not on this machine: 4 repositories that hsf knows, and so 4 families.',
        advice: null,
      },
    ]);
  });

  test('are told with the configuration that would bring them', () => {
    const here = repository('sft.cern.ch', 'ready');
    const checks = checkUnconfigured(findings([here, ...absent.map(fqrn => repository(fqrn, 'not-configured'))]), families);
    expect(checks.slice(1).map(({id, message}) => `${id}: ${message}`)).toEqual([
      'absent:default: The package cvmfs-config-default brings software.eessi.io.',
      'absent:egi: The package cvmfs-config-egi brings neurodesk.ardc.edu.au.',
      'absent:osg: The package cvmfs-config-osg brings sphenix.sdcc.bnl.gov.',
      'absent:none: Their publishers have client configurations of their own: juno.ihep.ac.cn.',
    ]);
  });

  test('and those that are not mounted are one warning when there are many', () => {
    const names = Array.from({length: 40}, (_, number) => `r${number}.cern.ch`);
    const checks = checkRepositories(
      findings([repository('sft.cern.ch', 'ready'), ...names.map(fqrn => repository(fqrn, 'not-mounted'))]),
    );
    expect(checks.map(({id}) => id)).toEqual(['cvmfs', 'repository:sft.cern.ch', 'repositories-not-mounted']);
    expect(checks.at(-1)?.message).toMatch(/^40 repositories are not mounted: r0\.cern\.ch, .* and 34 more\.$/);
  });

  test('are one line on stderr where nothing was found', () => {
    const lines = repositoryLines(findings(absent.map(fqrn => repository(fqrn, 'not-configured'))), true);
    expect(lines).toEqual([
      'None of the 4 repositories that hsf knows can be reached here (software.eessi.io and others). Run "hsf doctor" to see what is missing.',
    ]);
  });
});
