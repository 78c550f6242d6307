import {ENTRY_PLACEHOLDERS} from './entry-values.ts';
import type {LayoutData} from './family-from-data.ts';
import {placeholdersIn} from './path-pattern.ts';
import {nearest} from '../system/nearest.ts';

/**
 * Variables that bash, its set-up or the dynamic linker run code from, or read scripts by: a family says what a stack needs, and runs
 * nothing but its own scripts. See bash(1) and ld.so(8).
 */
const RUN_CODE = /^(?:BASH_ENV|ENV|BASHOPTS|SHELLOPTS|PS[0-4]|PROMPT_COMMAND|IFS|LD_PRELOAD|LD_AUDIT|GCONV_PATH)$/;

/** A problem by the key it belongs to: `['layout', '0', 'path']`. */
export type KeyProblem = {readonly path: readonly string[]; readonly message: string};

/**
 * What a schema cannot say: templates that use placeholders which the path does not have, depths that never end, and platform grammars
 * that do not exist.
 *
 * @param grammars names that there are; null: any name will do
 */
export function checkTemplates(layouts: readonly LayoutData[], grammars: readonly string[] | null): readonly KeyProblem[] {
  return layouts.flatMap((layout, index) => {
    const at = (...keys: readonly string[]) => ['layout', String(index), ...keys];
    const names = new Set(placeholdersIn(layout.path));
    const inCompilers = (layout.compiler ?? []).flatMap(({path}) => placeholdersIn(path));
    const found: KeyProblem[] = [];
    const wants = (path: readonly string[], template: string, more: readonly string[] = []) => {
      for (const name of placeholdersIn(template)) {
        if (!names.has(name) && !more.includes(name)) found.push({path, message: unknownPlaceholder(name, names, more)});
      }
    };
    if (grammars !== null && !grammars.includes(layout.grammar)) {
      const near = nearest(layout.grammar, grammars);
      found.push({
        path: at('grammar'),
        message: `There is no grammar "${layout.grammar}"; ${near.length === 0 ? `there are ${grammars.join(', ')}.` : `did you mean ${near.map(name => `"${name}"`).join(' or ')}?`}`,
      });
    }
    const deep = [...layout.path.matchAll(/\{[a-z][a-z0-9_]*\.\.\.\}/g)];
    if (deep.length > 1) found.push({path: at('path'), message: 'Only one {name...} may be in "path".'});
    if (deep.length > 0 && layout.leaf?.name === undefined && layout.leaf?.contains === undefined) {
      found.push({path: at('leaf'), message: '"path" has a {name...}, so "leaf" must say how it ends (name or contains).'});
    }
    if (
      /[{}]/.test(layout.path.replace(/\{[a-z][a-z0-9_]*(\.\.\.)?\}/g, '')) ||
      layout.path.split('/').some(part => /.\{\w+\.\.\.\}|\{\w+\.\.\.\}./.test(part))
    ) {
      found.push({path: at('path'), message: 'Placeholders are written {name}, or {name...} for whole segments.'});
    }
    wants(at('release'), layout.release ?? '{release}');
    wants(at('platform'), layout.platform ?? '{platform}');
    for (const name of Object.keys(layout.match ?? {})) {
      if (!names.has(name) && !inCompilers.includes(name))
        found.push({path: at('match', name), message: unknownPlaceholder(name, names)});
    }
    for (const path of [layout.entry.path].flat()) {
      wants(at('entry', 'path'), path);
      if (path.split('/').includes('..')) found.push({path: at('entry', 'path'), message: 'An entry path has no "..".'});
    }
    const {set = {}, prepend = {}, arguments: words = [], then = []} = layout.entry;
    for (const [key, variables] of [
      ['set', set],
      ['prepend', prepend],
    ] as const) {
      for (const name of Object.keys(variables).filter(one => RUN_CODE.test(one)))
        found.push({path: at('entry', key, name), message: `No family may set ${name}: it makes programs run other code.`});
    }
    for (const [name, text] of Object.entries(set)) wants(at('entry', 'set', name), text, ENTRY_PLACEHOLDERS);
    for (const [name, paths] of Object.entries(prepend))
      for (const text of [paths].flat()) wants(at('entry', 'prepend', name), text, ENTRY_PLACEHOLDERS);
    for (const text of words) wants(at('entry', 'arguments'), text, ENTRY_PLACEHOLDERS);
    then.forEach(({call = [], evaluate = [], directory = ''}, number) => {
      for (const text of [...call, ...evaluate, directory]) wants(at('entry', 'then', String(number)), text, ENTRY_PLACEHOLDERS);
    });
    for (const text of [layout.marker ?? []].flat()) wants(at('marker'), text);
    wants(at('unless'), layout.unless ?? '');
    for (const key of ['directory', 'file'] as const) wants(at('complete', key), layout.complete?.[key] ?? '');
    for (const key of ['directory', 'files', 'cache'] as const) wants(at('packages', key), layout.packages?.[key] ?? '');
    for (const key of ['name', 'version'] as const) wants(at('packages', key), layout.packages?.[key] ?? '', ENTRY_PLACEHOLDERS);
    if (layout.packages !== undefined && (layout.packages.format === 'self') !== (layout.packages.name !== undefined))
      found.push({path: at('packages', 'name'), message: 'A "name" is what format "self" needs, and no other has one.'});
    for (const [name, text] of Object.entries(layout.packages?.select ?? {})) wants(at('packages', 'select', name), text);
    (layout.compiler ?? []).forEach(({path}, number) => {
      if (!placeholdersIn(path).includes('version'))
        found.push({path: at('compiler', String(number), 'path'), message: 'A compiler path needs {version}.'});
    });
    return found;
  });
}

function unknownPlaceholder(name: string, names: ReadonlySet<string>, more: readonly string[] = []): string {
  const [meant] = nearest(name, [...names, ...more], 1);
  return `{${name}} is no placeholder of "path", which has ${list(names)}${meant === undefined ? '.' : `; did you mean {${meant}}?`}`;
}

function list(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'none' : [...names].map(name => `{${name}}`).join(', ');
}
