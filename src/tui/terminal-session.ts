import {createKeySplitter} from './keys/split.ts';
import type {KeyPress} from './keys/key-press.ts';

/** A lone Esc and the start of an arrow key look alike; what follows an arrow's Esc comes within this time, also over ssh. */
const ESCAPE_DELAY_MS = 30;

/** Where nobody stops jobs (the login shell itself, a program that `ssh` started), a stop is without effect: then we go on. */
const NOT_STOPPED_MS = 50;

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';

const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

export type SessionOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly mouse: boolean;
  /** False where the caller ignores the stop from the terminal: then nobody would let us go on. */
  readonly mayStop: boolean;
  readonly onKeys: (keys: readonly KeyPress[]) => void;
  /** The terminal has gone away. */
  readonly onGone: () => void;
  /** Takes down what is drawn, at once; called before the terminal is given back, for a while or for good, whatever the reason. */
  readonly takeDown: () => void;
  /** Draws anew, with nothing of what was drawn left, in a terminal that may have another size. */
  readonly takeUp: () => void;
};

export type Session = {
  readonly release: () => void;
  /** Gives the terminal to the shell and stops, as Ctrl-Z does elsewhere; comes back when the shell says so. */
  readonly suspend: () => void;
};

/**
 * Has the keyboard in raw mode until `release`, and gives the terminal back as it was by whatever door the program leaves: a result,
 * a signal, an exception, `process.exit`, or a stop that may be for good.
 *
 * Ink's own `useInput` is not used: it loses Enter in a chunk (RUNTIME.md 4), drops the mouse, and swallows even Ctrl-C after a paste
 * whose end was lost.
 */
export function openSession(options: SessionOptions): Session {
  const {stdin, stdout, mouse, mayStop, onKeys, onGone, takeDown, takeUp} = options;
  const splitter = createKeySplitter();
  let flush: NodeJS.Timeout | undefined;
  let released = false;

  const emit = (keys: readonly KeyPress[]) => {
    if (keys.length > 0 && !released) onKeys(keys);
  };
  const onData = (bytes: Buffer | string) => {
    clearTimeout(flush);
    emit(splitter.push(bytes));
    if (splitter.pending()) flush = setTimeout(() => emit(splitter.flush()), ESCAPE_DELAY_MS);
  };
  const take = () => {
    // Node does nothing where it thinks that the mode is set already; after a stop it need not be.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    stdout.write(PASTE_ON + (mouse ? MOUSE_ON : ''));
    stdin.on('data', onData);
    stdin.resume();
  };
  const give = () => {
    clearTimeout(flush);
    stdin.off('data', onData);
    stdin.pause();
    attempt(() => stdout.write((mouse ? MOUSE_OFF : '') + PASTE_OFF));
    attempt(() => stdin.setRawMode(false));
  };

  const stop = stopping({mayStop, takeDown, takeUp, take, give});
  const release = () => {
    if (released) return;
    released = true;
    stop.end();
    give();
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    process.off('exit', release);
    process.off('uncaughtExceptionMonitor', onBug);
    // Errors of a terminal that is gone may come late; unheard, each would end the process with a stack.
    setImmediate(() => {
      for (const event of ['end', 'error'] as const) stdin.off(event, onGone);
      stdout.off('error', onGone);
    });
  };
  // With a handler of ours in place Node no longer ends by itself, so the signal is sent again once the terminal is given back.
  const onSignal = (signal: NodeJS.Signals) => {
    attempt(takeDown);
    release();
    process.kill(process.pid, signal);
  };
  const onBug = () => {
    attempt(takeDown);
    release();
  };

  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  process.on('exit', release);
  process.on('uncaughtExceptionMonitor', onBug);
  stdin.on('end', onGone);
  stdin.on('error', onGone);
  stdout.on('error', onGone);
  take();
  return {release, suspend: stop.now};
}

type Stopping = {readonly now: () => void; readonly end: () => void};

/** Stops and goes on, with the terminal given back in between. */
function stopping({
  mayStop,
  takeDown,
  takeUp,
  take,
  give,
}: Pick<SessionOptions, 'mayStop' | 'takeDown' | 'takeUp'> & {readonly take: () => void; readonly give: () => void}): Stopping {
  let isLent = false;
  let isBack = true;
  let later: NodeJS.Timeout | undefined;
  const comeBack = () => {
    clearTimeout(later);
    isLent = false;
    process.on('SIGTSTP', now);
    // In the background this stops us once more, until the shell gives us the terminal.
    take();
    takeUp();
    // A signal to go on that is under way already belongs to one of these stops, not to a new one.
    setImmediate(() =>
      setImmediate(() => {
        isBack = true;
      }),
    );
  };
  const now = () => {
    if (isLent || !mayStop) return;
    isLent = true;
    isBack = false;
    attempt(takeDown);
    give();
    process.off('SIGTSTP', now);
    later = setTimeout(comeBack, NOT_STOPPED_MS);
    // The whole job, as the terminal would: a pipeline, or what was started by a script, is stopped as one.
    process.kill(0, 'SIGTSTP');
  };
  const onContinue = () => {
    if (isLent) comeBack();
    else if (isBack) {
      // Stopped without a word (SIGSTOP): the shell has written since, and has set the terminal as it likes it.
      give();
      take();
      takeUp();
    }
  };
  if (mayStop) process.on('SIGTSTP', now);
  process.on('SIGCONT', onContinue);
  return {
    now,
    end: () => {
      clearTimeout(later);
      process.off('SIGTSTP', now);
      process.off('SIGCONT', onContinue);
    },
  };
}

/** A terminal that is gone cannot be restored; that must not hide what really happened. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // Nobody is there to see it.
  }
}
