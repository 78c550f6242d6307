import {join} from 'node:path';
import type {Plugin} from 'esbuild';
import {editPlugin, type FileEdits} from './edit.ts';
import {ONE_COLUMN} from './graphemes.ts';

/**
 * Text widths without ICU data at start.
 *
 * As published, the tree of Ink makes a handful of `Intl.Segmenter` objects and parses `\p{RGI_Emoji}` on import, and splits
 * every line it draws into graphemes: 80 ms before the first frame (RUNTIME.md 2). Here they share one segmenter that leaves
 * simple text alone (graphemes.ts), the expression is made when first used, and simple text is as wide as it is long.
 */
const shared = (name: string) => `import {graphemes as ${name}} from 'hsf:graphemes';`;

export const widthEdits: readonly FileEdits[] = [
  {
    file: 'string-width/index.js',
    edits: [
      {find: 'const segmenter = new Intl.Segmenter();', replace: shared('segmenter')},
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
    edits: [{find: 'const segmenter = new Intl.Segmenter();', replace: shared('segmenter')}],
  },
  {
    file: 'ink/build/line-update.js',
    edits: [
      {find: "const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });", replace: shared('segmenter')},
    ],
  },
  {
    file: 'slice-ansi/tokenize-ansi.js',
    edits: [
      {
        find: "const GRAPHEME_SEGMENTER = new Intl.Segmenter(undefined, {granularity: 'grapheme'});",
        replace: shared('GRAPHEME_SEGMENTER'),
      },
    ],
  },
  {
    file: '@alcalzone/ansi-tokenize/build/tokenize.js',
    edits: [
      {find: 'const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });', replace: shared('segmenter')},
    ],
  },
];

export const widthPlugin = (required: boolean): Plugin => {
  const edits = editPlugin('width', widthEdits, required);
  return {
    name: 'width',
    setup(build) {
      build.onResolve({filter: /^hsf:graphemes$/}, () => ({path: join(import.meta.dirname, 'graphemes.ts')}));
      return edits.setup(build);
    },
  };
};
