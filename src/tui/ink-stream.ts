/** The terminal as Ink gets it: whole frames come out of it as texts, and nothing goes to the terminal. */
export type InkStream = {readonly stream: NodeJS.WriteStream; readonly end: () => void};

/**
 * Ink writes every frame as a whole here (`debug`), and what is different on the screen is found out by `frame/`: Ink itself would write
 * a row from its first change to its end, so two kilobytes and more for one line down.
 *
 * It does not hear of a resize through this stream either. It would erase as many rows as it wrote then; but terminals break lines anew,
 * so pieces of the old frame stay, and tmux copies the whole screen into the scroll-back when it is erased from its very first cell.
 * `open.tsx` erases with care and draws again.
 */
export function inkStreamFor(stdout: NodeJS.WriteStream, onFrame: (frame: string) => void): InkStream {
  let isOver = false;
  const write = (...parameters: Parameters<NodeJS.WriteStream['write']>): boolean => {
    const [text] = parameters;
    if (!isOver && typeof text === 'string' && text !== '') onFrame(text);
    const done = parameters.find(parameter => typeof parameter === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  const stream = Object.create(stdout, {write: {value: write}}) as NodeJS.WriteStream;
  const deaf = (original: 'on' | 'off') => (event: string, listener: (...values: unknown[]) => void) => {
    if (event !== 'resize') stdout[original](event, listener);
    return stream;
  };
  Object.defineProperties(stream, {on: {value: deaf('on')}, off: {value: deaf('off')}});
  return {
    stream,
    end: () => {
      isOver = true;
    },
  };
}
