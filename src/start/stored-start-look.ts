/**
 * Whether all is as it was that a stored start follows from, asked by one small child of `bin/hsf`. All that is looked at goes into one
 * text, and that into one sum: values of variables may be secrets, so none is kept.
 */
export type StoredLook = {
  /** Exported variables that do not count; those that hsf and every shell set anew never do. */
  readonly harmless: readonly string[];
  /** Where the working directory counts: its name, as the kernel has it. */
  readonly directory: boolean;
  /** Programs that are found, or not, on PATH. */
  readonly programs: readonly string[];
  /** Texts of the kernel, which have no times. */
  readonly kernelTexts: readonly string[];
  /** Directories of the kernel, by the names in them. */
  readonly kernelFolders: readonly string[];
  /** What is at paths: a file, a directory, or nothing. */
  readonly kinds: readonly string[];
  /** Pairs of spellings that name one directory, or not. */
  readonly pairs: readonly (readonly [one: string, other: string])[];
  /** Who may do what with these, and where they are if they are links; without anything that a shell would take apart. */
  readonly rights: readonly string[];
  /** Where these lead; of the same kind. */
  readonly reals: readonly string[];
  /** Paths that may be written to, or not. */
  readonly writable: readonly string[];
  /** What lines of the mount table are looked for; null for all, and for what the process may do besides. */
  readonly mounts: readonly string[] | null;
  /** The CVMFS root: where the working directory lies in it, Node decides. */
  readonly root: string;
  /** Whether the names in the root are to be the same; an automounter is not asked. */
  readonly listsRoot: boolean;
  /** Repositories by root hash, as directories, with the program that asks. */
  readonly getfattr: string | null;
  readonly hashed: readonly string[];
  /** Files and directories by their times; those that are missing have to be missing. */
  readonly timed: readonly string[];
};

/** A name of a project file; where one is at or above the working directory, Node decides. */
export const PROJECT_FILE = 'hsf.toml';

