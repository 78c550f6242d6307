import type {Variant} from '../../choose/stack.ts';
import type {Package} from '../../find/packages/package.ts';
import {printable} from '../../system/printable.ts';
import {tokensOf} from '../search/tokens.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {Role} from '../theme.ts';
import {packagesTold} from './asked.ts';
import {counted} from './words.ts';

/** What most people look for in a stack; what was typed comes before. */
const WELL_KNOWN = [
  'root',
  'geant4',
  'python',
  'gcc',
  'cmake',
  'boost',
  'pythia8',
  'torch',
  'tensorflow',
  'cuda',
  'openmpi',
  'hdf5',
];
const MOST_NAMED = 5;

/** The packages of a variant in a line: how many, and those that tell most. */
export function packageWordsOf(state: PickerState, variant: Variant): {readonly words: string; readonly role: Role} | null {
  const told = packagesTold(state, variant);
  if (told === null) return null;
  if (told.value === null) return {words: told.words.text, role: told.words.role};
  const {packages} = told.value;
  if (packages.length === 0) return {words: 'no list of them is known', role: 'muted'};
  const named = notable(packages, tokensOf(state.stack.filter.text)).map(({name, version}) => printable(`${name} ${version}`));
  const among = named.length === 0 ? '' : `, among them ${named.join(', ')}`;
  return {words: `${counted(packages.length, 'package', 'packages')}${among}`, role: 'text'};
}

const notableByPackages = new WeakMap<readonly Package[], Map<string, readonly Package[]>>();

/** Found once for a list and what was typed: lists have some thousand entries, and this is drawn with every frame. */
function notable(packages: readonly Package[], tokens: readonly string[]): readonly Package[] {
  let known = notableByPackages.get(packages);
  if (known === undefined) notableByPackages.set(packages, (known = new Map()));
  const key = tokens.join(' ');
  let found = known.get(key);
  if (found === undefined) {
    const wanted = [...tokens, ...WELL_KNOWN];
    const byName = new Map(packages.map(entry => [entry.name.toLowerCase(), entry]));
    found = [...new Set(wanted.flatMap(name => byName.get(name) ?? []))].slice(0, MOST_NAMED);
    known.clear();
    known.set(key, found);
  }
  return found;
}
