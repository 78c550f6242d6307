import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed, compilerNamed, dottedCompilerWord, isSystem, osNamed, osWord} from './words.ts';

/**
 * Belle II (LAYOUTS.md 6.5): the system at the top (`el9`, `ubuntu2204`), below a release the kernel with the architecture and an
 * option (`el9/Linux_x86_64/opt`). The option is a build type, a compiler (`clang`, `intel`), or both (`clang-debug`).
 */
export const belle2 = defineGrammar('belle2', parse, spell);

/** Options of the build that other families call by another word. */
const BUILDS: Readonly<Record<string, string>> = {opt: 'opt', debug: 'dbg'};

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const [system = '', machine, option, ...rest] = text.split('/');
  const os = osNamed(system);
  if (os === null || os.version === null || !isSystem(os.id) || rest.length > 0) return nothing;
  if (machine === undefined) return {...nothing, os};
  const arch = architectureNamed(/^Linux_(\w+)$/.exec(machine)?.[1] ?? '');
  if (arch === null) return nothing;
  if (option === undefined) return {...nothing, os, arch};
  const match = /^(?:(clang|intel)|(opt|debug)|(clang|intel)-(debug))$/.exec(option);
  if (match === null) return nothing;
  const compiler = match[1] ?? match[3];
  const build = match[2] ?? match[4];
  return {
    ...nothing,
    os,
    arch,
    compiler: compiler === undefined ? null : (compilerNamed(compiler)?.compiler ?? null),
    build: build === undefined ? null : (BUILDS[build] ?? null),
  };
}

function spell({arch, os, compiler, build}: Platform): string | null {
  if (os === null) return null;
  const option = [compiler === null ? null : dottedCompilerWord(compiler), build === 'dbg' ? 'debug' : build]
    .filter(word => word !== null)
    .join('-');
  return [osWord(os), ...(arch === null ? [] : [`Linux_${arch}`]), ...(option === '' ? [] : [option])].join('/');
}