// This runs in a child that is killed when it takes too long, so it may touch anything. A directory is read before it is asked for its
// hash: only a lookup makes a client switch to a new revision. Time is that since the machine was started: no program has to be started
// to know it, and nobody sets it back. The arguments are those of `timeArguments`, then HISTORY and EVENT (where the line of the history
// goes, and what it says), RECORD, PROCESS and FACTS (how the name of the start's record begins, which process becomes it, and what it
// says), words with a letter in front (`c` for what is only summed up), `-`, and paths for `stat`. Without SUM the text itself is told,
// for the writer. The sum is over all of what was written as well, this script included.
export const LOOK_SCRIPT = `set +efu
IFS=' '
hsf_look() {
  hsf_hashed= hsf_owned= hsf_led=
  while [ "$1" != - ]; do
    hsf_word=\${1#?}
    case $1 in
      u*) unset -v $hsf_word ;;
      e*)
        export -p
        # What is no name to some shells, they lose.
        ! LC_ALL=C command -p grep -qzv '^[A-Za-z_][A-Za-z0-9_]*=' "/proc/$hsf_process/environ" || echo nameless
        [ -z "\${BASH_VERSION-}" ] || declare -Fx
        # Programs that speak a language read a dozen files for it.
        LC_ALL=C
        export LC_ALL
        ;;
      d*) cd -P . && printf '%s\\n' "$PWD" ;;
      j*)
        # A shell may go on in a directory that was removed.
        cd -P . && [ . -ef "$PWD" ] || echo gone
        hsf_place=$PWD
        case $PWD/ in "$hsf_word"/* | /cvmfs/*) echo inside ;; esac
        while :; do
          if [ -e "$hsf_place/${PROJECT_FILE}" ] || [ -h "$hsf_place/${PROJECT_FILE}" ]; then echo project; fi
          [ -n "$hsf_place" ] || break
          hsf_place=\${hsf_place%/*}
        done
        ;;
      p*) command -v -- "$hsf_word" || echo - ;;
      r*)
        echo "$hsf_word"
        [ ! -r "$hsf_word" ] || while IFS= read -r hsf_line; do printf '%s\\n' "$hsf_line"; done <"$hsf_word"
        ;;
      n*) for hsf_name in "$hsf_word"/*; do printf '%s/' "\${hsf_name##*/}"; done; echo ;;
      l*) for hsf_name in "$hsf_word"/*.*; do printf '%s/' "\${hsf_name##*/}"; done; echo ;;
      k*)
        # As \`HostFiles.states\` looks.
        if [ -d "$hsf_word/." ] || [ -d "$hsf_word" ]; then hsf_name=d
        elif [ -f "$hsf_word" ]; then hsf_name=f
        elif [ -S "$hsf_word" ]; then hsf_name=s
        elif [ -e "$hsf_word" ]; then hsf_name=o
        else hsf_name=m; fi
        printf '%s\\n' "$hsf_name $hsf_word"
        ;;
      x*)
        if [ "$hsf_word" -ef "$2" ]; then printf 'same %s\\n' "$2"; else printf 'other %s\\n' "$2"; fi
        shift
        ;;
      a*) hsf_owned="$hsf_owned $hsf_word" ;;
      f*) hsf_led="$hsf_led $hsf_word" ;;
      o*)
        [ -z "$hsf_owned" ] || command -p stat -L -c '%a %u %n' -- $hsf_owned
        command -p readlink -f -- $hsf_owned $hsf_led
        ;;
      w*) if [ -w "$hsf_word" ]; then echo w; else echo -; fi ;;
      m*) command -p grep -F -- "$hsf_word" /proc/self/mounts ;;
      s*) command -p grep -hE '^(Uid|Gid|Groups|CapEff|NoNewPrivs|Seccomp):| /' /proc/self/mountinfo /proc/self/status ;;
      h*)
        for hsf_name in "$hsf_word"/*; do break; done
        [ "$hsf_name" != "$hsf_word/*" ] || echo empty
        hsf_hashed="$hsf_hashed $hsf_word"
        ;;
      g*) "$hsf_word" --absolute-names -n user.root_hash -- $hsf_hashed || echo none ;;
    esac
    shift
  done
  shift
  [ $# = 0 ] || command -p stat -L -c '%.9Z %s %n' -- "$@"
}
hsf_sum=$1 hsf_from=$2 hsf_until=$3 hsf_day=$4 hsf_midnight=$5 hsf_history=$6 hsf_event=$7 hsf_record=$8 hsf_process=$9 hsf_facts=\${10}
shift 10
read -r hsf_now hsf_word </proc/uptime || exit 1
hsf_now=\${hsf_now%%.*}
if [ -z "$hsf_sum" ]; then
  hsf_text=$(hsf_look "$@"; echo .)
  { printf '%s' "\${hsf_text%.}"; printf '%s\\n' "$0" "$@"; } | command -p cksum
  printf '%s\\n%s' "$hsf_now" "\${hsf_text%.}"
  exit 0
fi
[ "$hsf_now" -ge "$hsf_from" ] && [ "$hsf_now" -lt "$hsf_until" ] || exit 1
[ "$({ hsf_look "$@"; printf '%s\\n' "$0" "$@"; } | LC_ALL=C command -p cksum)" = "$hsf_sum" ] || exit 1
case $PWD in
  '' | *[!A-Za-z0-9._/@+=:,-]*) hsf_place=null ;;
  *) hsf_place="\\"$PWD\\"" ;;
esac
hsf_now=$((hsf_now - hsf_midnight))
hsf_at=$hsf_day'T%02d:%02d:%02dZ'
umask 077
# A pipe in its place would hold the start for ever. Node makes a new one of it when it gets long.
trap '' XFSZ
ulimit -f 2048
if [ -n "$hsf_history" ] && { [ ! -e "$hsf_history" ] || { [ -f "$hsf_history" ] && [ -O "$hsf_history" ]; }; }; then
  printf '{"at":"'"$hsf_at"'",%s,"directory":%s}\\n' $((hsf_now / 3600)) $((hsf_now / 60 % 60)) $((hsf_now % 60)) "$hsf_event" "$hsf_place" >>"$hsf_history" ||
    [ ! -w "$hsf_history" ] || exit 1
fi
# So that the start can be entered as long as it goes on; those that have ended go.
if [ -n "$hsf_record" ]; then
  set --
  for hsf_name in "$hsf_record"*-stored.json; do
    hsf_word=\${hsf_name#"$hsf_record"}
    [ -d "/proc/\${hsf_word%%-*}" ] || [ ! -e "$hsf_name" ] || set -- "$@" "$hsf_name"
  done
  [ $# = 0 ] || command -p rm -f -- "$@"
  IFS= read -r hsf_line <"/proc/$hsf_process/stat" || exit 1
  hsf_line=\${hsf_line##*) }
  for hsf_word in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do hsf_line=\${hsf_line#* }; done
  printf '{"name":"%s","pid":%s,"begun":"%s","at":"'"$hsf_at"'",%s}\\n' "\${hsf_record##*/}$hsf_process" "$hsf_process" "\${hsf_line%% *}" \
    $((hsf_now / 3600)) $((hsf_now / 60 % 60)) $((hsf_now % 60)) "$hsf_facts" >"$hsf_record$hsf_process-stored.json" || exit 1
fi
exit 0`;

