import {printable} from '../system/printable.ts';
import type {Runs, Variant} from './stack.ts';

/** The columns in which the variants of a stack differ, in the order in which people choose. */
export const FACET_NAMES = ['os', 'compiler', 'cpu', 'build'] as const;

export type FacetName = (typeof FACET_NAMES)[number];

export type FacetValue = {
  /** As people say it: `el9`, `gcc 14`, `x86_64 zen3`, `opt`; empty where a platform says nothing of it. */
  readonly text: string;
  /** How the best variant with it runs. */
  readonly runs: Runs;
  /** Whether there is a variant with it and the present values of all other facets. */
  readonly possible: boolean;
  /** Whether it is the present variant's. */
  readonly present: boolean;
};

/** One question within the question for a platform; the values that exist, those of the best variants first. */
export type Facet = {readonly name: FacetName; readonly values: readonly FacetValue[]};

/** What a variant says in a column. */
export function valueIn({platform}: Pick<Variant, 'platform'>, name: FacetName): string {
  const {os, compiler, arch, cpu, build, tags} = platform;
  switch (name) {
    case 'os':
      // As platform strings spell it, where that can be read.
      return os === null ? '' : printable(/^\d*$/.test(os.version ?? '') ? os.id + (os.version ?? '') : `${os.id} ${os.version}`);
    case 'compiler':
      return compiler === null ? '' : printable(`${compiler.name} ${compiler.version ?? ''}`.trim());
    case 'cpu':
      return printable(`${arch ?? ''} ${cpu ?? ''}`.trim());
    case 'build':
      return printable([build ?? '', ...tags].filter(word => word !== '').join(' '));
  }
}

/** The columns of a question for one of these variants, best first, while one of them is the present one. */
export function facetsOf(variants: readonly Variant[], current: Variant): readonly Facet[] {
  const said = variants.map(variant => FACET_NAMES.map(name => valueIn(variant, name)));
  const present = FACET_NAMES.map(name => valueIn(current, name));
  return FACET_NAMES.map((name, column) => {
    const values = new Map<string, {readonly runs: Runs; possible: boolean}>();
    for (const [position, texts] of said.entries()) {
      const text = texts[column]!;
      const others = texts.every((other, place) => place === column || other === present[place]);
      const known = values.get(text);
      if (known === undefined) values.set(text, {runs: variants[position]!.verdict.runs, possible: others});
      else known.possible ||= others;
    }
    return {
      name,
      values: [...values].map(([text, {runs, possible}]) => ({text, runs, possible, present: text === present[column]})),
    };
  });
}

/**
 * The variant with a value that agrees with the present one in as much as possible, the columns before those behind, else the best;
 * the present one where nobody has that value.
 */
export function variantWith(variants: readonly Variant[], current: Variant, name: FacetName, value: string): Variant {
  const agreement = (variant: Variant) =>
    FACET_NAMES.reduce(
      (sum, other) => sum * 2 + Number(other !== name && valueIn(variant, other) === valueIn(current, other)),
      0,
    );
  let best: {readonly variant: Variant; readonly agrees: number} | null = null;
  for (const variant of variants) {
    if (valueIn(variant, name) !== value) continue;
    const agrees = agreement(variant);
    if (best === null || agrees > best.agrees) best = {variant, agrees};
  }
  return best?.variant ?? current;
}
