import {bubblewrap} from '../../../src/engines/bubblewrap.ts';
import type {Engine} from '../../../src/engines/engine.ts';
import {unshare, unshareWithoutOverlay} from '../../../src/engines/unshare.ts';
import {which} from '../../../src/system/which.ts';
import type {MakeEngineRig} from '../../rig/engines/engine-rig.ts';
import {conformance} from './conformance.ts';

const asInstalled =
  (engine: Engine, program: string): MakeEngineRig =>
  account =>
    Promise.resolve(
      which(program, process.env['PATH']) === null
        ? {missing: `${program} is not installed`}
        : {engine, title: engine.name, account, env: {}, reference: null, stop: () => Promise.resolve()},
    );

conformance('bubblewrap', asInstalled(bubblewrap, 'bwrap'));
conformance('unshare', asInstalled(unshare, 'unshare'));
conformance('unshare without an overlay', asInstalled(unshareWithoutOverlay, 'unshare'));
