import {bubblewrap} from '../../../src/engines/bubblewrap.ts';
import {unshare} from '../../../src/engines/unshare.ts';
import {makeBareRig} from './bare.ts';

export const makeBubblewrapRig = makeBareRig(bubblewrap, 'bwrap');
export const makeUnshareRig = makeBareRig(unshare, 'unshare');
