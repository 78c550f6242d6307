/** Where images have their bash; the first of them that can be executed is taken. */
const PLACES = '/bin/bash /usr/bin/bash /usr/local/bin/bash /opt/bin/bash /run/current-system/sw/bin/bash';

/**
 * POSIX sh, in front of a command in an image that nobody could look into. Arguments: AT REFUSAL COUNT, COUNT words of the command with
 * bash, then the command without it. In the former the words at the places AT (`1 7`) become the path of bash. Without a bash in the
 * image the latter is taken, or where there is none, REFUSAL is said.
 */
export const FIND_BASH_SCRIPT = `hsf_at=$1 hsf_refusal=$2 hsf_count=$3
shift 3
for hsf_bash in ${PLACES}; do [ ! -x "$hsf_bash" ] || break; done
if [ -x "$hsf_bash" ]; then
  # A text that names the words, put together by the hundred: to go round with all words for each takes minutes where there are many.
  hsf_index=0 hsf_words= hsf_some=
  while [ "$hsf_index" -lt "$hsf_count" ]; do
    hsf_index=$((hsf_index + 1))
    case " $hsf_at " in
      *" $hsf_index "*) hsf_some="$hsf_some \\"\\$hsf_bash\\"" ;;
      *) hsf_some="$hsf_some \\"\\\${$hsf_index}\\"" ;;
    esac
    case $hsf_index in *00) hsf_words=$hsf_words$hsf_some hsf_some= ;; esac
  done
  eval "set -- $hsf_words$hsf_some"
else
  hsf_bash=/bin/sh
  shift "$hsf_count"
  if [ $# -eq 0 ]; then
    echo "hsf: $hsf_refusal" >&2
    exit 125
  fi
fi
[ -x "$SHELL" ] || { SHELL=$hsf_bash; export SHELL; }
exec "$@"`;

/** What stands for bash in a command before it is known where it is. */
export const BASH_TO_BE_FOUND = '/bin/bash';

/**
 * The command that finds bash first.
 *
 * @param ours how many of its words are not the user's: only these can stand for bash
 * @param withoutBash the command for images without one, null where bash is needed
 * @param refusal what to say then
 */
export function findingBash(
  withBash: readonly string[],
  ours: number,
  withoutBash: readonly string[] | null,
  refusal: string,
): readonly [string, ...string[]] {
  const places = withBash.flatMap((word, index) => (index < ours && word === BASH_TO_BE_FOUND ? [index + 1] : []));
  return [
    '/bin/sh',
    '-c',
    FIND_BASH_SCRIPT,
    'hsf',
    places.join(' '),
    refusal,
    String(withBash.length),
    ...withBash,
    ...(withoutBash ?? []),
  ];
}
