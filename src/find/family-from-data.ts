import type {EntryKind} from './found.ts';
import type {Family, Layout, PackageFormat} from './family.ts';

/** A family file as the schema describes it, before defaults. */
export type FamilyData = {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly documentation?: string;
  readonly recommended?: readonly string[];
  readonly layout: readonly LayoutData[];
};

type LayoutData = {
  readonly repository: string;
  readonly path: string;
  readonly match?: Readonly<Record<string, string>>;
  readonly leaf?: {readonly name?: string; readonly contains?: string; readonly most?: number};
  readonly release?: string;
  readonly platform?: string;
  readonly grammar: string;
  readonly marker?: string;
  readonly ignore?: readonly string[];
  readonly needs?: readonly string[];
  readonly nightly?: boolean;
  readonly preference?: number;
  readonly entry: {
    readonly kind: EntryKind;
    readonly path: string | readonly string[];
    readonly set?: Readonly<Record<string, string>>;
    readonly unset?: readonly string[];
    readonly arguments?: readonly string[];
  };
  readonly compiler?: readonly {readonly name: string; readonly path: string}[];
  readonly packages?: {readonly format: PackageFormat; readonly directory: string; readonly files?: string};
};

const DEFAULT_DEPTH = 4;

/** Fills in every default, so that nothing is optional any more inside the house. `origin`: `built-in`, or the path of the file. */
export function familyFromData(data: FamilyData, origin: string): Family {
  return {
    id: data.id,
    title: data.title,
    description: data.description ?? '',
    documentation: data.documentation ?? null,
    layouts: data.layout.map(layoutFromData),
    recommended: data.recommended ?? [],
    origin,
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
    marker: data.marker ?? null,
    ignore: data.ignore ?? [],
    needs: data.needs ?? [],
    entry: {
      kind: entry.kind,
      path: typeof entry.path === 'string' ? [entry.path] : entry.path,
      set: {...entry.set},
      unset: entry.unset ?? [],
      arguments: entry.arguments ?? [],
    },
    nightly: data.nightly ?? false,
    compilers: (data.compiler ?? []).map(({name, path}) => ({name, path})),
    packages: data.packages === undefined ? null : {files: '*', ...data.packages},
    preference: data.preference ?? 0,
  };
}
