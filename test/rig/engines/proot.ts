import {proot} from '../../../src/engines/proot.ts';
import {makeBareRig} from './bare.ts';

export const makeProotRig = makeBareRig(proot, 'proot');
