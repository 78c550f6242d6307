import {threadId} from 'node:worker_threads';

/** What sets this worker's names apart from those of others: workers of one run are threads of one process. */
export const OWN_NAME = `${process.pid}-${threadId}`;
