import {join} from 'node:path';
import type {Plugin} from 'esbuild';
import {editPlugin, type FileEdits} from './edit.ts';

/**
 * Frames of whole rows without a cell for each character.
 *
 * As published, Ink makes an object for every cell of the screen, takes every row apart into styled characters, writes these into
 * the cells and puts the rows together again, for each frame and all rows: half of the time between a key and its frame, and
 * most of the garbage. Here a frame whose texts are one row each, from the first column on, and nothing else (ours always are) is put
 * together out of its rows, each of which is taken apart once; rows that come again, nearly all of a frame, cost nothing. Anything
 * else goes Ink's way.
 */
const memo = "import {remembered} from 'hsf:memo';\n";

export const rowsEdits: readonly FileEdits[] = [
  {
    file: 'ink/build/output.js',
    edits: [
      {
        find: '// Replaces a partially visible wide character with a space that keeps its styles.',
        replace: `${memo}
const invisible = /^\\p{Default_Ignorable_Code_Point}+$/u;
// What Ink's own way makes of a row that has the screen for itself.
const wholeRow = remembered(text => {
    const characters = styledCharsFromTokens(tokenize(text)).filter(character => !invisible.test(character.value));
    return styledCharsToString(characters).trimEnd();
});
// The frame if it is made of whole rows, null otherwise.
const frameOfRows = (operations, height) => {
    const rows = Array.from({ length: height }, () => '');
    const isTaken = [];
    for (const { type, x, y, text, transformers } of operations) {
        if (type !== 'write' || x !== 0 || !(Number.isInteger(y) && y >= 0 && y < height) || isTaken[y] || text.includes('\\n')) {
            return null;
        }
        isTaken[y] = true;
        rows[y] = wholeRow(transformers.reduce((line, transform) => transform(line, 0), text));
    }
    return rows.join('\\n');
};
// Replaces a partially visible wide character with a space that keeps its styles.`,
      },
      {
        find: '        // Initialize output array with a specific set of rows, so that margin/padding at the bottom is preserved',
        replace: `        const frame = frameOfRows(this.operations, this.height);
        if (frame !== null) {
            return { output: frame, height: this.height };
        }
        // Initialize output array with a specific set of rows, so that margin/padding at the bottom is preserved`,
      },
    ],
  },
  {
    file: 'ink/build/sanitize-ansi.js',
    edits: [
      {find: 'import { hasAnsiControlCharacters', replace: `${memo}import { hasAnsiControlCharacters`},
      {find: 'const sanitizeAnsi = (text) => {', replace: 'const sanitizeAnsi = remembered((text) => {'},
      {find: 'return output + pendingStyles;\n};', replace: 'return output + pendingStyles;\n});'},
    ],
  },
  {
    file: 'ink/build/render-node-to-output.js',
    edits: [
      {
        find: "import widestLine from 'widest-line';",
        replace: `${memo}import measured from 'widest-line';\nconst widestLine = remembered(measured);`,
      },
    ],
  },
];

export const rowsPlugin = (required: boolean): Plugin => {
  const edits = editPlugin('rows', rowsEdits, required);
  return {
    name: 'rows',
    setup(build) {
      build.onResolve({filter: /^hsf:memo$/}, () => ({path: join(import.meta.dirname, 'memo.ts')}));
      return edits.setup(build);
    },
  };
};
