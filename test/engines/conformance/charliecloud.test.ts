import {makeCharliecloudRig} from '../../rig/engines/charliecloud.ts';
import {conformance} from './conformance.ts';

conformance('charliecloud', makeCharliecloudRig);
