import {POINTS_TO_SECRET, SECRET} from './harmless-variables.ts';

// A child gets them: to have bash expand the names by their first letters takes it three milliseconds.
const ALL_NAMES = `builtin mapfile -t __hsf_all < <(builtin compgen -v)`;

/** Names that bash makes anew whenever it is asked for them: it keeps the answer to one (BASH_COMMAND), which then shows in `set`. */
const DYNAMIC = '_ | BASH_[!CEX]* | BASH_C[MO]* | BASH_EX* | FUNCNAME';

/**
 * bash: what to do where `__hsf_name`, or its value, says secret, and where not. The first patterns let most names through at once;
 * all of them together take bash twenty microseconds a name.
 */
export const ifSecret = (secret: string, other: string) => `case $__hsf_name in
      *TOKEN* | *SECRET* | *PASS* | *KEY* | *CREDENTIAL* | *AUTHORIZ* | *COOKIE* | *JWT* | *PWD* | *[a-z]*)
        case \${__hsf_name^^} in
          ${POINTS_TO_SECRET.join(' | ')}) ;;
          ${SECRET.join(' | ')}) ${secret} ;;
        esac
        ;;
    esac
    case \${!__hsf_name-} in *://*@*) ${secret} ;; esac
    ${other}`;

/**
 * bash, in the shell itself before the set-up: remembers secrets, so that `dumpOf` can tell afterwards which were changed. Like
 * everything here it uses nothing but builtins, by names that a set-up cannot have taken, and leaves only names that begin with
 * `__hsf`.
 */
export const REMEMBER_SECRETS = `${ALL_NAMES}
  for __hsf_name in "\${__hsf_all[@]}"; do
    case $__hsf_name in __hsf* | ${DYNAMIC}) builtin continue ;; esac
    ${ifSecret('builtin printf -v "__hsf_was_$__hsf_name" %s "${!__hsf_name}"', '')}
  done 2>/dev/null
`;

// Children get functions in another form than `declare -f` prints. What the set-up put on LD_LIBRARY_PATH is not for this program.
const AS_EXPORTED = `[ -z "$(builtin declare -Fx)" ] || {
    builtin unset -v LD_LIBRARY_PATH LD_PRELOAD LD_AUDIT
    builtin command -p env -0 | { IFS=; while builtin read -r -d '' __hsf_line; do
      case $__hsf_line in BASH_FUNC_*%%=*) ;; *) builtin continue ;; esac
      __hsf_name=\${__hsf_line%%=*} __hsf_line=\${__hsf_line#*=}
      __hsf_name=\${__hsf_name#BASH_FUNC_}
      builtin printf 'e\\0%s\\0%s\\0' "\${__hsf_name%??}" "$__hsf_line"
    done; }
  }`;

const TELL = `builtin declare -p -- "$__hsf_name" | { IFS=; builtin read -r __hsf_line; case $__hsf_line in 'declare -'*x*' '*) ;; *) builtin false ;; esac; } &&
        builtin printf 'S\\0%s\\0' "\${!__hsf_name}"`;

/**
 * bash: prints what the shell knows, in fields that end with NUL: the mark, then sections, each a letter and its fields. `mark` is a
 * word of the shell. May run in a subshell, which costs one child more; the other two get the names of variables and functions.
 *
 * Sections: `v` variables as `declare -p` prints them, `f` NAME DEFINITION for each function, `x` the exported ones, `a` NAME TEXT
 * for each alias, `c` completions, `o` options, `t` traps, `l` limits, `d` open descriptors, `s` NAME for each secret that was changed,
 * behind it `S` VALUE where secrets are told and it is exported. Then there are also `e` NAME VALUE, functions as they are exported; such a
 * dump comes from a subshell, since it has to unset something.
 */
export function dumpOf(mark: string, secrets: 'told' | 'left out' = 'left out'): string {
  return `builtin printf '%s\\0' ${mark}
  __hsf_names=() __hsf_hidden=()
  ${ALL_NAMES}
  for __hsf_name in "\${__hsf_all[@]}"; do
    case $__hsf_name in __hsf* | ${DYNAMIC}) builtin continue ;; esac
    ${ifSecret('__hsf_hidden+=("$__hsf_name"); builtin continue', '__hsf_names+=("$__hsf_name")')}
  done
  builtin printf 'v\\0'
  builtin declare -p -- "\${__hsf_names[@]}"
  builtin printf '\\0'
  builtin mapfile -t __hsf_names < <(builtin compgen -A function)
  for __hsf_name in "\${__hsf_names[@]}"; do
    case $__hsf_name in __hsf*) builtin continue ;; esac
    builtin printf 'f\\0%s\\0' "$__hsf_name"
    builtin declare -f -- "$__hsf_name"
    builtin printf '\\0'
  done
  builtin printf 'x\\0'
  builtin declare -Fx
  builtin printf '\\0'
  for __hsf_name in "\${!BASH_ALIASES[@]}"; do builtin printf 'a\\0%s\\0%s\\0' "$__hsf_name" "\${BASH_ALIASES[$__hsf_name]}"; done
  ${secrets === 'told' ? AS_EXPORTED : ':'}
  builtin printf 'c\\0'
  builtin complete -p
  builtin printf '\\0o\\0'
  builtin shopt -p
  builtin printf '\\0t\\0'
  builtin trap -p
  builtin printf '\\0l\\0'
  builtin ulimit -S -a
  builtin ulimit -H -a
  __hsf_names=(/proc/$$/fd/*)
  builtin printf '\\0d\\0'
  builtin printf '%s ' "\${__hsf_names[@]##*/}"
  builtin printf '\\0'
  for __hsf_name in "\${!__hsf_was_@}" "\${__hsf_hidden[@]}"; do
    __hsf_name=\${__hsf_name#__hsf_was_}
    __hsf_line=__hsf_was_$__hsf_name
    [ "\${!__hsf_line+x}\${!__hsf_line-}" = "\${!__hsf_name+x}\${!__hsf_name-}" ] || {
      builtin printf 's\\0%s\\0' "$__hsf_name"
      ${secrets === 'told' ? TELL : ':'}
    }
  done
`;
}

/**
 * bash: writes the state before the set-up, in the shell itself (it remembers secrets there). `redirection` says where to: `>&3`,
 * `>>"$__hsf_note"`. One child; silent, and without a word where it cannot be written.
 */
export function dumpBefore(redirection: string, secrets: 'told' | 'left out' = 'left out'): string {
  return `${REMEMBER_SECRETS}(
  ${dumpOf('before', secrets)}) 2>/dev/null ${redirection}
`;
}

/** The same after the set-up, with the mark of the end. */
export function dumpAfter(redirection: string, secrets: 'told' | 'left out' = 'left out'): string {
  return `(
  ${dumpOf('after', secrets)}  builtin printf 'end\\0'
) 2>/dev/null ${redirection}
`;
}
