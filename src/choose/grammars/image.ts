import {osOfImage} from '../os-images.ts';
import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed} from './words.ts';

/**
 * What the name and tag of an image tell: `…/almalinux:9` is {el, 9}, a tag that ends in `-arm64` names the architecture. An image
 * says nothing more, and its text cannot be made from the fields.
 */
export const image = defineGrammar('image', parse, () => null);

const ARCHITECTURE_WORD = /(?:^|[-_.:/])(amd64|x86_64|arm64|aarch64|ppc64le|riscv64|i386|s390x)(?=$|[-_.:/])/g;

function parse(text: string): Platform {
  // The last word counts: registries and organisations may have such names as well.
  const word = [...text.matchAll(ARCHITECTURE_WORD)].at(-1)?.[1];
  return {...unknownPlatform(text), arch: word === undefined ? null : architectureNamed(word), os: osOfImage(text)};
}
