import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {imageMemory} from './image-memory.ts';
import {jsonDocument} from './json.ts';
import {imageFiles, imagesOnCvmfs, storedImages} from './known-images.ts';
import {asListed, lookedInto, type ListedImage} from './listed-images.ts';
import {noteFindings} from './repository-notes.ts';
import {imagesText} from './text-images.ts';
import {paintFor} from './text-paint.ts';
import {osNamed} from '../choose/grammars/words.ts';
import {imageWord} from '../choose/os-rules.ts';

/** Images that are looked into by one command, unless all are wanted: some milliseconds each, far more on a client that has to fetch. */
const MOST_READ = 100;
/** More than this are not shown on a terminal. */
const MOST_SHOWN = 100;

/** `hsf images [QUERY]`: what there is to make a container of. Nothing that fits is status 3. */
export async function images(context: Context): Promise<number> {
  const {options, output, settings, directories, world} = context;
  const isAll = options.switchedOn('all');
  const [{findings, stacks, host}, files] = await Promise.all([readCatalogue(context), imageFiles(context)]);
  noteFindings(findings, false, output);
  const stored = await storedImages(context, host);
  const surroundings = {
    host,
    repositories: new Map(findings.repositories.map(repository => [repository.fqrn, repository])),
    memory: imageMemory(directories.cache, settings.cvmfs),
  };
  const fits = filterOf(context);
  const known = [...imagesOnCvmfs(stacks, findings.repositories), ...files, ...stored].map(image =>
    asListed(image, surroundings),
  );
  // What lies in a directory of files may be no image at all, which only a look tells; there are few.
  const hopeful = known.filter(image => fits(image) || (!image.isRead && (isAll || image.where === 'file')));
  const most = isAll ? Infinity : world.terminals.stdout ? Math.min(MOST_READ, MOST_SHOWN) : MOST_READ;
  const [first, others] = [hopeful.slice(0, most), hopeful.slice(most)];
  const looked = await lookedInto(first, context, surroundings);
  const found = [...looked.filter(fits), ...others.filter(fits)];
  const shown = options.json || !world.terminals.stdout || isAll ? found : found.slice(0, MOST_SHOWN);
  output.result(options.json ? imagesJson(settings.cvmfs, found) : imagesText(shown, paintFor(context)));
  if (shown.length < found.length)
    output.note(
      `${found.length - shown.length} more images are not shown; add words, or see all of them with "hsf images --all".`,
    );
  const unread = known.filter(
    image => !image.isRead && image.os === null && image.kind !== 'reference' && !first.includes(image),
  ).length;
  if (!isAll && unread > 0)
    output.note(
      `${unread} images whose names tell no system were not looked into; "hsf images --all --timeout 300" does it once.`,
    );
  if (found.length > 0) return EXIT.ok;
  output.note(known.length === 0 ? 'No images were found.' : 'No image fits all of it.');
  return EXIT.nothing;
}

function filterOf({options, invocation}: Context): (image: ListedImage) => boolean {
  const words = invocation.positionals.flatMap(text => text.toLowerCase().split(/\s+/)).filter(word => word !== '');
  const families = options.values('family').map(name => name.toLowerCase());
  const arch = options.value('arch');
  const wanted = options.value('os');
  const os = wanted === null ? null : wordOf(wanted);
  return image => {
    const text = textOf(image);
    return (
      words.every(word => text.includes(word)) &&
      (families.length === 0 || families.some(name => image.address?.startsWith(`${name}/`) === true)) &&
      (arch === null || image.named.arch === arch) &&
      (os === null || image.os?.family === os)
    );
  };
}

/** `almalinux9` means el9, as it does for stacks. */
function wordOf(system: string): string {
  const os = osNamed(system);
  return os === null ? system : imageWord(os);
}

function textOf({image, address, kind, where, os, named, libc, storedBy}: ListedImage): string {
  // Also what the name means, where the image says that it is something else: nobody should look for it in vain.
  const meant = named.os === null ? '' : imageWord(named.os);
  const system = os === null ? '' : `${os.family} ${os.id}${os.version} ${os.id} ${os.version}`;
  return `${image} ${address} ${kind} ${where} ${meant} ${system} ${libc?.name ?? ''} ${storedBy ?? ''}`.toLowerCase();
}

function imagesJson(cvmfs: string, found: readonly ListedImage[]): string {
  return jsonDocument({
    cvmfs,
    images: found.map(
      ({image, where, address, repository, kind, named, os, libc, isRead, storedBy, engine, startsAtOnce, reason}) => ({
        image,
        where,
        address,
        repository,
        kind,
        os: os === null ? null : {id: os.id, version: os.version, family: os.family},
        libc: libc === null ? null : {name: libc.name, version: libc.version},
        arch: named.arch,
        isRead,
        storedBy,
        engine,
        startsAtOnce,
        reason,
      }),
    ),
  });
}
