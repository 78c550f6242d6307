import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Family, Layout} from '../../src/find/family.ts';
import {compilePattern, fillTemplate, matchPath, type Captures} from '../../src/find/path-pattern.ts';

/**
 * Completes a leaf below a directory that stands for `/cvmfs`: the marker by which its family knows it, and the file through which it
 * is started. A leaf that no layout of its family describes becomes a directory, or stays as it is.
 */
export function makeLeaf(cvmfs: string, families: readonly Family[], address: string, leaf: string): void {
  const family = families.find(({id}) => id === address.slice(0, address.indexOf('/')));
  const [repository = '', ...rest] = leaf.split('/');
  const described = (family?.layouts ?? [])
    .filter(layout => layout.repository === repository)
    .flatMap(layout => {
      const captures = capturesOf(layout, rest.join('/'));
      return captures === null ? [] : [{layout, captures}];
    });
  const root = join(cvmfs, leaf);
  const [first] = described;
  if (first?.layout.ends === 'file') return touch(root);
  if (!existsSync(root)) mkdirSync(root, {recursive: true});
  if (first === undefined) return;
  const {layout, captures} = first;
  const inside = (template: string) => {
    const path = fillTemplate(template, captures);
    return path.startsWith('/') ? join(cvmfs, repository, path) : join(root, path);
  };
  if (layout.leaf?.contains != null) mkdirSync(join(root, layout.leaf.contains), {recursive: true});
  for (const templates of [layout.markers, layout.entry.path]) {
    const paths = templates.filter(template => template !== '.').map(inside);
    if (paths[0] !== undefined && !paths.some(path => existsSync(path))) touch(paths[0]);
  }
}

/** What the placeholders of a layout stand for in a path; null where the path is not one of the layout's. */
function capturesOf({path, match, leaf}: Layout, text: string): Captures | null {
  const deep = /\{(\w+)\.\.\.\}/.exec(path)?.[1];
  if (deep === undefined) return matchPath(compilePattern(path, match, null), text);
  for (let depth = 1; depth <= (leaf?.most ?? 1); depth++) {
    const parts = Array.from({length: depth}, (_, index) => `{part${index}}`);
    const pattern = compilePattern(path.replace(`{${deep}...}`, parts.join('/')), match, null);
    const captures = matchPath(pattern, text);
    if (captures !== null) return {...captures, [deep]: fillTemplate(parts.join('/'), captures)};
  }
  return null;
}

function touch(path: string): void {
  mkdirSync(dirname(path), {recursive: true});
  if (!existsSync(path)) writeFileSync(path, '');
}
