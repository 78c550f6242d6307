import {makeApptainerRig} from '../../rig/engines/apptainer.ts';
import {conformance} from './conformance.ts';

conformance('apptainer', makeApptainerRig);
