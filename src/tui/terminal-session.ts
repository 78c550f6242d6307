import {createKeySplitter} from './keys/split.ts';
import type {KeyPress} from './keys/key-press.ts';

/** A lone Esc and the start of an arrow key look alike; what follows an arrow's Esc comes within this time, also over ssh. */
const ESCAPE_DELAY_MS = 30;

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';

const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

export type SessionOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly mouse: boolean;
  readonly onKeys: (keys: readonly KeyPress[]) => void;
  /** The terminal has gone away. */
  readonly onGone: () => void;
  /** Takes down what is drawn, at once; called before the terminal is given back because of a signal or an error of ours. */
  readonly takeDown: () => void;
};

/**
 * Has the keyboard in raw mode until `release`, and gives the terminal back as it was by whatever door the program leaves: a result,
 * a signal, an exception, `process.exit`.
 *
 * Ink's own `useInput` is not used: it loses Enter in a chunk (RUNTIME.md 4), drops the mouse, and swallows even Ctrl-C after a paste
 * whose end was lost.
 */
export function openSession({stdin, stdout, mouse, onKeys, onGone, takeDown}: SessionOptions): {readonly release: () => void} {
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

  const release = () => {
    if (released) return;
    released = true;
    clearTimeout(flush);
    stdin.off('data', onData);
    stdin.pause();
    attempt(() => stdout.write((mouse ? MOUSE_OFF : '') + PASTE_OFF));
    attempt(() => stdin.setRawMode(false));
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
  stdin.setRawMode(true);
  stdout.write(PASTE_ON + (mouse ? MOUSE_ON : ''));
  stdin.on('data', onData);
  stdin.resume();
  return {release};
}

/** A terminal that is gone cannot be restored; that must not hide what really happened. */
function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // Nobody is there to see it.
  }
}
