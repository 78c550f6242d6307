import {parentPort, workerData} from 'node:worker_threads';
import {ALL_TARGETS} from './all-targets.ts';
import {blockGuide} from './guide.ts';
import {smaller, tryTarget} from './trial.ts';
import {HEAD, type Request} from './watched.ts';

const {request, shared} = workerData as {readonly request: Request; readonly shared: SharedArrayBuffer};
const head = new Int32Array(shared, 0, HEAD);
const bytes = new Uint8Array(shared, HEAD * 4);
const target = ALL_TARGETS.find(({name}) => name === request.name)!;

const outcome = await tryTarget(target, {
  ...request,
  guide: blockGuide(),
  onInput: input => {
    bytes.set(input);
    head[1] = input.length;
    Atomics.add(head, 0, 1);
  },
});
const failures = await Promise.all(outcome.failures.map(failure => smaller(target, failure, request.limitMs)));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
parentPort!.postMessage({...outcome, failures});
