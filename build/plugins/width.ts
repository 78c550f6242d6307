import type {Plugin} from 'esbuild';
import {editPlugin, type FileEdits} from './edit.ts';

/**
 * Text widths without ICU data at start.
 *
 * As published, the tree of Ink makes a handful of `Intl.Segmenter` objects and parses `\p{RGI_Emoji}` on import, and counts
 * graphemes for each box drawing character: 80 ms before the first frame (RUNTIME.md 2). Here both are made when first used,
 * the segmenter once for all, and characters that are surely one column wide are counted by their number.
 */
const LAZY_SEGMENTER =
  '{segment: text => (globalThis[Symbol.for("hsf.segmenter")] ??= new Intl.Segmenter(undefined, {granularity: "grapheme"})).segment(text)}';

/**
 * Characters beyond ASCII that a terminal draws in one column, each a cluster of its own: middle dot, dashes, quotes, ellipsis,
 * single guillemets, simple arrows, box drawing, blocks, small triangles and circles, stars, check mark, cross, chevron, Braille.
 * None of them is emoji, combining or wide; where ambiguous ones are to be wide, the slow path decides.
 */
export const ONE_COLUMN =
  '\\u00B7\\u2013\\u2014\\u2018-\\u201D\\u2022\\u2026\\u2039\\u203A\\u2190-\\u2193\\u2500-\\u259F\\u25B8\\u25BE\\u25C6\\u25C7\\u25CB\\u25CF\\u2605\\u2606\\u2713\\u2717\\u276F\\u2800-\\u28FF';

export const widthEdits: readonly FileEdits[] = [
  {
    file: 'string-width/index.js',
    edits: [
      {find: 'const segmenter = new Intl.Segmenter();', replace: `const segmenter = ${LAZY_SEGMENTER};`},
      {
        find: 'const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;',
        replace: 'let rgiEmoji; const rgiEmojiRegex = {test: text => (rgiEmoji ??= /^\\p{RGI_Emoji}$/v).test(text)};',
      },
      {
        find: 'if (/^[\\u0020-\\u007E]*$/.test(string)) {',
        replace: `if ((ambiguousIsNarrow ? /^[\\u0020-\\u007E${ONE_COLUMN}]*$/ : /^[\\u0020-\\u007E]*$/).test(string)) {`,
      },
    ],
  },
  {
    file: 'wrap-ansi/index.js',
    edits: [{find: 'const segmenter = new Intl.Segmenter();', replace: `const segmenter = ${LAZY_SEGMENTER};`}],
  },
  {
    file: 'ink/build/line-update.js',
    edits: [
      {
        find: "const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });",
        replace: `const segmenter = ${LAZY_SEGMENTER};`,
      },
    ],
  },
  {
    file: 'slice-ansi/tokenize-ansi.js',
    edits: [
      {
        find: "const GRAPHEME_SEGMENTER = new Intl.Segmenter(undefined, {granularity: 'grapheme'});",
        replace: `const GRAPHEME_SEGMENTER = ${LAZY_SEGMENTER};`,
      },
    ],
  },
  {
    file: '@alcalzone/ansi-tokenize/build/tokenize.js',
    edits: [
      {
        find: 'const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });',
        replace: `const segmenter = ${LAZY_SEGMENTER};`,
      },
    ],
  },
];

export const widthPlugin = (required: boolean): Plugin => editPlugin('width', widthEdits, required);
