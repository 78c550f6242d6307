/** While this process is that late with a timer, it was busy itself, and what others said meanwhile was not heard. */
const LATE_MS = 50;
/** Enough for the answers that wait in pipes. */
const HEARING_MS = 200;

/**
 * Calls back once `ms` milliseconds are over in which others could be heard: after a long computation of our own timers fire before
 * what arrived meanwhile is read, and a helper that answered long ago would pass for stuck. Keeps no process alive.
 */
export function patientTimer(ms: number, isOver: () => void): {readonly cancel: () => void} {
  let timer: NodeJS.Timeout;
  const wait = (forMs: number) => {
    const due = now() + forMs;
    timer = setTimeout(() => (now() - due > LATE_MS ? wait(HEARING_MS) : isOver()), forMs).unref();
  };
  wait(ms);
  return {cancel: () => clearTimeout(timer)};
}

/** Milliseconds of a clock that nobody sets; for `performance` Node would load more than a small command needs. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
