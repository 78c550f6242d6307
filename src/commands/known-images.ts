import {resolve} from 'node:path';
import type {Context} from './context.ts';
import {look, lookHere} from './look.ts';
import {engineProbe} from './machine.ts';
import type {Host, RootKind} from '../choose/host.ts';
import {rootKindOf} from '../choose/image-lookup.ts';
import {targetOf} from '../choose/link-targets.ts';
import {osOfImage} from '../choose/os-images.ts';
import type {Platform, Stack, Variant} from '../choose/stack.ts';
import {ENGINES} from '../engines/all.ts';
import type {Question} from '../find/inspect.ts';
import type {Repository} from '../find/found.ts';
import {isBelow} from '../system/which.ts';

/** An image that was found somewhere, before anybody looked into it. */
export type KnownImage = {
  /** What `--image` takes. */
  readonly image: string;
  readonly where: 'cvmfs' | 'file' | 'engine';
  /** Address of its stack, null for one that is none. */
  readonly address: string | null;
  readonly repository: string | null;
  readonly kind: Exclude<RootKind, 'host'>;
  /** The engine in whose storage it is. */
  readonly storedBy: string | null;
  /** What its name tells. */
  readonly named: Pick<Platform, 'os' | 'arch'>;
  /** By what its content is known: a path that never changes what it is, or a path in a revision; null: it may change at any time. */
  readonly content: string | null;
};

/** The images among the stacks. Content-addressed directories are known from the links to them, without a look. */
export function imagesOnCvmfs(stacks: readonly Stack[], repositories: readonly Repository[]): readonly KnownImage[] {
  const hashes = new Map(repositories.map(({fqrn, rootHash}) => [fqrn, rootHash]));
  return stacks.flatMap(({variants}) =>
    variants.flatMap((variant): readonly KnownImage[] => {
      const {found, address, platform} = variant;
      if (found.entry.kind !== 'image') return [];
      const {repository} = found;
      const content = contentOf(variant, hashes.get(repository) ?? null);
      return [
        {
          image: found.entry.path,
          where: 'cvmfs',
          address,
          repository,
          kind: rootKindOf(found),
          storedBy: null,
          named: platform,
          content,
        },
      ];
    }),
  );
}

/** DUCC's and OSG's stores, whose directories are named by what is in them (LAYOUTS.md 4.1). */
const STORES = /\/\.(?:flat|images)\/[0-9a-f]{2}\/[0-9a-f]+$/;

function contentOf({found}: Variant, rootHash: string | null): string | null {
  const real = found.link === null ? (found.real ?? found.root) : targetOf(found, found.link);
  if (real !== null && STORES.test(real)) return real;
  return rootHash === null ? null : `${found.entry.path} ${rootHash}`;
}

/** Most entries of a directory of the setting `image-path` that are looked at. */
const MOST_FILES = 1000;
const MARGIN_MS = 800;

/** What lies in the directories of the setting `image-path`; whether each is an image shows when it is looked at. */
export async function imageFiles(context: Context): Promise<readonly KnownImage[]> {
  const {settings, world} = context;
  const directories = settings.imagePath.map(path => (path.startsWith('/') ? path : resolve(world.cwd(), path)));
  const answers = await lookAnywhere(
    context,
    directories.map(path => ({path, what: 'list', most: MOST_FILES})),
  );
  const found = answers.flatMap((answer, index): readonly KnownImage[] => {
    const directory = (directories[index] ?? '').replace(/\/+$/, '');
    if (answer.status === 'not-answering') context.output.note(`${directory} does not answer.`);
    if (answer.status !== 'list') return [];
    return answer.entries.map(({name}) => ({
      image: `${directory}/${name}`,
      where: 'file',
      address: null,
      repository: null,
      kind: 'directory',
      storedBy: null,
      named: {os: osOfImage(name), arch: null},
      content: null,
    }));
  });
  return found.filter(({image}) => !image.slice(image.lastIndexOf('/') + 1).startsWith('.'));
}

/** Below `/cvmfs` and here, in the order of the questions. */
export async function lookAnywhere(context: Context, questions: readonly Question[]) {
  const isThere = ({path}: Question) => isBelow(path, '/cvmfs');
  const [there, here] = await Promise.all([
    look(context, questions.filter(isThere), MARGIN_MS),
    lookHere(
      context,
      questions.filter(question => !isThere(question)),
      MARGIN_MS,
    ),
  ]);
  let [nextThere, nextHere] = [0, 0];
  return questions.map(question => (isThere(question) ? there[nextThere++]! : here[nextHere++]!));
}

/** What the engines of this machine have in their own storages; one that does not tell has nothing. */
export async function storedImages({world, settings, deadline}: Context, host: Host): Promise<readonly KnownImage[]> {
  const probe = engineProbe(world, settings.cvmfs, deadline.remainingMs);
  const lists = await Promise.all(
    host.engines.map(async fact => {
      const ask = ENGINES.find(({name}) => name === fact.name)?.images;
      const images = !fact.usable || ask === undefined ? [] : await ask(probe, fact).catch(() => []);
      return images.map(({reference}): KnownImage => ({
        image: reference,
        where: 'engine',
        address: null,
        repository: null,
        kind: 'reference',
        storedBy: fact.name,
        named: {os: osOfImage(reference), arch: null},
        content: null,
      }));
    }),
  );
  return lists.flat();
}
