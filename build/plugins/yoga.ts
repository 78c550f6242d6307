import type {Plugin} from 'esbuild';
import {editPlugin, type FileEdits} from './edit.ts';

/**
 * Yoga's WebAssembly, compiled at once from the base64 text in the bundle.
 *
 * As published it goes through `fetch()` of a data URL, which pulls in Node's HTTP client: 50 ms and 14 MB before the first
 * frame, and a top-level await (RUNTIME.md 2).
 */
export const yogaEdits: readonly FileEdits[] = [
  {
    file: 'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js',
    edits: [
      // The only string of its kind; it moves out of the loader's closure to where the synchronous instantiation can read it.
      {find: /H="data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)"/, replace: 'H=""; loadYoga.binary = "$1"'},
      {find: '"undefined"!=typeof document&&document.currentScript&&(q=document.currentScript.src);', replace: ''},
    ],
  },
  {
    file: 'yoga-layout/dist/src/index.js',
    edits: [
      {
        find: 'const Yoga = wrapAssembly(await loadYoga());',
        replace: `const library = {
  instantiateWasm(imports, done) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(library.binary, 'base64')), imports);
    library.binary = undefined;
    done(instance);
    return instance.exports;
  },
};
loadYoga(library);
const Yoga = wrapAssembly(library);`,
      },
    ],
  },
];

export const yogaPlugin = (required: boolean): Plugin => editPlugin('yoga', yogaEdits, required);
