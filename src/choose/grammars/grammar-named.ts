import {alice} from './alice.ts';
import {alliance} from './alliance.ts';
import {belle2} from './belle2.ts';
import {cms} from './cms.ts';
import {conda} from './conda.ts';
import {dirac} from './dirac.ts';
import {eessi} from './eessi.ts';
import {gentoo} from './gentoo.ts';
import {defineGrammar, unknownPlatform, type Grammar} from './grammar.ts';
import {icecube} from './icecube.ts';
import {ilcsoft} from './ilcsoft.ts';
import {image} from './image.ts';
import {juno} from './juno.ts';
import {lcg} from './lcg.ts';
import {lhcb} from './lhcb.ts';
import {root} from './root.ts';
import {spackTarget} from './spack-target.ts';
import {spack} from './spack.ts';
import {sphenix} from './sphenix.ts';
import {system} from './system.ts';

/** A dialect that understands nothing: for layouts whose grammar this release does not know. */
const verbatim = defineGrammar('verbatim', unknownPlatform, () => null);

const DIALECTS: readonly Grammar[] = [
  ...[lcg, root, lhcb, spack, spackTarget, cms, juno, alice, ilcsoft, belle2, eessi, gentoo, alliance],
  ...[image, conda, icecube, system, dirac, sphenix, verbatim],
];

const GRAMMARS: ReadonlyMap<string, Grammar> = new Map(DIALECTS.map(each => [each.name, each]));

/** Names that a layout may use. */
export const grammarNames: readonly string[] = [...GRAMMARS.keys()];

/** The grammar of that name; one that only keeps the text when there is none. */
export function grammarNamed(name: string): Grammar {
  return GRAMMARS.get(name) ?? verbatim;
}
