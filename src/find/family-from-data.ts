import type {EntryKind} from './found.ts';
import type {EntryRule, Family, Layout, PackageFormat, Step} from './family.ts';

/** A family file as the schema describes it, before defaults. */
export type FamilyData = {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly users?: string;
  readonly experiments?: readonly string[];
  readonly documentation?: string;
  readonly recommended?: readonly string[];
  readonly old?: readonly string[];
  readonly aside?: boolean;
  readonly layout: readonly LayoutData[];
};

/** A file that changes a family: every key that it gives takes the place of that family's, but layouts come behind its own. */
export type FamilyChanges = Partial<Omit<FamilyData, 'id'>> & {readonly extends: string};

export type LayoutData = {
  readonly repository: string;
  readonly path: string;
  readonly match?: Readonly<Record<string, string>>;
  readonly leaf?: {readonly name?: string; readonly contains?: string; readonly most?: number};
  readonly release?: string;
  readonly platform?: string;
  readonly grammar: string;
  readonly ends?: Layout['ends'];
  readonly marker?: string | readonly string[];
  readonly eager?: boolean;
  readonly ignore?: readonly string[];
  readonly unless?: string;
  readonly needs?: readonly string[];
  readonly uses?: readonly string[];
  readonly systems?: readonly string[];
  readonly nightly?: boolean;
  readonly complete?: {readonly directory: string; readonly file: string};
  readonly stale?: number;
  readonly arch?: string;
  readonly os?: string;
  readonly libc?: string;
  readonly image?: string | readonly string[];
  readonly preference?: number;
  readonly source?: string;
  readonly unverified?: string;
  readonly entry: {
    readonly kind: EntryKind;
    readonly path: string | readonly string[];
    readonly how?: EntryRule['how'];
    readonly set?: Readonly<Record<string, string>>;
    readonly unset?: readonly string[];
    readonly prepend?: Readonly<Record<string, string | readonly string[]>>;
    readonly arguments?: readonly string[];
    readonly lenient?: boolean;
    readonly then?: readonly StepData[];
  };
  readonly compiler?: readonly {readonly name: string; readonly path: string}[];
  readonly packages?: {
    readonly format: PackageFormat;
    readonly directory: string;
    readonly files?: string;
    readonly cache?: string;
    readonly select?: Readonly<Record<string, string>>;
    readonly whole?: string;
    readonly name?: string;
    readonly version?: string;
  };
};

/** `{call = ["module", "load", "StdEnv/2023"]}`, `{evaluate = […], directory = "{root}"}`: one of the two. */
type StepData = {
  readonly call?: readonly [string, ...string[]];
  readonly evaluate?: readonly [string, ...string[]];
  readonly directory?: string;
  readonly lenient?: boolean;
};

const DEFAULT_DEPTH = 4;
const NO_PACKAGES = {files: '*', cache: null, select: {}, whole: null, name: null, version: '{release}'} as const;

/** Fills in every default, so that nothing is optional any more inside the house. `origin`: `built-in`, or the path of the file. */
export function familyFromData(data: FamilyData, origin: string): Family {
  return {
    id: data.id,
    title: data.title,
    description: data.description ?? '',
    users: data.users ?? '',
    experiments: data.experiments ?? [],
    documentation: data.documentation ?? null,
    layouts: data.layout.map(layoutFromData),
    recommended: data.recommended ?? [],
    old: data.old ?? [],
    aside: data.aside ?? false,
    origin,
  };
}

/** A family as `changes` make it. `file` is where they are from. */
export function extendFamily(family: Family, changes: FamilyChanges, file: string): Family {
  const {title, description, users, experiments, documentation, recommended, old, aside, layout = []} = changes;
  return {
    ...family,
    title: title ?? family.title,
    description: description ?? family.description,
    users: users ?? family.users,
    experiments: experiments ?? family.experiments,
    documentation: documentation ?? family.documentation,
    layouts: [...family.layouts, ...layout.map(layoutFromData)],
    recommended: recommended ?? family.recommended,
    old: old ?? family.old,
    aside: aside ?? family.aside,
    origin: `${family.origin}, ${file}`,
  };
}

function layoutFromData(data: LayoutData): Layout {
  const {leaf, entry} = data;
  return {
    repository: data.repository,
    path: data.path,
    match: {...data.match},
    leaf:
      leaf === undefined ? null : {name: leaf.name ?? null, contains: leaf.contains ?? null, most: leaf.most ?? DEFAULT_DEPTH},
    release: data.release ?? '{release}',
    platform: data.platform ?? '{platform}',
    grammar: data.grammar,
    ends: data.ends ?? (entry.kind === 'image' ? 'either' : 'directory'),
    markers: texts(data.marker),
    eager: data.eager ?? false,
    ignore: data.ignore ?? [],
    unless: data.unless ?? null,
    needs: data.needs ?? [],
    uses: data.uses ?? [],
    systems: data.systems ?? [],
    entry: {
      kind: entry.kind,
      how: entry.how ?? 'source',
      path: texts(entry.path),
      set: {...entry.set},
      unset: entry.unset ?? [],
      prepend: Object.fromEntries(Object.entries(entry.prepend ?? {}).map(([name, value]) => [name, texts(value)])),
      arguments: entry.arguments ?? [],
      lenient: entry.lenient ?? false,
      then: (entry.then ?? []).flatMap(stepFromData),
    },
    nightly: data.nightly ?? false,
    complete: data.complete ?? null,
    staleAfterDays: data.stale ?? null,
    arch: data.arch ?? null,
    os: data.os ?? null,
    libc: data.libc ?? null,
    images: texts(data.image),
    compilers: (data.compiler ?? []).map(({name, path}) => ({name, path})),
    packages: data.packages === undefined ? null : {...NO_PACKAGES, ...data.packages},
    preference: data.preference ?? 0,
    source: data.source ?? '',
    unverified: data.unverified ?? '',
  };
}

function stepFromData({call, evaluate, ...where}: StepData): readonly Step[] {
  const {directory = null, lenient = false} = where;
  if (call !== undefined) return [{kind: 'call', words: call, directory, lenient}];
  return evaluate === undefined ? [] : [{kind: 'evaluate', words: evaluate, directory, lenient}];
}

function texts(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
