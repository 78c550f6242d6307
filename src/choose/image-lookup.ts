import type {FoundVariant} from '../find/found.ts';
import {globTest} from '../find/glob.ts';
import {enginesFor} from './engine-order.ts';
import type {EngineFact, Host, RootKind} from './host.ts';
import {isImageFile} from './image-name.ts';
import {idOfImage, isBuiltIn, type OsImageRule} from './os-images.ts';
import {imageWord} from './os-rules.ts';
import {agreesToStart} from './own-systems.ts';
import type {Platform} from './stack.ts';

/** An image on CVMFS that may serve as an operating system. */
export type FoundImage = {readonly found: FoundVariant; readonly platform: Platform};

/** What was found for a wish: an image and the engine that starts it, null where none here takes images of its kind. */
export type ImageAnswer = {readonly found: FoundVariant; readonly engine: EngineFact | null};

/** Images on CVMFS; each answer is made once. */
export type ImageLookup = {
  /** The image that a rule means; null when none of its globs fits one that is there. */
  readonly forRule: (rule: OsImageRule) => ImageAnswer | null;
  /** Any image whose name tells this system, by `imageWord`. */
  readonly ofSystem: (word: string) => ImageAnswer | null;
  /** The first of these paths below `/cvmfs` (or globs on them) at which an image was found. */
  readonly at: (paths: readonly string[]) => ImageAnswer | null;
  /** The same without images whose names tell a system on which a script stops (`Layout.systems`): CentOS Stream for Key4hep. */
  readonly agreeing: (systems: readonly string[]) => ImageLookup;
};

/**
 * A lookup over these images. Those that an engine can start come before those that none can; then earlier globs win; of several
 * images, the last by name.
 */
export function imageLookup(images: readonly FoundImage[], {arch, engines}: Pick<Host, 'arch' | 'engines'>): ImageLookup {
  const fitting = images.filter(({platform}) => platform.arch === null || arch === null || platform.arch === arch);
  // Names tell the system of nearly every image that a rule could mean, so few are compared with globs.
  const byWord = Map.groupBy(fitting, ({platform}) => (platform.os === null ? '' : imageWord(platform.os)));
  const names = new Map<FoundVariant, readonly string[]>();
  const namesOf = (found: FoundVariant) => remembered(names, found, () => allNames(found));
  const starters = new Map<RootKind, EngineFact | null>();
  const starter = (found: FoundVariant) => {
    const kind = rootKindOf(found);
    return remembered(starters, kind, () => enginesFor(kind, engines)[0] ?? null);
  };
  const answer = (found: FoundVariant): ImageAnswer => ({found, engine: starter(found)});
  const bestOf = (among: readonly FoundImage[], globs: readonly string[], nameOf: (found: FoundVariant) => readonly string[]) =>
    firstMatch(
      among.filter(({found}) => starter(found) !== null),
      globs,
      nameOf,
    ) ?? firstMatch(among, globs, nameOf);
  // An image that names no architecture is for x86_64 as a rule, and on another machine no more than a hope.
  const best: typeof bestOf = (among, globs, nameOf) =>
    (arch === null || arch === 'x86_64'
      ? null
      : bestOf(
          among.filter(({platform}) => platform.arch === arch),
          globs,
          nameOf,
        )) ?? bestOf(among, globs, nameOf);
  const byRule = new Map<OsImageRule, ImageAnswer | null>();
  const byPaths = new Map<readonly string[], ImageAnswer | null>();
  const agreeing = new Map<readonly string[], ImageLookup>();
  const all: ImageLookup = {
    agreeing: systems =>
      systems.length === 0
        ? all
        : remembered(agreeing, systems, () =>
            imageLookup(
              images.filter(image => agrees(image, systems)),
              {arch, engines},
            ),
          ),
    forRule: rule =>
      remembered(byRule, rule, () => {
        const own = best(byWord.get(rule.os) ?? [], rule.images, namesOf);
        // Our own globs are on names that tell the system. Only others may mean one of those that tell none, of which there are 100,000.
        const found = own ?? (isBuiltIn(rule) ? null : best(byWord.get('') ?? [], rule.images, namesOf));
        return found === null ? null : answer(found);
      }),
    ofSystem: word => {
      const found = best(byWord.get(word) ?? [], ['*'], namesOf);
      return found === null ? null : answer(found);
    },
    at: paths =>
      remembered(byPaths, paths, () => {
        const found = best(fitting, paths, image => [image.root, image.entry.path]);
        return found === null ? null : answer(found);
      }),
  };
  return all;
}

function agrees({found, platform}: FoundImage, systems: readonly string[]): boolean {
  const id = platform.os?.id === 'el' || platform.os?.id === 'centos' ? idOfImage(found.release) : null;
  return agreesToStart(systems, {id, version: platform.os?.version ?? null, family: null});
}

/**
 * Image files need an engine that mounts them. What a path ends in tells it nearly always; `.simg` is the ending of files (SKA) and
 * of directories (Neurodesk), so there the layout has the last word (LAYOUTS.md 4.1).
 */
export function rootKindOf({layout, entry}: Pick<FoundVariant, 'layout' | 'entry'>): 'sif' | 'squashfs' | 'directory' {
  const isFile =
    layout.ends === 'file' || (isImageFile(entry.path) && !(layout.ends === 'directory' && entry.path.endsWith('.simg')));
  if (!isFile) return 'directory';
  return /\.(sqfs|squashfs)$/.test(entry.path) ? 'squashfs' : 'sif';
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const old = known.get(key);
  if (old !== undefined) return old;
  const made = make();
  known.set(key, made);
  return made;
}

function firstMatch(
  images: readonly FoundImage[],
  globs: readonly string[],
  nameOf: (found: FoundVariant) => readonly string[],
): FoundVariant | null {
  if (images.length === 0) return null;
  for (const glob of globs) {
    const fits = globTest(glob);
    let best: FoundVariant | null = null;
    for (const {found} of images) {
      if (nameOf(found).some(fits) && (best === null || best.root < found.root)) best = found;
    }
    if (best !== null) return best;
  }
  return null;
}

/** By its path with and without the repository, and by its release. */
function allNames({root, repository, release}: FoundVariant): readonly string[] {
  const inRepository = root.slice(`/cvmfs/${repository}/`.length);
  return [...new Set([root.slice('/cvmfs/'.length), release, inRepository])];
}
