import {test} from 'vitest';
import {PROMPT, openScene, tmuxMissing} from './tmux.ts';
import type {Scene, SceneOptions} from './tmux.ts';

const missing = tmuxMissing();
// In CI a suite that skips is a suite that says nothing.
const mustRun = process.env['CI'] !== undefined && process.env['CI'] !== '';

if (missing !== null && !mustRun) console.warn(`Terminal suite skipped: ${missing}.`);

/** Lines that stand on the terminal and above it before the scene begins: more than any screen of ours has. */
const FLOOR = Array.from({length: 80}, (_, number) => `floor ${number + 1}`);

export type Stage = Scene & {
  /**
   * The prompt again, and on the terminal and above it nothing but what was there, the line that was typed, and these lines. Use it
   * after one command.
   */
  readonly leaves: (...lines: readonly (string | RegExp)[]) => Promise<void>;
};

/**
 * A scene and its steps. Whatever the steps are, the terminal has to be as it was in the end: modes, cursor, normal screen, and what
 * stood on it and above it. Use `t` alone, and wait for visible facts; scenes run side by side.
 */
export function terminalTest(title: string, options: SceneOptions, steps: (t: Stage) => Promise<void>): void {
  const declare = missing !== null && !mustRun ? test.skip : test.concurrent;
  declare(title, {timeout: 90_000}, async () => {
    const scene = await openScene(options);
    try {
      const modes = await scene.output('stty -g');
      await scene.command("clear; printf 'floor %d\\n' {1..80}");
      await scene.sees(`floor ${FLOOR.length}\n`);
      await scene.seesPrompt();
      let cleared = false;
      await steps({
        ...scene,
        // Who clears the terminal has no floor any more.
        command: line => {
          cleared ||= /\bclear\b/.test(line);
          return scene.command(line);
        },
        leaves: async (...lines) => {
          await scene.seesPrompt();
          compare(await linesAbove(scene), lines);
        },
      });
      await scene.seesPrompt();
      const {alternate, cursorShown} = await scene.state();
      if (alternate) throw new Error('The alternate screen was not left.');
      if (!cursorShown) throw new Error('The cursor is still hidden.');
      if (!cleared) await linesAbove(scene);
      const after = await scene.output('stty -g');
      if (after !== modes) throw new Error(`The modes of the terminal were ${modes} and are ${after}.`);
    } finally {
      await scene.close();
    }
  });
}

/** The lines that came after the floor; fails when the floor is not as it was. */
async function linesAbove(scene: Scene): Promise<readonly string[]> {
  const lines = (await scene.history()).split('\n').map(line => line.trimEnd());
  const start = lines.indexOf(FLOOR[0]!);
  const whole = start >= 0 && FLOOR.every((line, number) => lines[start + number] === line);
  if (!whole) throw new Error(`What stood above is not as it was:\n${lines.join('\n').trimEnd()}`);
  const later = lines.slice(start + FLOOR.length);
  if (later.some(line => /^floor \d/.test(line)))
    throw new Error(`What stood above is there twice:\n${lines.join('\n').trimEnd()}`);
  while (later.at(-1) === '') later.pop();
  return later;
}

function compare(seen: readonly string[], wished: readonly (string | RegExp)[]): void {
  const [typed = '', ...rest] = seen;
  const prompt = rest.pop();
  const isAsWished =
    typed.startsWith(PROMPT) &&
    prompt === PROMPT.trimEnd() &&
    rest.length === wished.length &&
    wished.every((line, number) => (typeof line === 'string' ? rest[number] === line : line.test(rest[number]!)));
  if (!isAsWished)
    throw new Error(
      `Expected a typed line, then ${wished.map(String).join(', ') || 'nothing'}, then the prompt, but there is:\n${seen.join('\n')}`,
    );
}
