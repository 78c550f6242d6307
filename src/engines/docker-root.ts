import {createHash} from 'node:crypto';
import {composeRoot} from './compose-root.ts';
import type {BindMount, ContainerSpec} from './engine.ts';

/** What brings an image into the daemon's storage where it is not there yet, before the engine is started. */
export type ImageStep = {readonly script: string; readonly args: readonly string[]};

/**
 * A directory cannot be an image, but an image with nothing in it can be filled with binds, one for each entry (ENGINES.md 4). Links
 * cannot be bound, so the image holds them: one tiny image for all roots with the same links, made at the first start. Mount points
 * are made by the runtime, in the layer that is thrown away.
 */
export function directoryRoot(spec: ContainerSpec): {
  readonly image: string;
  readonly step: ImageStep;
  readonly mounts: readonly BindMount[];
} {
  const steps = composeRoot(spec).filter(step => !isOwn(step.path));
  const links = steps.flatMap(step => (step.kind === 'link' ? [step.path, step.target] : []));
  const mounts = steps.flatMap(step =>
    step.kind === 'bind' && step.image
      ? [
          {
            source: step.source,
            target: step.path,
            mode: step.mode,
            kind: 'directory' as const,
            propagation: 'rprivate' as const,
            reason: 'part of the image',
            origin: 'builtin' as const,
          },
        ]
      : [],
  );
  const name = `hsf-links:${createHash('sha256').update(JSON.stringify(links)).digest('hex').slice(0, 16)}`;
  return {image: name, step: {script: MAKE_LINKS, args: [name, String(links.length / 2), ...links]}, mounts};
}

/** Called with the engine, name, number of links, links and targets; leaves the engine's arguments. */
const MAKE_LINKS = `hsf_image=$2 hsf_count=$3; shift 3
if ! "$hsf_engine" image inspect "$hsf_image" </dev/null >/dev/null 2>&1; then
  hsf_place=$(mktemp -d) || exit 125
  hsf_left=$hsf_count
  mkdir "$hsf_place/root" && chmod 755 "$hsf_place/root" || exit 125
  for hsf_word; do
    [ "$hsf_left" -gt 0 ] || break
    if [ -z "\${hsf_path-}" ]; then hsf_path=$hsf_word; continue; fi
    mkdir -p "$hsf_place/root\${hsf_path%/*}" && ln -s -- "$hsf_word" "$hsf_place/root$hsf_path" || exit 125
    hsf_path=; hsf_left=$((hsf_left - 1))
  done
  tar -C "$hsf_place/root" --owner=0 --group=0 -c . | "$hsf_engine" import - "$hsf_image" >/dev/null
  hsf_status=$?
  rm -rf "$hsf_place"
  [ "$hsf_status" -eq 0 ] || exit 125
fi
shift $((2 * hsf_count))`;

/**
 * An archive is loaded once: afterwards the image has a name that is made of the file's identity and time of change.
 */
export function archiveRoot(path: string, format: 'oci-archive' | 'docker-archive' | 'oci-layout'): ImageStep {
  return {script: LOAD, args: [path, format]};
}

/** Called with the engine, path and format; leaves the engine's arguments. */
const LOAD = `hsf_file=$2 hsf_format=$3; shift 3
hsf_image=hsf-archive:$(stat -L -c %d-%i-%s-%Y -- "$hsf_file") || exit 125
if ! "$hsf_engine" image inspect "$hsf_image" </dev/null >/dev/null 2>&1; then
  if [ "$hsf_format" = oci-layout ]; then hsf_said=$(tar -C "$hsf_file" -c . | "$hsf_engine" load)
  else hsf_said=$("$hsf_engine" load <"$hsf_file"); fi || exit 125
  hsf_loaded=$(printf '%s\\n' "$hsf_said" | sed -n 's/^Loaded image\\( ID\\)\\{0,1\\}: //p' | head -n 1)
  "$hsf_engine" tag "$hsf_loaded" "$hsf_image" </dev/null || exit 125
fi`;

/** `/dev`, `/proc` and `/sys` of the image lie below those that the engine makes. */
function isOwn(path: string): boolean {
  return ['/dev', '/proc', '/sys'].includes(path);
}

/** Stands for the image's name in a command where only the step knows it. */
export const IMAGE_WORD = '{image}';

/** The engine's command behind the step. */
export function withImageStep(engine: string, {script, args}: ImageStep, command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', `hsf_engine=$1\n${script}\n${BECOME}`, 'hsf', engine, ...args, ...command];
}

/** The first such word is the image: options come before it, and those of ours hold no such word. */
const BECOME = `hsf_total=$#
for hsf_word; do
  if [ "$hsf_word" = '${IMAGE_WORD}' ] && [ -n "$hsf_image" ]; then hsf_word=$hsf_image; hsf_image=; fi
  set -- "$@" "$hsf_word"
done
shift "$hsf_total"
exec "$@"`;
