import {spawn} from 'node:child_process';
import {createInterface} from 'node:readline';

/** A conversation with one tmux server: commands go in as lines, answers come back in order. No process for each look at the screen. */
export type TmuxClient = {
  /** Arguments as they are, whatever is in them; rejects with tmux's words when the command fails. */
  readonly ask: (...args: readonly string[]) => Promise<string>;
  /** Ends when the server has ended. */
  readonly ended: Promise<void>;
};

type Waiting = {readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void};

/** Attaches to a session in tmux's control mode, without being sent what its programs print. */
export async function tmuxClient(server: readonly string[], env: NodeJS.ProcessEnv): Promise<TmuxClient> {
  const child = spawn('tmux', [...server, '-u', '-C', 'attach-session', '-f', 'no-output'], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A server that is gone takes no more commands; whoever waits for an answer is told below.
  child.stdin.on('error', () => undefined);
  const attached = Promise.withResolvers<string>();
  // The attaching itself is answered first.
  const waiting: Waiting[] = [attached];
  let block: {readonly number: string; readonly lines: string[]} | null = null;
  createInterface({input: child.stdout, crlfDelay: 0}).on('line', line => {
    const mark = /^%(begin|end|error) \d+ (\d+) /.exec(line);
    if (block === null) {
      if (mark?.[1] === 'begin') block = {number: mark[2]!, lines: []};
    } else if (mark !== null && mark[1] !== 'begin' && mark[2] === block.number) {
      const text = block.lines.join('\n');
      block = null;
      if (mark[1] === 'end') waiting.shift()?.resolve(text);
      else waiting.shift()?.reject(new Error(`tmux: ${text}`));
    } else block.lines.push(line);
  });
  const ended = new Promise<void>(resolve => {
    child.on('close', () => {
      for (const {reject} of waiting.splice(0)) reject(new Error('tmux has ended.'));
      resolve();
    });
  });
  await attached.promise;
  return {
    ask: (...args) =>
      new Promise((resolve, reject) => {
        waiting.push({resolve, reject});
        child.stdin.write(`${args.map(quoted).join(' ')}\n`);
      }),
    ended,
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
