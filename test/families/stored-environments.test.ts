import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BUILT_IN_RULES} from '../../src/choose/catalogue-rules.ts';
import {judge} from '../../src/choose/judge.ts';
import type {Variant} from '../../src/choose/stack.ts';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import {bashReplay} from '../../src/start/environment/bash-replay.ts';
import {differenceOf} from '../../src/start/environment/difference-of-dump.ts';
import {environmentAfter} from '../../src/start/environment/difference.ts';
import type {Dump} from '../../src/start/environment/dump.ts';
import {renderEnvironment} from '../../src/start/environment/render-environment.ts';
import {replayed} from '../../src/start/environment/replay.ts';
import {processEnvironment} from '../../src/start/hand-over.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {requires} from '../engines/rig.ts';
import {findRequest} from '../find/scene.ts';
import {bashAfter, childAfter, environmentIn, store} from '../start/environment/stored-scene.ts';
import {inputOf} from '../start/rig.ts';
import type {FamilyFixture} from './fixture.ts';
import {rows, writeFixture} from './fixture.ts';
import {hostNamed} from './hosts.ts';

/**
 * Every built-in family with set-up scripts, on its fixture: the environment that is stored and replayed is the one that its set-up
 * makes, in every shell.
 */
const able = requires('bash', 'zsh', 'fish', 'tcsh', 'unshare');
const FOLDER = join(import.meta.dirname, 'fixtures');
const FIXTURES = new Map<string, FamilyFixture>();
for (const name of readdirSync(FOLDER)) {
  const {fixture} = (await import(join(FOLDER, name))) as {readonly fixture: FamilyFixture};
  FIXTURES.set(name.replace(/\.ts$/, ''), fixture);
}
const WITH_SET_UPS = builtInFamilies()
  .filter(({layouts}) => layouts.some(({entry}) => hasSetUp(entry.kind)))
  .map(({id}) => [id, FIXTURES.get(id)!] as const);
/** So many layouts of one family: most of theirs differ in a path. */
const MOST = 2;

test('nearly all families have set-ups', () => {
  expect(WITH_SET_UPS.length).toBeGreaterThan(35);
});

describe.skipIf(!able).concurrent.each(WITH_SET_UPS)('%s', (id, fixture) => {
  test('is stored as its set-ups make it', {timeout: 120_000}, async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-stored-')));
    try {
      const cvmfs = join(folder, 'cvmfs');
      writeFixture(cvmfs, fixture);
      const findings = await findStacks(findRequest(cvmfs));
      const starts = fixture.starts.filter(start => 'run' in start);
      const hosts = [...new Set([...starts.map(({host}) => host), ...rows(fixture.verdicts).map(([host = '']) => host)])];
      const tried = new Set<string>();
      for (const name of hosts) {
        const variants = judge(findings, hostNamed(name), {...BUILT_IN_RULES, now: new Date()})
          .flatMap(stack => stack.variants)
          .filter(({found}) => found.family.id === id && hasSetUp(found.entry.kind))
          // Scripts of fixtures run anywhere; what is native there is set up first.
          .toSorted((one, other) => Number(other.verdict.runs === 'native') - Number(one.verdict.runs === 'native'))
          .map(variant => ({...variant, verdict: {...variant.verdict, runs: 'native' as const}}));
        for (const variant of variants) {
          // One of each layout: all variants of it are set up alike.
          const layout = JSON.stringify(variant.found.layout.entry);
          if (tried.has(layout) || tried.size >= MOST) continue;
          const env = starts.find(start => start.host === name && variant.address.startsWith(start.stack))?.env ?? {};
          if (await isStoredAsSourced(variant, cvmfs, folder, env)) tried.add(layout);
        }
      }
      expect(tried.size, 'set-ups tried').toBeGreaterThan(0);
    } finally {
      rmSync(folder, {recursive: true, force: true});
    }
  });
});

function hasSetUp(kind: string): boolean {
  return kind === 'source' || kind === 'modules';
}

async function isStoredAsSourced(
  variant: Variant,
  cvmfs: string,
  home: string,
  more: Readonly<Record<string, string>>,
): Promise<boolean> {
  const work = join(home, 'work');
  mkdirSync(work, {recursive: true});
  const own = {
    PATH: `${home}/bin:/usr/bin:/bin`,
    HOME: home,
    USER: 'ann',
    LOGNAME: 'ann',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    ...more,
  };
  const caller: {readonly env: Readonly<Record<string, string>>; readonly cwd: string} = {env: own, cwd: work};
  const planFor = (action: Wishes['action']) => (from: typeof caller) =>
    makePlan(inputOf(variant, cvmfs, {wishes: {action, inheritEnv: from !== caller}, caller: from}));
  const sourcedBy = await planFor({kind: 'command', command: ['/usr/bin/env', '-0']})(caller);
  const sourced = spawnSync(sourcedBy.argv[0], sourcedBy.argv.slice(1), {
    ...{env: processEnvironment(sourcedBy, own), cwd: work, encoding: 'utf8'},
  });
  // A set-up that this machine cannot carry out is tried in families.test.ts, where that is said.
  if (sourced.status !== 0) return false;
  const {record, comparison, env, first} = await store(planFor({kind: 'capture'}), caller);
  expect(comparison, variant.address).toMatchObject({status: 'stored'});
  const change = replayed(record!, env);
  expect(change).not.toBeNull();
  const wanted = environmentIn(sourced.stdout);
  expect(environmentIn(packed(environmentAfter(change!, env)))).toEqual(wanted);
  for (const shell of ['bash', 'zsh', 'fish', 'tcsh'] as const) {
    const code = renderEnvironment(change!, shell);
    expect(childAfter(shell, code, env, work), `${variant.address} in ${shell}`).toEqual(forShell(wanted, env, shell));
  }
  // In bash also what is not exported.
  const inBash = bashAfter(bashReplay(record!), env, work);
  expect({...inBash, dump: told(inBash.dump)}).toEqual({status: '0', dump: told(first)});
  return true;
}

const told = (dump: Dump) => differenceOf(dump, {}, {env: {set: {}, unset: [], dropped: []}});

/** Functions that bash exports are no variables anywhere else. */
function forShell(wanted: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>, shell: string) {
  if (shell === 'bash') return wanted;
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !name.startsWith('BASH_FUNC_') || name in env));
}

const packed = (env: Readonly<Record<string, string>>) =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\0`)
    .join('');
