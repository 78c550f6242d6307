// Terminals refuse longer ones, and no command is as long.
const LONGEST = 8192;

/** OSC 52: asks the terminal, also one at the other end of ssh, to put a text on the clipboard. It never answers. */
export function copySequence(text: string, insideTmux: boolean): string {
  const sequence = `\u001b]52;c;${Buffer.from(text.slice(0, LONGEST)).toString('base64')}\u0007`;
  // tmux passes it on only when it is wrapped (and `allow-passthrough` or `set-clipboard` is on).
  return insideTmux ? `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\` : sequence;
}
