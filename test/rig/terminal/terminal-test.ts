import {test} from 'vitest';
import {openScene, tmuxMissing} from './tmux.ts';
import type {Scene, SceneOptions} from './tmux.ts';

const missing = tmuxMissing();
// In CI a suite that skips is a suite that says nothing.
const mustRun = process.env['CI'] !== undefined && process.env['CI'] !== '';

if (missing !== null && !mustRun) console.warn(`Terminal suite skipped: ${missing}.`);

/**
 * A scene and its steps. Whatever the steps are, the terminal has to be as it was in the end: modes, cursor, normal screen.
 * Use `t` alone, and wait for visible facts.
 */
export function terminalTest(title: string, options: SceneOptions, steps: (t: Scene) => Promise<void>): void {
  test.skipIf(missing !== null && !mustRun)(title, {timeout: 90_000}, async () => {
    const scene = await openScene(options);
    try {
      const before = await scene.output('stty -g');
      await scene.command('clear');
      await scene.seesPrompt();
      await steps(scene);
      await scene.seesPrompt();
      const {alternate, cursorShown} = await scene.state();
      if (alternate) throw new Error('The alternate screen was not left.');
      if (!cursorShown) throw new Error('The cursor is still hidden.');
      const after = await scene.output('stty -g');
      if (after !== before) throw new Error(`The modes of the terminal were ${before} and are ${after}.`);
    } finally {
      await scene.close();
    }
  });
}
