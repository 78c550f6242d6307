import {spawn, type ChildProcess, type SpawnOptions} from 'node:child_process';

export type ToolResult = {
  /** Null when it did not end in time, died by a signal or could not be started. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly late: boolean;
};

export type ToolOptions = {
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Whether it starts in our own directory, for what looks at that one. */
  readonly staysHere?: boolean;
  /** Bytes kept of each stream; more is thrown away. */
  readonly limit?: number;
};

/**
 * Runs a small program without a terminal and collects what it prints. Never rejects.
 *
 * The child is detached and starts in `/`; when time is up it is killed and left alone, since a process that is stuck in a file
 * system call cannot be waited for (RUNTIME.md 9).
 */
export function runTool(argv: readonly [string, ...string[]], options: ToolOptions): Promise<ToolResult> {
  const limit = options.limit ?? 1_000_000;
  return new Promise(resolve => {
    const collected = {stdout: '', stderr: ''};
    const child = startedChild(argv, {
      ...(options.staysHere === true ? {} : {cwd: '/'}),
      detached: true,
      env: {...options.env},
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (child instanceof Error) {
      resolve({status: null, signal: null, late: false, stdout: '', stderr: child.message});
      return;
    }
    let settled = false;
    const settle = (result: Pick<ToolResult, 'status' | 'signal' | 'late'>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({...result, ...collected});
    };
    const timer = setTimeout(() => {
      killGroup(child.pid);
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      child.unref();
      settle({status: null, signal: null, late: true});
    }, options.timeoutMs);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        if (collected[name].length < limit) collected[name] += text.slice(0, limit - collected[name].length);
      });
    }
    child.on('error', error => {
      collected.stderr += error.message;
      settle({status: null, signal: null, late: false});
    });
    child.on('close', (status, signal) => settle({status, signal, late: false}));
    // A program that ends without reading its input must not end us with EPIPE.
    child.stdin?.on('error', () => {}).end(options.input);
  });
}

/** The child, or why there is none: `spawn` throws some errors (E2BIG), and tells the others by an event. */
export function startedChild(argv: readonly [string, ...string[]], options: SpawnOptions): ChildProcess | Error {
  try {
    return spawn(argv[0], argv.slice(1), options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Kills a detached child with all that it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
