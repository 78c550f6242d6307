import type {Plugin} from 'esbuild';
import {editPlugin, type FileEdits} from './edit.ts';

/** Ink's hook for React's developer tools, an optional package that is not installed: both blocks go, their awaits with them. */
export const devtoolsEdits: readonly FileEdits[] = [
  {
    file: 'ink/build/reconciler.js',
    edits: [{find: "if (process.env['DEV'] === 'true') {", replace: 'if (false) {', times: 2}],
  },
];

export const devtoolsPlugin = (required: boolean): Plugin => {
  const edits = editPlugin('devtools', devtoolsEdits, required);
  return {
    name: 'devtools',
    setup(build) {
      build.onResolve({filter: /^react-devtools-core$/}, () => ({
        errors: [{text: 'devtools: react-devtools-core is bundled after all'}],
      }));
      return edits.setup(build);
    },
  };
};
