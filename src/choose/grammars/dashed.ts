import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform, type Grammar} from './grammar.ts';
import {compilerNamed, isWholeSystem, osNamed, processorNamed, type Compiler, type Os} from './words.ts';

/** How a dialect writes versions. */
export type Spelling = {
  readonly os: (os: Os) => string;
  readonly compiler: (compiler: Compiler) => string;
};

/** Instruction sets stand after the architecture, switches after the build type, every other tag after the compiler. */
const INSTRUCTION_SET = /^(avx|sse|fma|bmi|f16c|aes|sve|neon|popcnt|amx)/;
const SWITCH = /^(g|o[0-3sz]|asan|lsan|tsan|ubsan|msan|ofast|lto|pgo|prof|cov|gcov)$/;
const TAG = /^\w[\w.]*$/;
const BUILD = /^[a-z]\w*$/;
/** Compilers that may stand without a version; any other word without digits is none. */
const BARE_COMPILER = /^(gcc|clang|icc|icx|llvm)$/;

/**
 * A dialect of the shape `<arch>[+<isa>…]-<os>-<compiler>[+<tag>…]-<build>[+<tag>…]` (LAYOUTS.md 1.4). Fields may be missing from
 * the end: compiler directories have the first two only, older Key4hep builds name no build type. A word after the build type, which
 * somebody added (`opt-cuda12`), is a tag.
 */
export function dashed(name: string, spelling: Spelling): Grammar {
  return defineGrammar(name, parse, platform => spell(platform, spelling));
}

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const [archField, osField, compilerField, buildField, added, ...others] = text.split('-');
  if (archField === undefined || others.length > 0 || (added !== undefined && !BUILD.test(added))) return nothing;

  const [archWord = '', ...instructionSets] = archField.split('+');
  const processor = processorNamed(archWord);
  if (processor === null || !instructionSets.every(tag => TAG.test(tag))) return nothing;
  if (osField === undefined) return {...nothing, ...processor, tags: instructionSets};

  const os = osNamed(osField);
  if (os === null || !isWholeSystem(os)) return nothing;
  if (compilerField === undefined) return {...nothing, ...processor, os, tags: instructionSets};

  const [compilerText = '', ...compilerTags] = compilerField.split('+');
  const named = compilerNamed(compilerText);
  if (named === null || (named.compiler.version === null && !BARE_COMPILER.test(named.compiler.name))) return nothing;
  const [build = null, ...switches] = buildField?.split('+') ?? [];
  const tags = [
    ...instructionSets,
    ...(named.tag === null ? [] : [named.tag]),
    ...compilerTags,
    ...switches,
    ...(added === undefined ? [] : [added]),
  ];
  if ((build !== null && !BUILD.test(build)) || !tags.every(tag => TAG.test(tag))) return nothing;
  return {text, ...processor, os, compiler: named.compiler, build, tags};
}

function spell({arch, cpu, os, compiler, build, tags}: Platform, spelling: Spelling): string | null {
  if (arch === null) return null;
  const instructionSets = tags.filter(tag => INSTRUCTION_SET.test(tag));
  const switches = build === null ? [] : tags.filter(tag => SWITCH.test(tag));
  const others = tags.filter(tag => !instructionSets.includes(tag) && !switches.includes(tag) && tag !== 'binutils');

  const glued = tags.includes('binutils') ? 'binutils' : '';
  const fields = [
    [processorWord(arch, cpu, os), ...instructionSets],
    os === null ? null : [spelling.os(os)],
    compiler === null ? null : [spelling.compiler(compiler) + glued, ...others],
    build === null ? null : [build, ...switches],
  ];
  return fields.flatMap(field => (field === null ? [] : [field.join('+')])).join('-');
}

function processorWord(arch: string, cpu: string | null, os: Os | null): string {
  // The dialects say arm64 on a Mac and aarch64 elsewhere, as the systems themselves do.
  if (cpu === null) return arch === 'aarch64' && os?.id === 'mac' ? 'arm64' : arch;
  return cpu.replaceAll('-', '_').replace(/^(armv\d(?:\.\d)?)a$/, '$1_a');
}
