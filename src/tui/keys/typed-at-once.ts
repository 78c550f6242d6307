import type {KeyPress} from './key-press.ts';

/** Nobody types as many characters in the time that one read takes: they were pasted into a terminal that does not say so. */
const MOST_TYPED = 64;

/** The keys of one read, with long runs of characters as one paste: each by itself would be searched for. */
export function* typedAtOnce(keys: readonly KeyPress[]): Generator<KeyPress> {
  for (let position = 0; position < keys.length;) {
    let end = position;
    while (end < keys.length && keys[end]!.name === 'text') end++;
    if (end - position > MOST_TYPED) {
      const text = keys.slice(position, end).map(key => key.text ?? '');
      yield {name: 'paste', text: text.join('')};
    } else {
      yield* keys.slice(position, Math.max(end, position + 1));
      end = Math.max(end, position + 1);
    }
    position = end;
  }
}
