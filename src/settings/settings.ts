import type {ColourWish} from '../system/terminal.ts';
import type {SettingValue} from './keys.ts';

/** Everything that can be set, after all layers, complete and frozen: nothing below asks where a value came from. */
export type Settings = {
  readonly cvmfs: string;
  readonly timeoutMs: number;
  readonly repositories: readonly string[];
  readonly probe: readonly string[];
  /** Directory below `/cvmfs` with families of the site: `/cvmfs/sw.example.org/hsf/families`; null: none. */
  readonly siteFamilies: string | null;
  readonly container: 'auto' | 'always' | 'never';
  readonly engine: string | null;
  readonly image: string | null;
  /** Image by operating system family: `{el9: '/cvmfs/unpacked.cern.ch/…'}`. */
  readonly images: Readonly<Record<string, string>>;
  /** Directories of this machine, or below `/cvmfs`, with images in them. */
  readonly imagePath: readonly string[];
  readonly bind: readonly string[];
  /** Binds of the site's file, which those of the user add to. */
  readonly siteBind: readonly string[];
  /** Data file systems, the user's and the site's. */
  readonly data: readonly string[];
  readonly siteData: readonly string[];
  readonly env: readonly string[];
  readonly home: 'real' | 'private' | 'none' | `/${string}`;
  readonly gpu: 'auto' | 'nvidia' | 'amd' | 'none';
  /** Whether stored environments are used. */
  readonly stored: 'use' | 'ignore';
  /** Whether `hsf use` marks the prompt. */
  readonly prompt: 'off' | 'on';
  readonly color: ColourWish;
  readonly theme: string;
  readonly fullScreen: boolean;
  /** Rows of the inline picker, or a share of the terminal's up to 1. */
  readonly height: number;
  readonly mouse: boolean;
  /** Keys of the picker by command; no keys take a command's own away. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Where letters go in the picker. */
  readonly letters: 'filter' | 'commands';
  readonly motion: 'on' | 'off';
  readonly ascii: boolean;
  readonly accessible: boolean;
};

/** Values by key name, as one layer holds them. */
export type Values = Readonly<Record<string, SettingValue>>;

/** What holds where nobody said anything. Keys without an entry are null. */
export const BUILT_IN: Values = {
  cvmfs: '/cvmfs',
  timeout: 10,
  repositories: [],
  probe: [],
  container: 'auto',
  images: {},
  'image-path': [],
  bind: [],
  data: [],
  env: [],
  home: 'real',
  gpu: 'auto',
  stored: 'use',
  prompt: 'off',
  color: 'auto',
  theme: 'default',
  'full-screen': false,
  height: '60%',
  mouse: true,
  keys: {},
  letters: 'filter',
  motion: 'on',
  ascii: false,
  accessible: false,
};

/** The typed form of merged values. Every value has been checked by then, so the casts only name what is known. */
export function settingsFrom(values: Values, site: Pick<Settings, 'siteBind' | 'siteData'>): Settings {
  return Object.freeze({
    cvmfs: values['cvmfs'] as string,
    timeoutMs: Math.round((values['timeout'] as number) * 1000),
    repositories: values['repositories'] as readonly string[],
    probe: values['probe'] as readonly string[],
    siteFamilies: placeFrom(values['site-families'] as string | undefined),
    container: values['container'] as Settings['container'],
    engine: (values['engine'] as string | undefined) ?? null,
    image: (values['image'] as string | undefined) ?? null,
    images: values['images'] as Settings['images'],
    imagePath: values['image-path'] as readonly string[],
    bind: values['bind'] as readonly string[],
    data: values['data'] as readonly string[],
    ...site,
    env: values['env'] as readonly string[],
    home: values['home'] as Settings['home'],
    gpu: values['gpu'] as Settings['gpu'],
    stored: values['stored'] as Settings['stored'],
    prompt: values['prompt'] as Settings['prompt'],
    color: values['color'] as ColourWish,
    theme: values['theme'] as string,
    fullScreen: values['full-screen'] as boolean,
    height: heightFrom(values['height'] as number | string),
    mouse: values['mouse'] as boolean,
    keys: keysFrom(values['keys'] as Readonly<Record<string, string>>),
    letters: values['letters'] as Settings['letters'],
    motion: values['motion'] as Settings['motion'],
    ascii: values['ascii'] as boolean,
    accessible: values['accessible'] as boolean,
  });
}

function placeFrom(value: string | undefined): string | null {
  return value === undefined || value === 'none' ? null : `/cvmfs/${value.replace(/^\/cvmfs\//, '')}`;
}

function keysFrom(value: Readonly<Record<string, string>>): Settings['keys'] {
  return Object.fromEntries(Object.entries(value).map(([command, keys]) => [command, keys.split(/\s+/).filter(Boolean)]));
}

function heightFrom(value: number | string): number {
  return typeof value === 'number' ? value : Number(value.replace('%', '')) / 100;
}
