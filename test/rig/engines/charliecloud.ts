import {charliecloud} from '../../../src/engines/charliecloud.ts';
import {makeBareRig} from './bare.ts';

export const makeCharliecloudRig = makeBareRig(charliecloud, 'ch-run');
