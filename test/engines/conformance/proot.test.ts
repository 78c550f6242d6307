import {makeProotRig} from '../../rig/engines/proot.ts';
import {conformance} from './conformance.ts';

conformance('proot', makeProotRig);
