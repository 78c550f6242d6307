import {makeCharliecloudRig} from '../../rig/engines/charliecloud.ts';
import {makeBubblewrapRig, makeUnshareRig} from '../../rig/engines/namespaces.ts';
import {conformance} from './conformance.ts';

// The engines whose starts are kept: nothing of what they can may be lost between bin/hsf and them.
conformance('bubblewrap', makeBubblewrapRig, 'kept in sh');
conformance('unshare', makeUnshareRig, 'kept in sh');
conformance('charliecloud', makeCharliecloudRig, 'kept in sh');
