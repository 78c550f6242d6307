import type {Engine} from '../../../src/engines/engine.ts';
import {which} from '../../../src/system/which.ts';
import type {MakeEngineRig} from './engine-rig.ts';

/** For an engine that needs nothing but its program: no daemon, no storage, no configuration. */
export function makeBareRig(engine: Engine, program: string): MakeEngineRig {
  return account => {
    if (which(program, process.env['PATH']) === null) return Promise.resolve({missing: `${program} not installed`});
    return Promise.resolve({
      engine,
      title: `${engine.name} as ${account.uid === 0 ? 'root' : 'an ordinary user'}`,
      account,
      env: {},
      reference: null,
      stop: () => Promise.resolve(),
    });
  };
}
