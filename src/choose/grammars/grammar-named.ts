import {eessi} from './eessi.ts';
import {gentoo} from './gentoo.ts';
import {defineGrammar, unknownPlatform, type Grammar} from './grammar.ts';
import {image} from './image.ts';
import {lcg} from './lcg.ts';

/** A dialect that understands nothing: for layouts whose grammar this release does not know. */
const verbatim = defineGrammar('verbatim', unknownPlatform, () => null);

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map([lcg, eessi, gentoo, image, verbatim].map(each => [each.name, each]));

/** Names that a layout may use. */
export const grammarNames: readonly string[] = [...GRAMMARS.keys()];

/** The grammar of that name; one that only keeps the text when there is none. */
export function grammarNamed(name: string): Grammar {
  return GRAMMARS.get(name) ?? verbatim;
}
