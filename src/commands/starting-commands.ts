/** The commands that plan and start, in one chunk of the bundle (see `reading-commands.ts`). */
export {explainFailure} from './explain-failure.ts';
export {env} from './env.ts';
export {pick} from './picker.ts';
export {plan} from './plan.ts';
export {run} from './run.ts';
export {shell} from './shell.ts';
