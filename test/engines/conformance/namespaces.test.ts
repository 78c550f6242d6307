import {unshareWithoutOverlay} from '../../../src/engines/unshare.ts';
import {makeBareRig} from '../../rig/engines/bare.ts';
import {makeBubblewrapRig, makeUnshareRig} from '../../rig/engines/namespaces.ts';
import {conformance} from './conformance.ts';

conformance('bubblewrap', makeBubblewrapRig);
conformance('unshare', makeUnshareRig);
conformance('unshare without an overlay', makeBareRig(unshareWithoutOverlay, 'unshare'));
