import {facetsOf, valueIn, variantWith} from '../../choose/facets.ts';
import type {Facet, FacetName} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import {currentVariant} from '../state/picker-state.ts';
import type {Question} from './questions.ts';
import {RUNS, variantWords} from './questions.ts';

/** So many platforms are heard as one list; of more, one thing is asked after the other. */
const FEW = 6;

const WHICH: Readonly<Record<FacetName, string>> = {
  os: 'system',
  compiler: 'compiler',
  cpu: 'processor',
  build: 'build type',
};

type Given = {readonly name: FacetName; readonly value: string};

/** The question for a platform, one column after the other; what was answered so far narrows what is asked next. */
export class FacetQuestions {
  #about: string | null = null;
  #given: readonly Given[] = [];
  #asList = false;

  /** The next thing to ask; null where the platforms are asked for as a list. */
  question(state: PickerState): Question | null {
    const {step, overlay, platform} = state;
    if (step !== 'platform' || overlay !== null) return null;
    if (platform.about !== this.#about) [this.#about, this.#given] = [platform.about, []];
    if (this.#asList || platform.filter.text !== '' || platform.rows.length <= FEW) return null;
    for (;;) {
      const left = this.#left(platform.rows);
      const next = this.#next(left, state);
      if (next !== null) return this.#asked(next, left, platform.rows.length);
      if (left.length > 1) return this.#rest(left);
      if (this.#given.length === 0) return null;
      // Back from the question after: the last thing is asked again.
      this.#given = this.#given.slice(0, -1);
    }
  }

  /** The row of the variant that an answer leads to, and whether nothing is left to ask. */
  take(
    state: PickerState,
    {name, value}: {readonly name: FacetName | null; readonly value: string},
  ): {readonly row: number; readonly isLast: boolean} {
    const {rows} = state.platform;
    if (name === null) return {row: rows.findIndex(({address}) => address === value), isLast: true};
    const left = this.#left(rows);
    const chosen = variantWith(left, presentOf(left, state), name, value);
    this.#given = [...this.#given, {name, value}];
    return {row: rows.indexOf(chosen), isLast: this.#left(rows).length === 1};
  }

  /** Takes the last answer back; false when there is none. */
  back(): boolean {
    if (this.#given.length === 0 || this.#asList) return false;
    this.#given = this.#given.slice(0, -1);
    return true;
  }

  /** All as one list, or one thing after the other. */
  toggle(): void {
    this.#asList = !this.#asList;
    this.#given = [];
  }

  #left(rows: readonly Variant[]): readonly Variant[] {
    return rows.filter(variant => this.#given.every(({name, value}) => valueIn(variant, name) === value));
  }

  #next(left: readonly Variant[], state: PickerState): Facet | null {
    if (left.length < 2) return null;
    return facetsOf(left, presentOf(left, state)).find(({values}) => values.length > 1) ?? null;
  }

  #asked({name, values}: Facet, left: readonly Variant[], all: number): Question {
    const soFar = this.#given.map(({value}) => value).filter(value => value !== '');
    const about = [printable(this.#about ?? ''), ...soFar].join(', ');
    return {
      id: `facet ${about}\n${name}`,
      title: `Which ${WHICH[name]} for ${about}? ${values.length} to choose from, ${left.length === all ? '' : `${left.length} of `}${all} platforms; l lists them.`,
      count: values.length,
      preselected: Math.max(
        0,
        values.findIndex(({present}) => present),
      ),
      wordsOf: position => `${values[position]!.text || 'not said'}, ${RUNS[values[position]!.runs]}`,
      keyOf: position => values[position]!.text,
      facet: name,
    };
  }

  /** Platforms that no column tells apart. */
  #rest(left: readonly Variant[]): Question {
    const about = printable(this.#about ?? '');
    return {
      id: `facet ${about}\n${this.#given.length} rest`,
      title: `Which platform of ${about}? ${left.length} to choose from.`,
      count: left.length,
      preselected: 0,
      wordsOf: position => variantWords(left[position]!),
      keyOf: position => left[position]!.address,
      facet: null,
    };
  }
}

function presentOf(left: readonly Variant[], state: PickerState): Variant {
  const current = currentVariant(state);
  return current !== null && left.includes(current) ? current : left[0]!;
}
