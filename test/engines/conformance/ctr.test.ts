import {makeContainerdRig} from '../../rig/engines/containerd.ts';
import {conformance} from './conformance.ts';

conformance('ctr', makeContainerdRig);
