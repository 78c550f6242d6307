import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

export const CHECKOUT = join(import.meta.dirname, '..', '..');

export type Import = {
  readonly specifier: string;
  /** `type`: gone at run time; `static`: loaded with the file; `lazy`: loaded when asked for. */
  readonly kind: 'type' | 'static' | 'lazy';
};

export type Source = {
  /** Relative to the checkout, `src/find/family.ts`. */
  readonly path: string;
  readonly text: string;
  /** Text without comments, line numbers kept. */
  readonly code: string;
  readonly imports: readonly Import[];
};

/** All TypeScript files below some directories of the checkout. */
export function sourcesBelow(...directories: readonly string[]): readonly Source[] {
  return directories.flatMap(directory =>
    readdirSync(join(CHECKOUT, directory), {recursive: true, withFileTypes: true})
      .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map(entry => sourceAt(relative(CHECKOUT, join(entry.parentPath, entry.name)))),
  );
}

function sourceAt(path: string): Source {
  const text = readFileSync(join(CHECKOUT, path), 'utf8');
  const code = withoutComments(text);
  return {path, text, code, imports: importsOf(code)};
}

/** The file that a relative import names, relative to the checkout; null for a package. */
export function targetOf(source: Source, {specifier}: Import): string | null {
  return specifier.startsWith('.') ? relative(CHECKOUT, join(CHECKOUT, dirname(source.path), specifier)) : null;
}

// Good enough for this code base, whose formatter decides how comments look: whole lines and blocks.
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, block => block.replace(/[^\n]/g, ' ')).replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

function importsOf(code: string): readonly Import[] {
  const whole = [...code.matchAll(/^(?:import|export)\s([^;]*?)\sfrom\s+'([^']+)'/gm)].map(([, names, specifier]): Import => {
    const isType = names!.startsWith('type ') || /^\{(\s*type\s[^,]+,?)+\s*\}$/.test(names!);
    return {specifier: specifier!, kind: isType ? 'type' : 'static'};
  });
  const bare = [...code.matchAll(/^import\s+'([^']+)'/gm)].map(([, specifier]): Import => ({
    specifier: specifier!,
    kind: 'static',
  }));
  const lazy = [...code.matchAll(/(typeof\s+)?\bimport\('([^']+)'\)(\.\w+)?/g)].map(([, isType, specifier, member]): Import => ({
    specifier: specifier!,
    // `typeof import('x')` and `import('x').Name` are types; a call's result is awaited or handed on.
    kind: isType !== undefined || (member !== undefined && /\.[A-Z]/.test(member)) ? 'type' : 'lazy',
  }));
  return [...whole, ...bare, ...lazy];
}
