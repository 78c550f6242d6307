import type {Context} from './context.ts';
import {look} from './look.ts';
import type {Answer, Question} from '../find/inspect.ts';
import type {RootEntry} from '../engines/engine.ts';
import type {DirectoryEntry} from '../find/entry-text.ts';
import type {TreeReader} from '../start/tree-reader.ts';
import {earlier, type Deadline} from '../system/deadline.ts';
import {hostFiles, type PathState} from '../system/host-files.ts';
import {runTool} from '../system/run-tool.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';

/**
 * Looks at files for plans: what is below `/cvmfs` through scouts, the machine's own files through small children, so that no look
 * can hold the launcher (RUNTIME.md 9).
 */
export function planTree(context: Context): TreeReader {
  const {world} = context;
  const deadline: Deadline = earlier(context.deadline, 300);
  const own = hostFiles('/bin/sh', deadline.remainingMs);
  const ask = (questions: readonly Question[]) => look(context, questions, 300);
  const onCvmfs = (path: string) => isBelow(path, '/cvmfs');
  const askOne = async (path: string, what: Question['what']): Promise<Answer> => {
    const [answer] = await ask([{path, what}]);
    if (answer === undefined) throw new Error(`no answer about ${path}`);
    if (answer.status === 'not-answering') throw notAnswering(answer.repository, context);
    return answer;
  };

  return {
    states: async paths => {
      const [remote, local] = [paths.filter(onCvmfs), paths.filter(path => !onCvmfs(path))];
      const [answers, states] = await Promise.all([
        remote.length === 0 ? [] : ask(remote.map(path => ({path, what: 'state'}))),
        local.length === 0 ? new Map<string, PathState>() : own.states(local),
      ]);
      return new Map([...states, ...remote.map((path, index) => [path, stateOf(answers[index])] as const)]);
    },
    list: async path => {
      if (!onCvmfs(path)) return own.list(path);
      const answer = await askOne(path, 'list');
      return answer.status === 'list' ? answer.entries.map(rootEntry) : null;
    },
    text: async path => {
      if (!onCvmfs(path)) return own.readText(path);
      const answer = await askOne(path, 'text');
      return answer.status === 'text' ? answer.text : null;
    },
    real: async path => {
      if (onCvmfs(path)) {
        const answer = await askOne(path, 'real');
        return answer.status === 'real' ? answer.real : null;
      }
      const result = await runTool(['/bin/sh', '-c', 'exec readlink -e -- "$1"', 'sh', path], {
        timeoutMs: Math.max(1, deadline.remainingMs()),
        env: {PATH: world.env['PATH'] ?? '/usr/bin:/bin'},
      });
      return result.status === 0 ? result.stdout.replace(/\n$/, '') : null;
    },
    same: own.same,
  };
}

/** What is neither directory nor link is bound like a file. */
function rootEntry({name, type, target}: DirectoryEntry): RootEntry {
  return {name, kind: type === 'other' ? 'file' : type, target};
}

function stateOf(answer: Answer | undefined): PathState {
  if (answer === undefined || answer.status === 'not-answering') return 'not-answering';
  if (answer.status === 'state') return answer.kind;
  return 'missing';
}

function notAnswering(repository: string, {deadline}: Context): UserError {
  return new UserError(
    'repository-not-answering',
    `${repository} did not answer within ${deadline.totalMs / 1000} s.`,
    'Run "hsf doctor" to test each repository, or give it more time with --timeout.',
  );
}
