import {existsSync} from 'node:fs';
import {answer} from '../../../src/find/scout/answer.ts';
import type {ScoutAnswer, ScoutRequest} from '../../../src/find/scout/protocol.ts';
import type {Scout} from '../../../src/system/scout-process.ts';
import type {Launch} from '../../../src/system/launch.ts';

const throughAPipe = (line: unknown): unknown => JSON.parse(JSON.stringify(line));

/**
 * A scout that answers within this process, where a mutant is active and a tenth of the time enough: the same code, but for the
 * pipe and the deadline, which are `system`'s.
 */
export function makeScout(launch: Launch, root: string): Scout {
  return {
    ask: async (request, _patience, onAnswer) => {
      if (!existsSync(launch.scout)) return 'gone';
      const lines: ScoutAnswer[] = [];
      try {
        answer(root, throughAPipe(request) as ScoutRequest, line => void lines.push(line));
      } catch {
        // As when it dies: what it has said is there.
        await later(lines, onAnswer);
        return 'gone';
      }
      await later(lines, onAnswer);
      return 'answered';
    },
    stuckGroup: () => null,
    stop: () => Promise.resolve(),
  };
}

/** One line after the other, each in a turn of its own. */
async function later(lines: readonly ScoutAnswer[], onAnswer: (answer: unknown) => void): Promise<void> {
  for (const line of lines) {
    await new Promise(resolve => setImmediate(resolve));
    onAnswer(throughAPipe(line));
  }
}
