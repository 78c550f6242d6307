import {architectureNamed, compilerNamed, compilerWord, levelNamed, osNamed, osWord} from './grammars/words.ts';
import {classWords, imageWord} from './os-rules.ts';
import type {Variant} from './stack.ts';

/**
 * Words by which people mean a variant: its architecture, CPU, system, compiler, build and tags, each in the usual spellings, all
 * lower case. `gcc13` and `gcc` both mean gcc 13; `zen3` and `amd` both mean `x86_64/amd/zen3`.
 */
export function wordsOf({platform, found}: Variant): ReadonlySet<string> {
  const {arch, cpu, os, compiler, build, tags, text} = platform;
  const words = new Set<string>();
  const add = (word: string | null | undefined) => {
    if (word !== null && word !== undefined && word !== '') words.add(word.toLowerCase());
  };
  add(text);
  for (const part of text.split(/[-/+,:]/)) add(part);
  add(arch);
  if (cpu !== null) {
    add(cpu);
    add(cpu.replaceAll('-', '_'));
    if (levelNamed(cpu) !== null) add(cpu.slice(-2));
  }
  if (os !== null) {
    add(os.id);
    add(osWord(os));
    add(os.id + (os.version ?? ''));
    for (const word of classWords(os)) add(word);
  }
  if (compiler !== null) {
    add(compiler.name);
    add(compilerWord(compiler));
    add(compiler.name + (compiler.version ?? ''));
  }
  add(build);
  for (const tag of tags) add(tag);
  add(found.repository);
  return words;
}

/** Whether a word means this variant; a tail or head of a path does too (`amd/zen3`, `compat/linux`). */
export function means(word: string, variant: Variant, words: ReadonlySet<string> = wordsOf(variant)): boolean {
  const wanted = word.toLowerCase();
  if (words.has(wanted)) return true;
  const arch = architectureNamed(wanted);
  if (arch !== null && words.has(arch)) return true;
  if (!wanted.includes('/')) return false;
  const text = variant.platform.text.toLowerCase();
  return text.endsWith(`/${wanted}`) || text.startsWith(`${wanted}/`);
}

/** `--os`: `el9`, `ubuntu22.04`, `ubuntu 22.04`, or a name alone for all its versions. */
export function isOs(value: string, {platform}: Variant): boolean {
  const {os} = platform;
  const wanted = osNamed(compact(value));
  if (os === null || wanted === null) return false;
  if (wanted.id === os.id && (wanted.version === null || wanted.version === os.version)) return true;
  // el9 also means the rebuilds by their own names, almalinux9.8 or rocky9.
  return wanted.version !== null && !wanted.version.includes('.') && imageWord(wanted) === imageWord(os);
}

/** `--compiler`: `gcc13`, `gcc 13`, `gcc@13`, `gcc-13.2.0`, or a name alone for all its versions. */
export function isCompiler(value: string, {platform}: Variant): boolean {
  const {compiler} = platform;
  const wanted = compilerNamed(compact(value))?.compiler;
  if (compiler === null || wanted === undefined) return false;
  if (wanted.name !== compiler.name) return false;
  return (
    wanted.version === null || wanted.version === compiler.version || (compiler.version ?? '').startsWith(`${wanted.version}.`)
  );
}

/** `--arch`: any spelling of an architecture, or a CPU. */
export function isArch(value: string, {platform}: Variant): boolean {
  const wanted = value.trim().toLowerCase();
  if (platform.arch !== null && (architectureNamed(wanted) ?? wanted) === platform.arch) return true;
  return platform.cpu !== null && (levelNamed(wanted) ?? wanted) === platform.cpu;
}

export function isBuild(value: string, {platform}: Variant): boolean {
  return platform.build?.toLowerCase() === value.trim().toLowerCase();
}

/** `--runs`: `native`, `container`, `no`, `any`, several with commas. */
export function isRuns(value: string, {verdict}: Variant): boolean {
  const wanted = value
    .toLowerCase()
    .split(',')
    .map(word => word.trim());
  return wanted.includes('any') || wanted.includes(verdict.runs);
}

function compact(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s@]+/g, '')
    .replace(/^([a-z]+)-(?=\d)/, '$1');
}
