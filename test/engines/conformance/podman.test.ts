import {makePodmanRig} from '../../rig/engines/podman.ts';
import {conformance} from './conformance.ts';

conformance('podman', makePodmanRig);
