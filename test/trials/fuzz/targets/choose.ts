import {addressOf, formatAddress, parseAddress} from '../../../../src/choose/address.ts';
import {grammarNamed, grammarNames} from '../../../../src/choose/grammars/grammar-named.ts';
import {isReference, kindByName, parseImageName} from '../../../../src/choose/image-name.ts';
import {idOfImage, osOfImage} from '../../../../src/choose/os-images.ts';
import {compareVersions as compareHostVersions, newestFirst, releaseKey} from '../../../../src/choose/release-order.ts';
import {isOfSeries} from '../../../../src/choose/series.ts';
import {compareVersions} from '../../../../src/find/packages/version-order.ts';
import {hasControl, holds, SEPARATOR, split, textTarget, type Target} from '../target.ts';

const PLATFORMS = [
  'x86_64-el9-gcc13-opt',
  'x86_64-el9-gcc14fp-opt',
  'x86_64-mac1015-clang120-opt',
  'aarch64-ubuntu2404-gcc13-dbg',
  'x86_64_v3-el9-gcc13+detdesc-opt+g',
  'armv8.1_a-centos7-gcc62binutils-do0',
  'linux-almalinux9.8-x86_64-gcc11.5',
  'linux-rhel8-zen3',
  'el8_amd64_gcc12',
  'slc6_amd64_gcc530',
  'x86_64/amd/zen3/accel/nvidia/cc80',
  'aarch64/neoverse_n1',
  'amd64-linux',
  'sft/docker/almalinux9:latest',
  'ubuntu_22.04',
  'el9-x86_64',
  'linux-64',
  '20240131_Linux_x86_64_el9',
];

/** A platform's text in each grammar: fields are words, the text stays, and what a grammar spells it reads again. */
const grammars = textTarget({
  name: 'platforms',
  covers: ['src/choose/grammars/grammar-named.ts grammarNamed'],
  seeds: PLATFORMS,
  words: [...PLATFORMS.flatMap(text => text.split(/[-_/]/)), '-', '_', '/', '+', '.', 'opt', 'dbg', 'accel', 'py312'],
  longest: 4096,
  check: text => {
    for (const name of grammarNames) {
      const grammar = grammarNamed(name);
      const platform = grammar.parse(text);
      holds(platform.text === text, 'the text is kept', name, text);
      const {arch, cpu, os, compiler, build, tags} = platform;
      const words = [arch, cpu, os?.id, os?.version, compiler?.name, compiler?.version, build, ...tags];
      for (const word of words) {
        holds(word === null || word === undefined || typeof word === 'string', 'fields are texts', name, text, word);
        holds(!hasControl(word ?? ''), 'fields have no control characters', name, text, word);
      }
      const spelled = grammar.format({...platform, text: ''});
      if (spelled === null) continue;
      const again = grammar.parse(spelled);
      holds(JSON.stringify({...again, text}) === JSON.stringify(platform), 'what is spelled is read again', name, text, spelled);
    }
  },
});

const VERSIONS = [
  '6.34.02',
  '6.9',
  '3.5.1pre12',
  '3.5.1-r1',
  '2.0b1',
  'v6-34-02',
  '1.2.3.post1',
  '01.31',
  '1.17--h00cdaf9_0',
  '1.0rc1',
  '',
];

/** An order of texts: each equals itself, both ways say the opposite, and what follows follows. */
function orderLaws(compare: (a: string, b: string) => number, text: string): void {
  const [a, b, c] = split(text, 3) as [string, string, string];
  const [ab, bc, ac] = [compare(a, b), compare(b, c), compare(a, c)];
  for (const order of [ab, bc, ac]) holds(Number.isFinite(order), 'an order is a number', text);
  for (const one of [a, b, c]) holds(compare(one, one) === 0, 'it equals itself', one);
  holds(Math.sign(ab) === -Math.sign(compare(b, a)), 'both ways say the opposite', a, b);
  if (ab <= 0 && bc <= 0) holds(ac <= 0, 'what follows follows', a, b, c);
  if (ab >= 0 && bc >= 0) holds(ac >= 0, 'what precedes precedes', a, b, c);
  if (ab === 0) holds(Math.sign(bc) === Math.sign(ac), 'equals stand in one place', a, b, c);
}

const triples = (words: readonly string[]) =>
  words.map((word, at) => [word, words[(at + 1) % words.length], words[(at + 3) % words.length]].join(SEPARATOR));

const versions = textTarget({
  name: 'versions',
  covers: ['src/find/packages/version-order.ts compareVersions', 'src/choose/release-order.ts compareVersions'],
  seeds: triples(VERSIONS),
  words: [
    ...VERSIONS,
    SEPARATOR,
    '.',
    '-',
    '_',
    'dev',
    'snapshot',
    'alpha',
    'beta',
    'pre',
    'rc',
    'a1',
    'b1',
    'p',
    'v',
    '0',
    '9',
    '10',
  ],
  check: text => {
    orderLaws(compareVersions, text);
    orderLaws(compareHostVersions, text);
  },
});

