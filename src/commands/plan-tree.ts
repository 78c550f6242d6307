import type {Context} from './context.ts';
import {look, lookHere} from './look.ts';
import {openCache} from '../find/cache.ts';
import type {ScoutPool} from '../find/scout-pool.ts';
import {noTimeFor} from '../start/repository-errors.ts';
import {treeReader, type TreeReader} from '../start/tree-reader.ts';
import {earlier} from '../system/deadline.ts';
import {hostFiles} from '../system/host-files.ts';

/** What is kept of the deadline for making the plan from what was seen. */
const MARGIN_MS = 300;

/** Repositories that a helper still waits for. */
export function silentOnes({settings, directories}: Pick<Context, 'settings' | 'directories'>): readonly string[] {
  const cache = openCache(directories.cache, settings.cvmfs);
  return cache.names().filter(fqrn => cache.stuck(fqrn) !== null);
}

/** Looks at files for one plan: what is below `/cvmfs` through scouts, the machine's own files through small children. */
export function planTree(context: Context, scouts: ScoutPool): TreeReader {
  return treeReader(
    async questions => {
      const answers = await context.looks.answer(questions, round => look(context, round, MARGIN_MS, scouts));
      for (const answer of answers)
        if (answer.status === 'not-answering' && answer.late) throw noTimeFor(answer.repository, silentOnes(context));
      return answers;
    },
    questions => {
      context.looks.host.spoil();
      return lookHere(context, questions, MARGIN_MS, scouts);
    },
    context.looks.host.around(hostFiles('/bin/sh', earlier(context.deadline, MARGIN_MS).remainingMs)),
  );
}
