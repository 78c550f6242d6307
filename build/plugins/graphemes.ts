/**
 * What stands in for `new Intl.Segmenter()` in the bundled dependencies. It runs inside hsf, not in the build.
 *
 * Text of ASCII and of the characters that terminals draw in one column has one cluster for each character, so it needs neither
 * the data that ICU loads for the first segmenter (10 ms) nor its objects; anything else goes to the real one, made once.
 */

/**
 * Characters beyond ASCII that are one column wide, each a cluster of its own: middle dot, dashes, quotes, bullet, ellipsis,
 * single guillemets, simple arrows, box drawing, blocks, some triangles, diamonds, circles and stars, check mark, cross, chevron,
 * Braille. None of them is emoji, combining or wide; where ambiguous ones are to be wide, string-width's own way decides.
 */
export const ONE_COLUMN =
  '\\u00B7\\u2013\\u2014\\u2018-\\u201D\\u2022\\u2026\\u2039\\u203A\\u2190-\\u2193\\u2500-\\u259F\\u25B8\\u25BE\\u25C6\\u25C7\\u25CB\\u25CF\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF';

// Control characters are clusters too, except that CR and LF are one together.
const SIMPLE = new RegExp(`^[\\u0000-\\u000C\\u000E-\\u007E${ONE_COLUMN}]*$`);

type Segment = {readonly segment: string; readonly index: number; readonly input: string};
type Segments = Iterable<Segment> & {readonly containing: (index?: number) => Segment | undefined};

let real: Intl.Segmenter | undefined;

export const graphemes = {
  segment(text: string): Segments {
    if (SIMPLE.test(text)) return charactersOf(text);
    real ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
    return real.segment(text);
  },
};

function charactersOf(text: string): Segments {
  const at = (index: number) => ({segment: text[index] ?? '', index, input: text});
  return {
    *[Symbol.iterator]() {
      for (let index = 0; index < text.length; index += 1) yield at(index);
    },
    containing: (index = 0) => (index >= 0 && index < text.length ? at(Math.trunc(index)) : undefined),
  };
}
