import {spawn, type ChildProcessWithoutNullStreams} from 'node:child_process';
import {readFileSync} from 'node:fs';
import type {Environment} from './programs.ts';

/** The end of a frame: Ink wraps each in a synchronised update. */
const FRAME_END = '\u001B[?2026l';
const LATEST_MS = 15_000;

export type Screen = {readonly columns: number; readonly rows: number};

/** A program in a real pseudo-terminal (util-linux `script`), with clocks at the points that matter. */
export class BenchTerminal {
  readonly #child: ChildProcessWithoutNullStreams;
  #text = '';
  #wake: () => void = () => {};

  constructor(command: string, {columns, rows}: Screen, env: Environment) {
    // The shell says its number and becomes the program, so the clock starts with the program and not with `script`.
    const line = `stty rows ${rows} cols ${columns}; printf 'begin %s.' $$; exec ${command}`;
    this.#child = spawn('script', ['-qefc', line, '/dev/null'], {env: {...env}, stdio: 'pipe'});
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
    this.#child.stderr.resume();
  }

  /** The program's process number, as soon as it is about to start. */
  async begins(): Promise<number> {
    await this.#until(() => /begin \d+\./.test(this.#text), 'the start');
    return Number(/begin (\d+)\./.exec(this.#text)?.[1]);
  }

  async sees(text: string): Promise<void> {
    await this.#until(() => this.#text.includes(text), `"${text}"`);
  }

  async presses(keys: string): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#child.stdin.write(keys, error => (error ? reject(error) : resolve())));
  }

  /** Sends a key and waits for the end of the frame that follows it. Milliseconds between the two. */
  async keyToFrame(key: string): Promise<number> {
    this.#text = '';
    const startedAt = performance.now();
    this.#child.stdin.write(key);
    await this.#until(() => this.#text.includes(FRAME_END), 'a frame');
    return performance.now() - startedAt;
  }

  /**
   * Sends a key and waits until nothing comes any more: milliseconds to the last byte of what follows the key, and how many there are.
   * The same measure for programs that mark the end of a frame and those that do not.
   */
  async keyToRest(key: string, quietMs: number): Promise<{readonly ms: number; readonly bytes: number}> {
    this.#text = '';
    const startedAt = performance.now();
    this.#child.stdin.write(key);
    await this.#until(() => this.#text !== '', `anything after ${JSON.stringify(key)}`);
    let lastAt = performance.now();
    for (let length = 0; length !== this.#text.length;) {
      length = this.#text.length;
      lastAt = performance.now();
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, quietMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return {ms: lastAt - startedAt, bytes: Buffer.byteLength(this.#text)};
  }

  /** Waits until nothing has been drawn for a while. */
  async settles(quietMs: number): Promise<void> {
    let length = -1;
    while (length !== this.#text.length) {
      length = this.#text.length;
      await new Promise(resolve => setTimeout(resolve, quietMs));
    }
  }

  async ends(keys: string): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('close', resolve));
    this.#child.stdin.write(keys);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), LATEST_MS);
    await ended;
    clearTimeout(timer);
  }

  async #until(isThere: () => boolean, what: string): Promise<void> {
    const latest = performance.now() + LATEST_MS;
    while (!isThere()) {
      const left = latest - performance.now();
      if (left <= 0)
        throw new Error(`waited ${LATEST_MS} ms for ${what}; the screen has ${JSON.stringify(this.#text.slice(-400))}`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** Most memory that a process has had at once, in MB (`VmHWM`). */
export function mostMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}
