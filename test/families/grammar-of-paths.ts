import fc from 'fast-check';

/**
 * The grammar by which the paths of CVMFS are named, taken from the descriptions of the layouts and not from hsf's own data: words that
 * stand for a version, a platform, a date, and templates over them.
 */
export const number = (most: number, least = 0) => fc.integer({min: least, max: most}).map(String);
export const two = (most: number, least = 1) => fc.integer({min: least, max: most}).map(value => String(value).padStart(2, '0'));
export const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);
/** Texts with words in braces, each of them one of a list or an arbitrary. */
export function text(template: string, words: Readonly<Record<string, fc.Arbitrary<string>>> = {}): fc.Arbitrary<string> {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(found => found[1] ?? '');
  return fc
    .tuple(...names.map(name => words[name] ?? WORDS[name] ?? fc.constant(`{${name}}`)))
    .map(values => values.reduce((all, value, index) => all.replace(`{${names[index] ?? ''}}`, () => value), template));
}

const letters = (characters: string, length: number) =>
  fc.array(oneOf(...characters), {minLength: length, maxLength: length}).map(all => all.join(''));
const hex = (length: number) => letters('0123456789abcdef', length);

const basics: Readonly<Record<string, fc.Arbitrary<string>>> = {
  // Compilers lie below the platform without what follows its plus sign.
  naked: oneOf('x86_64', 'aarch64', 'i686'),
  arch: oneOf('x86_64', 'x86_64_v2', 'x86_64_v3', 'x86_64+avx2', 'x86_64+avx2+fma', 'aarch64', 'i686'),
  os: oneOf('slc6', 'centos7', 'centos8', 'el8', 'el9', 'el10', 'ubuntu1804', 'ubuntu2204', 'ubuntu2604', 'fedora41', 'mac14'),
  compiler: oneOf('gcc49', 'gcc62', 'gcc8', 'gcc13', 'gcc16', 'clang16', 'clang150', 'gcc62binutils', 'icc13'),
  tag: oneOf('', '', '+detdesc', '+cuda12_4', '+dd4hep'),
  build: oneOf('opt', 'dbg', 'opt+g', 'do0', 'dbg+o1+asan'),
  day: oneOf('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'latest'),
  year: number(2027, 2016),
  month: two(12),
  date: two(28),
  flavour: oneOf(
    '',
    '',
    'a',
    'b',
    '_cuda',
    'cuda',
    '_swan',
    'apython3',
    'rc2',
    '_ATLAS_7',
    '_FCC_3',
    '_LHCB_Core',
    '_geant4ext20250101',
  ),
  n: number(40),
  hash5: hex(5),
  hash32: letters('abcdefghijklmnopqrstuvwxyz234567', 32),
};
const WORDS: Record<string, fc.Arbitrary<string>> = {...basics};
WORDS['lcg'] = text('{arch}-{os}-{compiler}{tag}-{build}');
WORDS['v'] = text('{n}.{n}.{n}');
WORDS['day8'] = text('{year}-{month}-{date}');

/** A kind of leaf: its path, what it holds by which one knows it, and its address, all over the same words. */
export type LeafKind = {
  readonly path: string;
  readonly holds: readonly string[];
  readonly address: string;
  readonly words?: Readonly<Record<string, fc.Arbitrary<string>>>;
};

export type Leaf = {readonly path: string; readonly holds: readonly string[]; readonly address: string};

/** Leaves of a kind. `holds` are files relative to the leaf, or to the CVMFS root when they begin with a slash. */
export function leaves({path, holds, address, words = {}}: LeafKind): fc.Arbitrary<Leaf> {
  const own = new Set([path, address, ...holds].flatMap(each => [...each.matchAll(/<(\w+)>/g)].map(found => found[1] ?? '')));
  const names = [...own];
  const all = {...WORDS, ...words};
  return fc.tuple(...names.map(name => all[name] ?? fc.constant(name))).map(values => {
    const fill = (template: string) => template.replace(/<(\w+)>/g, (_, name: string) => values[names.indexOf(name)] ?? '');
    return {path: fill(path), holds: holds.map(fill), address: fill(address)};
  });
}
