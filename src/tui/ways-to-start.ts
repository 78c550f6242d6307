import {enginesFor} from '../choose/engine-order.ts';
import type {Host, RootKind} from '../choose/host.ts';
import {rootKindOf} from '../choose/image-lookup.ts';
import {kindByName} from '../choose/image-name.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import {fitsMachine} from '../choose/stack-table.ts';
import type {Choice, CommandWords} from './picker-input.ts';

/** One answer to "how to start", with its verdict in words. */
export type Way = {
  readonly id: string;
  readonly mode: 'native' | 'prefix' | 'container';
  readonly title: string;
  readonly engine: string | null;
  readonly image: string | null;
  /** Why it can or cannot, one sentence. */
  readonly words: string;
  readonly possible: boolean;
};

/** All ways to start a variant on a host, the best first, the impossible ones last with their reasons. Never empty. */
export function waysToStart(variant: Variant, host: Host): readonly Way[] {
  const ways = [...withoutContainer(variant), ...inContainers(variant, host)];
  return [...ways.filter(way => way.possible), ...ways.filter(way => !way.possible)];
}

function withoutContainer(variant: Variant): readonly Way[] {
  const {verdict} = variant;
  const {kind} = variant.found.entry;
  if (kind === 'image') return [];
  const possible = verdict.runs === 'native';
  return kind === 'prefix'
    ? [{id: 'prefix', mode: 'prefix', title: 'Prefix shell', engine: null, image: null, words: verdict.reason, possible}]
    : [{id: 'here', mode: 'native', title: 'Here', engine: null, image: null, words: verdict.reason, possible}];
}

function inContainers(variant: Variant, host: Host): readonly Way[] {
  const {verdict} = variant;
  const image = verdict.image ?? (variant.found.entry.kind === 'image' ? variant.found.entry.path : null);
  const container = {mode: 'container', engine: null, image, title: 'Container', possible: false} as const;
  if (verdict.runs === 'no' && image === null)
    return variant.found.entry.kind === 'image' ? [{...container, id: 'container', words: verdict.reason}] : [];
  if (image === null) return [{...container, id: 'container', words: 'No image is known for it; "--image" names one.'}];
  // What is not installed is no choice, and there are a dozen engines.
  const installed = host.engines.filter(({program}) => program !== null);
  if (installed.length === 0) return [{...container, id: 'container', words: 'This machine has no container engine.'}];
  const kind = image === variant.found.entry.path ? rootKindOf(variant.found) : kindByName(image);
  // As `hsf` itself chooses among them, so that the first way is what happens without a choice.
  const able = enginesFor(kind, host.engines);
  return [...able, ...installed.filter(engine => !able.includes(engine))].map(engine => ({
    ...container,
    id: `container:${engine.name}`,
    title: `Container, ${engine.name}`,
    engine: engine.name,
    possible: able.includes(engine) && verdict.runs !== 'no',
    words: !engine.usable
      ? engine.reason
      : !able.includes(engine)
        ? `${engine.name} cannot start ${KIND_WORDS[kind]}.`
        : verdict.runs === 'native'
          ? engine.reason
          : wordsFor(engine.name, able[0]?.name, verdict.reason),
  }));
}

const KIND_WORDS: Readonly<Record<Exclude<RootKind, 'host'>, string>> = {
  directory: 'an image that is a directory',
  sif: 'an image that is a SIF file',
  squashfs: 'an image that is a squashfs file',
  archive: 'an image that is an archive',
  reference: 'an image from a registry',
};

/** The reason names the engine that goes first; where another one is chosen it is that one. */
function wordsFor(engine: string, first: string | undefined, reason: string): string {
  return first === undefined || engine === first
    ? reason
    : reason.replace(` by ${first}.`, ` by ${engine}.`).replace(`which ${first} has`, `which ${engine} has`);
}

/** The choice that a way stands for. The first way is what `hsf shell ADDRESS` does by itself, so it needs no flags. */
export function choiceOf(variant: Variant, way: Way, first: boolean): Choice {
  if (first) return {variant, container: 'auto', engine: null, image: null};
  if (way.mode !== 'container') return {variant, container: 'never', engine: null, image: null};
  return {variant, container: 'always', engine: way.engine, image: way.image};
}

/** The command line that does the same as Enter will. */
export function commandOf(choice: Choice, {before, verb, rest}: CommandWords): readonly string[] {
  return [
    ...before,
    verb,
    choice.variant.address,
    ...(choice.container === 'auto' ? [] : ['--container', choice.container]),
    ...(choice.engine === null ? [] : ['--engine', choice.engine]),
    ...(choice.container === 'always' && choice.image !== null ? ['--image', choice.image] : []),
    ...(rest === null ? [] : ['--', ...rest]),
  ];
}

/** The variants that the picker shows; all of them when nothing of the stack fits and `all` is set. */
export function shownVariants(stack: Stack, host: Host, all: boolean): readonly Variant[] {
  return all ? stack.variants : stack.variants.filter(variant => fitsMachine(variant, host));
}