const RELEASES = [
  ...['LCG_107', 'LCG_107a', 'LCG_107a_cuda', 'LCG_106b_LHCB_7', 'dev3/Thu', 'dev3/latest', 'dev3cuda/Mon', 'LCG_98python3'],
  ...[
    'CMSSW_14_0_5_patch1',
    'CMSSW_14_1_0_pre3',
    'CMSSW_14_1_X_2024-05-01-2300',
    'v50r1',
    'Gauss_v56r8',
    '2023.06',
    '2017',
    '26.05.0-stable',
  ],
  ...[
    'almalinux:9.4',
    'ubuntu:22.04-2024',
    'SNDLHC-2025/Jan30',
    'jan24p1',
    'x86_64/igwn-py310-20240131',
    'nightly-20180503',
    'Jlatest',
    '1.17--h00cdaf9_0',
  ],
];

const releases = textTarget({
  name: 'release-keys',
  covers: ['src/choose/release-key.ts releaseKey'],
  seeds: triples(RELEASES),
  words: [
    ...RELEASES,
    SEPARATOR,
    ...['_', '/', ':', '.', '-', 'rc', 'pre', 'alpha', 'latest', 'Thu', 'testing', 'jan', 'dec31', '20240131', 'a', 'cuda'],
  ],
  check: text => {
    orderLaws((a, b) => newestFirst(releaseKey(a), releaseKey(b)), text);
    const [a, b] = split(text, 2) as [string, string];
    holds(newestFirst(releaseKey(a), releaseKey(b)) !== 0 || a === b, 'only the same text has the same place', a, b);
    const key = releaseKey(a);
    holds(
      key.text === a && a.startsWith(key.name) && key.numbers.every(number => number >= 0),
      'a key tells its text',
      a,
      key.name,
    );
    isOfSeries(a, b);
  },
});

const addresses = textTarget({
  name: 'addresses',
  covers: ['src/choose/address.ts parseAddress'],
  seeds: [
    'lcg/LCG_107@x86_64-el9-gcc13-opt',
    'LCG_107',
    'eessi',
    'eessi/2023.06@zen3',
    'unpacked/a@b/c:1@el9',
    ' lcg/latest @ opt ',
  ],
  words: ['lcg', '/', '@', 'LCG_107', 'el9', '%40', ':'],
  check: text => {
    const parsed = parseAddress(text);
    if (parsed.status === 'refused')
      return holds(parsed.reason.endsWith('.') && !hasControl(parsed.reason), 'a refusal is a sentence', text);
    const {stack, family, release, fragments} = parsed.address;
    holds(stack !== '' && !hasControl(text), 'an address has a stack and no control characters', text);
    holds((family === null ? release : `${family}/${release}`) === stack, 'family and release are the stack', text);
    const again = parseAddress(fragments === null ? stack : `${stack}@${fragments}`);
    if (fragments !== null)
      holds(
        again.status === 'address' && JSON.stringify(again.address) === JSON.stringify(parsed.address),
        'what is printed is read again',
        text,
      );
    holds(addressOf(stack, fragments).stack === stack, 'a stack is itself', text);
    const formatted = parseAddress(formatAddress('lcg', release.replaceAll('@', ''), text.slice(0, 100)));
    holds(formatted.status === 'refused' || formatted.address.family === 'lcg', 'a family is the first part', text);
  },
});

const IMAGES = [
  '/cvmfs/unpacked.cern.ch/x:y',
  './a.sif',
  'docker://almalinux:9',
  'library/almalinux:9',
  'registry.cern.ch:443/a/b:1@sha256:0123456789abcdef0123456789abcdef',
  'oci-archive:/tmp/a.tar',
  'shub://a/b',
  'almalinux',
  'b/a.tar.zst',
];

const images = textTarget({
  name: 'image-names',
  covers: ['src/choose/image-name.ts parseImageName', 'src/choose/os-images.ts osOfImage', 'src/choose/os-images.ts idOfImage'],
  seeds: IMAGES,
  words: [
    ...IMAGES.flatMap(name => name.split(/(?<=[/:@])/)),
    '--',
    '-',
    '__',
    '.',
    '.sif',
    'ubuntu2204',
    'debian:bookworm',
    'el9',
    'centos:stream9',
  ],
  check: text => {
    const name = parseImageName(text);
    if (name !== null && name.kind !== 'path') {
      holds(!name.reference.startsWith('-') && !/[\s\0]/.test(name.reference), 'no reference is an option', text);
      holds(/^[a-z]+:\/\//.test(name.reference) || isReference(name.reference), 'a reference is one', text);
    }
    if (name?.kind === 'path') holds(name.path !== '', 'a path is not empty', text);
    kindByName(text);
    idOfImage(text);
    const os = osOfImage(text);
    holds(os === null || /^[\d.]+$/.test(os.version ?? '0'), 'a system has a version of digits', text, os);
  },
});

export const CHOOSE_TARGETS: readonly Target[] = [grammars, versions, releases, addresses, images];
