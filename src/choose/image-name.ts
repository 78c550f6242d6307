/** The kinds of archive that the names of transports tell. */
export type ArchiveFormat = 'oci-archive' | 'docker-archive' | 'oci-layout';

/** What somebody may mean by the name of an image, as far as the name tells. */
export type ImageName =
  /** A path, absolute or relative; `format` where the name says what archive it is. */
  | {readonly kind: 'path'; readonly path: string; readonly format: ArchiveFormat | null}
  | {readonly kind: 'reference'; readonly reference: string}
  /** A relative path where there is one, else a reference: `library/almalinux:9`. */
  | {readonly kind: 'either'; readonly reference: string};

/** Transports of containers/image and apptainer that name a file (containers-transports(5)). */
const FILES: Readonly<Record<string, ArchiveFormat | null>> = {
  'oci-archive': 'oci-archive',
  'docker-archive': 'docker-archive',
  oci: 'oci-layout',
  file: null,
};

/** Transports that lead to a registry or an engine's own storage, and go without saying. */
const PLAIN = ['docker', 'docker-daemon', 'containers-storage'];

/** Those that only apptainer and its like know: they stay part of the reference. */
const KEPT = ['oras', 'library', 'shub'];

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
/** A reference as registries define it (distribution/reference), whose end may name a tag, a digest or both. */
const REFERENCE = new RegExp(
  `^(?:(?:[A-Za-z0-9-]+\\.)*[A-Za-z0-9][A-Za-z0-9-]*(?::\\d+)?/)?${COMPONENT}(?:/${COMPONENT})*(?::\\w[\\w.-]{0,127})?(?:@[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,})?$`,
);

/** Whether a text can be the reference of an image: nothing that an engine could take for an option is one. */
export function isReference(text: string): boolean {
  return text.length <= 1024 && !text.startsWith('-') && REFERENCE.test(text);
}

/**
 * Reads the name of an image as `--image`, a setting or a rule gives it; null where it can be neither a path nor a reference.
 *
 * A bare word is never a path: a file that lies about in the current directory must not become the system that is started.
 */
export function parseImageName(text: string): ImageName | null {
  const [, transport = '', slashes = '', rest = ''] = /^([a-z-]+):(\/\/)?(.*)$/s.exec(text) ?? [];
  if (Object.hasOwn(FILES, transport)) return rest === '' ? null : {kind: 'path', path: rest, format: FILES[transport] ?? null};
  if (PLAIN.includes(transport) && (slashes !== '' || transport !== 'docker'))
    return isReference(rest) ? {kind: 'reference', reference: rest} : null;
  if (KEPT.includes(transport) && slashes !== '') return isReference(rest) ? {kind: 'reference', reference: text} : null;
  if (isPath(text)) return {kind: 'path', path: text, format: null};
  if (!isReference(text)) return text.includes('/') && slashes === '' ? {kind: 'path', path: text, format: null} : null;
  const [first = ''] = text.split('/');
  const isPlain = text.includes('/') && !/[.:]/.test(first) && first !== 'localhost';
  return {kind: isPlain ? 'either' : 'reference', reference: text};
}

function isPath(text: string): boolean {
  return /^(?:\/|\.{1,2}(?:\/|$))/.test(text) || (text.includes('/') && isArchive(text)) || isImageFile(text);
}

/** What kind of root a name most likely means, for whoever cannot look: the start tells it by the first bytes. */
export function kindByName(text: string): 'directory' | 'sif' | 'squashfs' | 'archive' | 'reference' {
  const name = parseImageName(text);
  if (name === null || name.kind !== 'path') return 'reference';
  if (name.format !== null || isArchive(name.path)) return 'archive';
  if (!isImageFile(name.path)) return 'directory';
  return /\.(?:sqfs|squashfs)$/.test(name.path) ? 'squashfs' : 'sif';
}

function isArchive(path: string): boolean {
  return /\.(?:tar|tar\.[a-z0-9]+|tgz)$/.test(path);
}

/** Whether a path that nobody looked at is that of an image file. */
export function isImageFile(path: string): boolean {
  return /\.(sif|simg|img|sqfs|squashfs)$/.test(path);
}
