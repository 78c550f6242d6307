import {createHash} from 'node:crypto';
import type {ImageStep} from './archive-root.ts';
import {composeRoot} from './compose-root.ts';
import type {BindMount, ContainerSpec} from './engine.ts';

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
  # A shell of its own, which takes the draft away however it ends: there may be no room for all links, or somebody does not wait.
  (
    umask 022
    hsf_place=
    trap 'exit 125' HUP INT TERM
    trap 'rm -rf "$hsf_place"' EXIT
    hsf_place=$(mktemp -d) || exit 125
    hsf_left=$hsf_count
    mkdir "$hsf_place/root" || exit 125
    for hsf_word; do
      [ "$hsf_left" -gt 0 ] || break
      if [ -z "\${hsf_path-}" ]; then hsf_path=$hsf_word; continue; fi
      mkdir -p "$hsf_place/root\${hsf_path%/*}" && ln -s -- "$hsf_word" "$hsf_place/root$hsf_path" || exit 125
      hsf_path=; hsf_left=$((hsf_left - 1))
    done
    tar -C "$hsf_place/root" --owner=0 --group=0 -c . | "$hsf_engine" import - "$hsf_image" >/dev/null
  ) || exit 125
fi
shift $((2 * hsf_count))`;

/** `/dev`, `/proc` and `/sys` of the image lie below those that the engine makes. */
function isOwn(path: string): boolean {
  return ['/dev', '/proc', '/sys'].includes(path);
}
