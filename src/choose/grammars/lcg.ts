import {microarchitectureNamed} from '../microarchitectures.ts';
import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed, compilerNamed, compilerWord, levelNamed, osNamed, osWord} from './words.ts';

/**
 * The platform strings of LCG, LHCb, ATLAS and standalone ROOT (LAYOUTS.md 1.4):
 * `<arch>[+<isa>…]-<os>-<compiler>[+<tag>…]-<build>[+<tag>…]`; compiler directories have the first two fields only.
 */
export const lcg = defineGrammar('lcg', parse, spell);

/** Instruction sets stand after the architecture, switches after the build type, every other tag after the compiler. */
const INSTRUCTION_SET = /^(avx|sse|fma|bmi|f16c|aes|sve|neon|popcnt|amx)/;
const SWITCH = /^(g|o[0-3sz]|asan|lsan|tsan|ubsan|msan|lto|pgo|prof|cov|gcov)$/;

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const [archField, osField, compilerField, buildField, ...rest] = text.split('-');
  if (archField === undefined || rest.length > 0) return nothing;

  const [archWord = '', ...instructionSets] = archField.split('+');
  const processor = processorNamed(archWord);
  if (processor === null) return nothing;
  if (osField === undefined) return {...nothing, ...processor, tags: instructionSets};

  const os = osNamed(osField);
  const [compilerText, ...compilerTags] = compilerField?.split('+') ?? [];
  const compiler = compilerText === undefined ? null : compilerNamed(compilerText);
  const [build = null, ...switches] = buildField?.split('+') ?? [];
  if (os === null || (compilerText !== undefined && compiler === null) || build === '') return nothing;

  const glued = compiler?.tag === undefined || compiler.tag === null ? [] : [compiler.tag];
  const tags = [...instructionSets, ...glued, ...compilerTags, ...switches];
  if (tags.includes('')) return nothing;
  return {text, ...processor, os, compiler: compiler?.compiler ?? null, build, tags};
}

/** `x86_64_v3`, `haswell`, `neoverse_n1`: the first field may name a level or a microarchitecture instead. */
function processorNamed(word: string): {arch: string; cpu: string | null} | null {
  const arch = architectureNamed(word);
  if (arch !== null) return {arch, cpu: null};
  const level = levelNamed(word);
  if (level !== null) return {arch: 'x86_64', cpu: level};
  const known = microarchitectureNamed(word);
  return known === null ? null : {arch: known.arch, cpu: word};
}

function spell({arch, cpu, os, compiler, build, tags}: Platform): string | null {
  if (arch === null || (compiler !== null && os === null) || (build !== null && compiler === null)) return null;
  const instructionSets = tags.filter(tag => INSTRUCTION_SET.test(tag));
  const switches = build === null ? [] : tags.filter(tag => SWITCH.test(tag));
  const others = tags.filter(tag => !instructionSets.includes(tag) && !switches.includes(tag) && tag !== 'binutils');
  if (compiler === null && others.length > 0) return null;

  // The dialect says arm64 on a Mac and aarch64 elsewhere, as the systems themselves do.
  const machine = arch === 'aarch64' && os?.id === 'mac' ? 'arm64' : arch;
  const processor = cpu === null ? machine : cpu.replaceAll('-', '_');
  const glued = tags.includes('binutils') ? 'binutils' : '';
  const fields = [
    [processor, ...instructionSets],
    os === null ? null : [osWord(os)],
    compiler === null ? null : [compilerWord(compiler) + glued, ...others],
    build === null ? null : [build, ...switches],
  ];
  return fields.flatMap(field => (field === null ? [] : [field.join('+')])).join('-');
}
