import {detectApptainer, TAKEN, verifyApptainer} from './apptainer-detect.ts';
import {explainApptainer} from './apptainer-errors.ts';
import {apptainerObstacle, renderApptainer, type Variant} from './apptainer-run.ts';
import type {Capabilities, Engine} from './engine.ts';

const VARIANT: Variant = {name: 'apptainer', prefix: 'APPTAINER'};

/**
 * What it and singularity can do. Without the setuid program it needs user namespaces, as all of the unprivileged ones do. Its process
 * stays as the command's parent, but passes every signal on and hands its status back (ENGINES.md 7).
 */
export const APPTAINER_CAPABILITIES: Capabilities = {
  roots: TAKEN,
  needs: 'user',
  readOnlyBinds: true,
  mountPoints: 'made',
  addsUser: true,
  firstStart: {reference: 'fetches it and makes an image file of it', archive: 'makes an image file of it'},
  propagation: 'inherited',
  kernelFileSystems: 'shared',
  signals: 'exec',
  join: 'namespaces',
};

/** The engine of computing centres: unprivileged, and the one that takes every kind of image. */
export const apptainer: Engine = {
  name: VARIANT.name,
  capabilities: APPTAINER_CAPABILITIES,
  detect: probe => detectApptainer(probe, VARIANT),
  verify: verifyApptainer,
  obstacle: apptainerObstacle,
  render: (spec, fact) => renderApptainer(spec, fact, VARIANT),
  explain: explainApptainer,
};
