import {readFile} from 'node:fs/promises';
import type {Plugin} from 'esbuild';

/** A replacement in the source of a dependency. `find` must occur exactly `times` times, once by default. */
export type Edit = {readonly find: string | RegExp; readonly replace: string; readonly times?: number};

/** The edits of one file, named by the end of its path. */
export type FileEdits = {readonly file: string; readonly edits: readonly Edit[]};

/**
 * Applies edits to a source text.
 *
 * An edit whose text is missing, or is there more often than expected, throws: after an update of the dependency a speed-up
 * would otherwise be gone in silence (RUNTIME.md 2).
 */
export function applyEdits(source: string, {file, edits}: FileEdits): string {
  return edits.reduce((text, {find, replace, times = 1}) => {
    const pattern = typeof find === 'string' ? new RegExp(escaped(find), 'g') : new RegExp(find.source, `${find.flags}g`);
    const found = [...text.matchAll(pattern)].length;
    if (found !== times) throw new Error(`${file}: expected ${times} times, found ${found} times: ${String(find)}`);
    // A function where the text is fixed: in a replacement string `$` means something.
    return typeof find === 'string' ? text.replace(pattern, () => replace) : text.replace(pattern, replace);
  }, source);
}

/** An esbuild plugin that applies `files`; with `required`, a file that the bundle does not contain fails the build as well. */
export function editPlugin(name: string, files: readonly FileEdits[], required: boolean): Plugin {
  return {
    name,
    setup(build) {
      const seen = new Set<string>();
      build.onStart(() => seen.clear());
      for (const file of files) {
        build.onLoad({filter: pathEnding(file.file)}, async ({path}) => {
          seen.add(file.file);
          return {contents: applyEdits(await readFile(path, 'utf8'), file), loader: 'js'};
        });
      }
      build.onEnd(() => {
        const missing = files.filter(({file}) => required && !seen.has(file));
        return {errors: missing.map(({file}) => ({text: `${name}: the bundle no longer contains ${file}`}))};
      });
    },
  };
}

/** A filter for absolute paths that end in `node_modules/<file>`, nested copies included. */
function pathEnding(file: string): RegExp {
  return new RegExp(`/node_modules/${escaped(file)}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
