import {isBuiltin} from 'node:module';
import type {Plugin} from 'esbuild';

/**
 * Node's own modules without what `import` does to them.
 *
 * An import of `node:fs` in an ES module reads every property of it once, lazy ones included, and so loads all of streams; of
 * `node:util`, MIME parsing and diffing. `process.getBuiltinModule()` gives the module as it is.
 *
 * In our own sources (named imports only, a house test holds that) even the module itself is loaded when it is first used: a
 * name is looked up through the prototype of an empty object. A listing then never loads `node:child_process`'s network code.
 */
export function builtinsPlugin(): Plugin {
  return {
    name: 'builtins',
    setup(build) {
      build.onResolve({filter: /^(?:node:)?[a-z_]+(?:\/[a-z]+)?$/}, ({path, importer, kind}) => {
        if (!isBuiltin(path) || kind === 'dynamic-import') return undefined;
        const name = path.replace(/^node:/, '');
        return {path: name, namespace: importer.includes('/node_modules/') ? 'builtin' : 'lazy-builtin'};
      });
      build.onLoad({filter: /./, namespace: 'builtin'}, ({path}) => ({contents: `module.exports = ${load(path)};`}));
      build.onLoad({filter: /./, namespace: 'lazy-builtin'}, ({path}) => ({contents: lazily(path)}));
    },
  };
}

const load = (name: string) => `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;

const lazily = (name: string) => `let loaded;
module.exports = Object.create(new Proxy({}, {get: (_, key) => (loaded ??= ${load(name)})[key]}));`;
