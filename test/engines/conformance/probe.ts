import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import type {EngineFact} from '../../../src/choose/host.ts';
import type {EngineProbe} from '../../../src/engines/engine.ts';
import {runTool} from '../../../src/system/run-tool.ts';
import {which} from '../../../src/system/which.ts';
import type {EngineRig} from '../../rig/engines/engine-rig.ts';
import {asAccount, type Account} from '../rig.ts';

/** A probe that looks with the eyes of an account. */
export function probeFor(account: Account, env: Readonly<Record<string, string>>): EngineProbe {
  return {
    which: program => which(program, env['PATH']),
    readText: path => {
      try {
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      } catch {
        return null;
      }
    },
    mayWrite: path => {
      try {
        const [program, ...args] = asAccount(account, ['/usr/bin/test', '-w', path]);
        execFileSync(program, args, {stdio: 'ignore'});
        return true;
      } catch {
        return false;
      }
    },
    isMounted: () => false,
    run: (argv, timeoutMs, more = {}) => {
      const own = {PATH: env['PATH'] ?? '', LC_ALL: 'C', ...more};
      return runTool(asAccount(account, argv), {timeoutMs, env: own});
    },
    uid: account.uid,
    env,
  };
}

const facts = new WeakMap<EngineRig, EngineFact>();

/** What detection says of it, asked once. */
export function factOf(rig: EngineRig, env: Readonly<Record<string, string>>): EngineFact {
  const known = facts.get(rig) ?? rig.engine.detect(probeFor(rig.account, env));
  facts.set(rig, known);
  return known;
}
