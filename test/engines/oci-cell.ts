import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {EngineFact} from '../../src/choose/host.ts';
import type {ContainerSpec, EngineCommand, EngineProbe} from '../../src/engines/engine.ts';
import type {EngineRig, MakeEngineRig} from '../rig/engines/engine-rig.ts';
import {ordinaryAccount} from './accounts.ts';
import {probeFor} from './conformance/probe.ts';
import {asAccount, imageSpec, makeRig, type Account, type Outcome, type Rig} from './rig.ts';
import {OWN_NAME} from '../rig/own-name.ts';

/** One of the engines with storage, made ready for one account, and what its suites start. */
export type OciCell = {
  readonly rig: EngineRig;
  readonly account: Account;
  readonly place: Rig;
  readonly callerEnv: Readonly<Record<string, string>>;
  readonly probe: EngineProbe;
  readonly fact: EngineFact;
  /** A spec for an image of the engine's own storage, unless the wishes say otherwise. */
  readonly spec: (command: readonly [string, ...string[]], wishes?: Partial<ContainerSpec>) => ContainerSpec;
  /** Starts it and waits. */
  readonly run: (command: readonly [string, ...string[]], wishes?: Partial<ContainerSpec>, fact?: EngineFact) => Outcome;
  readonly carryOut: (command: EngineCommand, input?: string) => Outcome;
  readonly start: (command: EngineCommand) => ReturnType<typeof spawn>;
  /** The engine's own command, in the environment that the engine would get. */
  readonly tool: (...args: readonly string[]) => Outcome;
  readonly remove: () => Promise<void>;
};

let names = 0;

/** Who the engine is tried as; null: there is no such account here. */
export function accountOf(who: 'root' | 'user'): Account | {readonly missing: string} {
  if (who === 'user') return ordinaryAccount();
  return process.getuid!() === 0 ? {uid: 0, gid: 0, groups: [], home: '/root'} : {missing: 'only root can try what root can do'};
}

/** Makes an engine ready with an image that holds nothing but busybox, under a name that needs quoting. */
export async function makeOciCell(make: MakeEngineRig, who: 'root' | 'user'): Promise<OciCell | {readonly missing: string}> {
  const found = accountOf(who);
  if ('missing' in found) return found;
  const place = makeRig();
  const home = join(place.root, `home of ${who}`);
  mkdirSync(home, {recursive: true});
  chmodSync(home, 0o755);
  if (process.getuid!() === 0) chownSync(home, found.uid, found.gid);
  const rig = await make({...found, home}, place.image, join(place.root, 'engine'));
  if ('missing' in rig) {
    place.remove();
    return rig;
  }
  const {account, engine, reference} = rig;
  const callerEnv = {PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, ...rig.env};
  const probe = probeFor(account, callerEnv);
  const fact = engine.detect(probe);
  const spec: OciCell['spec'] = (command, wishes = {}) => ({
    ...imageSpec(place, {...account, home}, command, {
      root: {kind: 'reference', reference: reference!},
      entries: {},
      callerEnv,
      user: account,
      name: `hsf-oci-${OWN_NAME}-${++names}`,
    }),
    mounts: [],
    ...wishes,
  });
  const spawned = ({argv}: Pick<EngineCommand, 'argv'>) => asAccount(account, argv);
  const carryOut: OciCell['carryOut'] = (command, input) => {
    const [program, ...args] = spawned(command);
    const {status, signal, stdout, stderr} = spawnSync(program, args, {
      env: {...command.env},
      cwd: '/',
      encoding: 'utf8',
      input: input ?? '',
      maxBuffer: 200_000_000,
      timeout: 60_000,
    });
    return {status, signal, stdout, stderr};
  };
  return {
    rig,
    account,
    place,
    callerEnv,
    probe,
    fact,
    spec,
    carryOut,
    run: (command, wishes, told = fact) => carryOut(engine.render(spec(command, wishes), told)),
    start: command => {
      const [program, ...args] = spawned(command);
      return spawn(program, args, {env: {...command.env}, cwd: '/', stdio: ['ignore', 'pipe', 'pipe']});
    },
    tool: (...args) => carryOut({argv: [fact.program!, ...args], env: callerEnv, signals: {by: 'exec'}}),
    remove: async () => {
      await rig.stop();
      place.remove();
    },
  };
}
