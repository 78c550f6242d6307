/** The terminal as Ink gets it, with two things taken into our own hands. */
export type InkStream = {
  readonly stream: NodeJS.WriteStream;
  /** What Ink writes meanwhile goes nowhere; its book-keeping goes on. */
  readonly quietly: <T>(step: () => T) => T;
};

/**
 * Ink does not hear of a resize through this stream, and can be kept from writing.
 *
 * On a resize Ink erases as many rows as it wrote. But terminals break lines anew, so pieces of the old frame stay, and tmux copies the
 * whole screen into the scroll-back when it is erased from its very first cell. `open.tsx` erases with care and draws again.
 */
export function inkStreamFor(stdout: NodeJS.WriteStream): InkStream {
  let quiet = false;
  const write = (...parameters: Parameters<NodeJS.WriteStream['write']>): boolean => {
    if (!quiet) return stdout.write(...parameters);
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
    quietly: step => {
      quiet = true;
      try {
        return step();
      } finally {
        quiet = false;
      }
    },
  };
}
