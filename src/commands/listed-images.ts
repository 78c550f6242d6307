import type {Context} from './context.ts';
import type {ImageMemory, RememberedImage} from './image-memory.ts';
import {lookAnywhere, type KnownImage} from './known-images.ts';
import {enginesFor, whyNoEngine} from '../choose/engine-order.ts';
import type {Host} from '../choose/host.ts';
import {imageFacts} from '../choose/image-facts.ts';
import {imageWord} from '../choose/os-rules.ts';
import {troubleOf, type KnownRepositories} from '../choose/other-repositories.ts';

/** One line of `hsf images`. */
export type ListedImage = KnownImage & {
  readonly os: Host['os'] | null;
  readonly libc: Host['libc'] | null;
  /** Whether system, C library and architecture come from the image itself; else from its name. */
  readonly isRead: boolean;
  /** The engine that would start it. */
  readonly engine: string | null;
  /** Whether nothing has to be fetched or unpacked first. */
  readonly startsAtOnce: boolean;
  /** Why it cannot be started, or less is known than could be; one clause, null for neither. */
  readonly reason: string | null;
};

type Surroundings = {readonly host: Host; readonly repositories: KnownRepositories; readonly memory: ImageMemory};

/** What is known of an image without a look. */
export function asListed(image: KnownImage, surroundings: Surroundings): ListedImage {
  const kept = image.content === null ? null : surroundings.memory.get(image.content);
  return kept === null ? withFacts(image, null, null, surroundings) : withFacts(image, kept, null, surroundings);
}

function withFacts(
  image: KnownImage,
  seen: RememberedImage | null,
  unread: string | null,
  {host, repositories}: Surroundings,
): ListedImage {
  const {named} = image;
  const kind = seen?.kind ?? image.kind;
  const arch = seen?.arch ?? named.arch;
  const isKnown = seen !== null && seen.os.id !== null;
  const os = isKnown
    ? seen.os
    : named.os === null
      ? null
      : {id: named.os.id, version: named.os.version, family: imageWord(named.os)};
  const engine =
    enginesFor(kind, host.engines).find(({name}) => image.storedBy === null || image.storedBy === name)?.name ?? null;
  const trouble = image.repository === null ? null : troubleOf(image.repository, repositories);
  const sick = trouble === null ? null : `${image.repository} ${trouble}`;
  const foreign =
    arch === null || host.arch === null || arch === host.arch || (arch === 'i686' && host.arch === 'x86_64')
      ? null
      : `it is for ${arch}, and this machine is ${host.arch}`;
  const doubt =
    kind !== 'reference' ? null : `its system is ${os === null ? 'not known until it is started' : 'known by its name alone'}`;
  const reason = sick ?? foreign ?? (engine === null ? whyNoEngine(host.engines, kind) : (unread ?? doubt));
  return {
    ...image,
    kind,
    named: {...named, arch},
    os,
    libc: seen === null || seen.libc.name === null ? null : seen.libc,
    isRead: seen !== null && unread === null,
    engine: sick === null && foreign === null ? engine : null,
    startsAtOnce: kind !== 'archive',
    reason,
  };
}

/**
 * Looks into images, and gives them with what was seen; what turns out to be no image is left out. Those whose content is known from
 * an earlier look are not touched. A repository that does not answer costs only what is in it.
 */
export async function lookedInto(
  images: readonly ListedImage[],
  context: Context,
  surroundings: Surroundings,
): Promise<readonly ListedImage[]> {
  const {memory} = surroundings;
  const open = images.filter(({isRead, kind, reason}) => !isRead && kind !== 'reference' && reason === null);
  // Tags often share their content: one look for all of them.
  const byContent = Map.groupBy(open, ({content, image}) => content ?? image);
  const paths = [...byContent.values()].map(([first]) => first!.image);
  const answers = await lookAnywhere(
    context,
    paths.map(path => ({path, what: 'image'})),
  );
  const seen = new Map<ListedImage, ListedImage | null>();
  [...byContent].forEach(([, same], index) => {
    const answer = answers[index]!;
    for (const image of same) {
      if (answer.status === 'image') {
        const facts: RememberedImage = {...imageFacts(answer), kind: answer.kind};
        if (image.content !== null && answer.unread === null) memory.add(image.content, facts);
        seen.set(image, withFacts(image, facts, answer.unread, surroundings));
      } else if (image.where === 'file' && answer.status === 'failed') seen.set(image, null);
      else seen.set(image, {...image, reason: reasonOf(answer)});
    }
  });
  memory.keep();
  return images.flatMap(image => {
    const looked = seen.get(image);
    return looked === undefined ? [image] : looked === null ? [] : [looked];
  });
}

function reasonOf(answer: {readonly status: string; readonly code?: string}): string {
  switch (answer.status) {
    case 'not-answering':
      return 'it did not answer in time';
    case 'missing':
      return 'it is not there any more';
    default:
      return answer.code === 'no image'
        ? 'it holds no root file system'
        : `it cannot be read (${answer.code ?? 'unknown error'})`;
  }
}
