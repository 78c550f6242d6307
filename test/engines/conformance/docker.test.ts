import {makeDockerRig} from '../../rig/engines/docker.ts';
import {conformance} from './conformance.ts';

conformance('docker', makeDockerRig);
