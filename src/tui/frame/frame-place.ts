import type {KeyPress} from '../keys/key-press.ts';

/** Asks the terminal where the cursor is; the answer comes among the keys. */
const WHERE_IS_THE_CURSOR = '\u001b[6n';

/** Longest wait for an answer that is under way when the picker leaves: it would be typed into the shell. */
const LAST_ANSWER_MS = 200;

/** Where the frame is on the terminal, which decides what a click is on. */
export type FramePlace = {
  /** The key, a click with its place counted from the frame; null for a click that waits for an answer, and comes with that. */
  readonly seen: (key: KeyPress) => KeyPress | null;
  /** It may be elsewhere from now on. */
  readonly lose: () => void;
  /** Resolves when no answer is under way any more, or soon. */
  readonly answered: () => Promise<void>;
};

/**
 * Inline nobody knows where the frame is until the terminal says so. It is asked at a click: a terminal that reports clicks is there and
 * answers, while another one might never; then the click is without effect, and nothing waits for it.
 *
 * @param cursorRow the row of the frame that the cursor is in
 */
export function framePlace(
  stdout: Pick<NodeJS.WriteStream, 'write'>,
  fullScreen: boolean,
  cursorRow: () => number | null,
): FramePlace {
  let top: number | null = fullScreen ? 0 : null;
  let click: KeyPress | null = null;
  // The row of the cursor when the terminal was asked.
  let askedAt: number | null = null;
  let onAnswer: () => void = () => {};
  const fromTop = (key: KeyPress | null): KeyPress | null =>
    key?.place === undefined || top === null ? null : {...key, place: {...key.place, row: key.place.row - top}};
  const answer = (row: number): KeyPress | null => {
    // It may have been lost since.
    if (click !== null) top = row - askedAt!;
    askedAt = null;
    onAnswer();
    const waited = click;
    click = null;
    return fromTop(waited);
  };
  return {
    seen: key => {
      const row = askedAt === null ? null : rowOfCursor(key);
      if (row !== null) return answer(row);
      // The wheel moves the list wherever the mouse is.
      if (key.name !== 'click') return key;
      if (top !== null) return fromTop(key);
      const now = cursorRow();
      if (now === null) return null;
      if (askedAt === null) {
        askedAt = now;
        stdout.write(WHERE_IS_THE_CURSOR);
      }
      click = key;
      return null;
    },
    lose: () => {
      if (!fullScreen) top = null;
      click = null;
    },
    answered: async () => {
      if (askedAt === null) return;
      await new Promise<void>(resolve => {
        const late = setTimeout(resolve, LAST_ANSWER_MS);
        onAnswer = () => {
          clearTimeout(late);
          resolve();
        };
      });
    },
  };
}

/** An answer from the first row looks like F3 with modifiers. */
function rowOfCursor({name, place}: KeyPress): number | null {
  if (name === 'cursor-at') return place?.row ?? null;
  return /^(?:ctrl-|alt-|shift-)*f3$/.test(name) ? 0 : null;
}
