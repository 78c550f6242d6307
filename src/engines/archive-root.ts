/** What brings an image into the daemon's storage where it is not there yet, before the engine is started. */
export type ImageStep = {readonly script: string; readonly args: readonly string[]};

/**
 * An archive is loaded once: afterwards the image has a name that is made of the file's identity and time of change.
 */
export function archiveRoot(path: string, format: 'oci-archive' | 'docker-archive' | 'oci-layout'): ImageStep {
  return {script: LOAD, args: [path, format]};
}

/** Called with the engine, path and format; leaves the engine's arguments. */
const LOAD = `hsf_file=$2 hsf_format=$3; shift 3
hsf_key=$hsf_file; [ "$hsf_format" != oci-layout ] || hsf_key=$hsf_file/index.json
hsf_image=hsf-archive:$(stat -L -c %d-%i-%s-%Y -- "$hsf_key") || exit 125
if ! "$hsf_engine" image inspect "$hsf_image" </dev/null >/dev/null 2>&1; then
  if [ "$hsf_format" = oci-layout ]; then hsf_said=$(tar -C "$hsf_file" -c . | "$hsf_engine" load --quiet)
  else hsf_said=$("$hsf_engine" load --quiet <"$hsf_file"); fi || exit 125
  hsf_loaded=$(printf '%s\\n' "$hsf_said" | sed -n 's/^Loaded image\\( ID\\)\\{0,1\\}: //p' | head -n 1)
  "$hsf_engine" tag "$hsf_loaded" "$hsf_image" </dev/null || exit 125
  # What the same file held before is asked for by nobody any more.
  hsf_file=\${hsf_image%-*-*}-
  for hsf_old in $("$hsf_engine" images --format '{{.Repository}}:{{.Tag}}' </dev/null); do
    case \${hsf_old#localhost/} in
      "$hsf_image") ;;
      "$hsf_file"*) "$hsf_engine" rmi "$hsf_old" </dev/null >/dev/null 2>&1 ;;
    esac
  done
fi`;

/** Stands for the image's name in a command where only the step knows it. */
export const IMAGE_WORD = '{image}';

/** The engine's command behind the step. */
export function withImageStep(engine: string, {script, args}: ImageStep, command: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', `hsf_engine=$1\n${script}\n${BECOME}`, 'hsf', engine, ...args, ...command];
}

/**
 * The first such word is the image: options come before it, and those of ours hold no such word. What comes behind it is the command, of
 * which there may be ten thousands of words: it is not touched.
 */
const BECOME = `hsf_at=0 hsf_words=
while [ $# -gt 0 ] && [ "$1" != '${IMAGE_WORD}' ]; do
  hsf_at=$((hsf_at + 1))
  eval "hsf_word$hsf_at=\\$1"
  hsf_words="$hsf_words \\"\\$hsf_word$hsf_at\\""
  shift
done
[ $# = 0 ] || { shift; hsf_words="$hsf_words \\"\\$hsf_image\\""; }
eval "exec $hsf_words \\"\\$@\\""`;
