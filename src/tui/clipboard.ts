import type {Environment} from '../system/world.ts';

// Terminals refuse longer ones, and no command is as long.
const LONGEST = 8192;

/** GNU screen drops longer pieces of what it passes on. */
const SCREEN_PIECE = 700;

/** OSC 52: asks the terminal, also one at the other end of ssh, to put a text on the clipboard. It never answers. */
export function copySequence(text: string, env: Environment): string {
  const sequence = `\u001b]52;c;${Buffer.from(text.slice(0, LONGEST)).toString('base64')}\u0007`;
  // tmux passes it on only when it is wrapped (and `allow-passthrough` or `set-clipboard` is on).
  if (env['TMUX'] !== undefined) return `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  if (env['STY'] === undefined) return sequence;
  const pieces = sequence.match(new RegExp(`[^]{1,${SCREEN_PIECE}}`, 'g')) ?? [];
  return pieces.map(piece => `\u001bP${piece}\u001b\\`).join('');
}
