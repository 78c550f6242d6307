import {APPTAINER_CAPABILITIES} from './apptainer.ts';
import {detectApptainer, verifyApptainer} from './apptainer-detect.ts';
import {explainApptainer} from './apptainer-errors.ts';
import {apptainerObstacle, renderApptainer, type Variant} from './apptainer-run.ts';
import type {Engine} from './engine.ts';

const VARIANT: Variant = {name: 'singularity', prefix: 'SINGULARITY'};

/** SingularityCE, the Singularity before apptainer, or another name of apptainer: all of them read these variables. */
export const singularity: Engine = {
  name: VARIANT.name,
  capabilities: APPTAINER_CAPABILITIES,
  detect: probe => detectApptainer(probe, VARIANT),
  verify: verifyApptainer,
  obstacle: apptainerObstacle,
  render: (spec, fact) => renderApptainer(spec, fact, VARIANT),
  explain: explainApptainer,
};