// What every shell and bin/hsf set anew, and what is about Node alone.
export const ANEW = ['OLDPWD', 'SHLVL', '_', 'HSF_ORIGIN', 'HSF_NODE'];

/** When it may hold at all, in seconds since the machine was started, all on one day of UTC; that day, and when it began. */
export type StoredTime = {readonly from: number; readonly until: number; readonly day: string; readonly midnight: number};

/** The first five arguments. */
export function timeArguments(sum: string, {from, until, day, midnight}: StoredTime): readonly string[] {
  return [sum, String(from), String(until), day, String(midnight)];
}

/** Those behind FACTS. */
export function lookArguments(look: StoredLook): readonly string[] {
  const words = (letter: string, all: readonly string[]) => all.map(word => `${letter}${word}`);
  return [
    // PWD is one that a shell corrects; where the directory counts, so does its spelling.
    `u${[...ANEW, ...(look.directory ? [] : ['PWD']), ...look.harmless].join(' ')}`,
    'e',
    `j${look.root}`,
    ...(look.directory ? ['d'] : []),
    ...words('r', ['/proc/sys/kernel/random/boot_id', '/proc/self/personality', ...look.kernelTexts]),
    ...words('n', look.kernelFolders),
    ...words('k', look.kinds),
    ...look.pairs.flatMap(([one, other]) => [`x${one}`, other]),
    ...words('a', look.rights),
    ...words('f', look.reals),
    ...(look.rights.length + look.reals.length === 0 ? [] : ['o']),
    ...words('w', look.writable),
    ...words('p', look.programs),
    look.mounts === null ? 's' : `m${look.mounts.join('\n')}`,
    ...(look.listsRoot ? [`l${look.root}`] : []),
    ...(look.getfattr === null ? [] : [...words('h', look.hashed), `g${look.getfattr}`]),
    '-',
    ...look.timed,
  ];
}

export type Looked = {
  readonly sum: string;
  /** Seconds since the machine was started. */
  readonly uptime: number;
  /** The latest change of all that was looked at by its times, in nanoseconds since 1970. */
  readonly latest: bigint;
  /** Root hashes by the directory of the repository. */
  readonly hashes: ReadonlyMap<string, string>;
  /** All of it. */
  readonly text: string;
};

/** What the script told without a sum; null for what is not its form (another `stat`), or where Node has to decide. */
export function parseLooked(stdout: string): Looked | null {
  const match = /^(\d+ \d+)\n(\d+)\n(.*)$/s.exec(stdout);
  if (match === null) return null;
  const [, sum = '', uptime = '', text = ''] = match;
  const times = [...text.matchAll(/^(\d+)\.(\d{9}) \d+ \//gm)].map(([, second, fraction]) => BigInt(`${second}${fraction}`));
  // The program itself has a time.
  if (times.length === 0 || /^(?:project|inside|gone|none|empty)$/m.test(text)) return null;
  const hashes = new Map(
    [...text.matchAll(/^# file: (.*)\nuser\.root_hash="(.*)"$/gm)].map(([, path = '', hash = '']) => [path, hash]),
  );
  return {sum, uptime: Number(uptime), hashes, text, latest: times.reduce((one, other) => (other > one ? other : one), 0n)};
}
