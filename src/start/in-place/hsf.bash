# hsf: lets this bash enter and leave stacks: "hsf use", "hsf leave", "hsf switch", "hsf status". Read by the code of "hsf init bash".
#
# Every change is noted with what was there before it is made, one record each in parallel arrays: kind, name, old, new. Leaving goes
# through the records of a level from the last one back. "old" and "new" are declarations as bash prints them, so that a comparison
# sees attributes as well, and evaluating "old" brings all of it back. An array would have to be printed by a child, a child costs a
# millisecond, and a stack sets a hundred variables: what bash tells by itself is taken from there.
#
# No data is ever read as code, but functions and completions of the stack, which are code.

if [ "$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))" -lt 402 ]; then
  \printf 'hsf: "hsf use" needs a bash from 4.2 on; this is %s\n' "$BASH_VERSION" >&2
  \return 0
fi

# What the user's aliases could make of words here is kept away while this is read.
__hsf_kept=:$BASHOPTS:
\builtin shopt -u expand_aliases
builtin shopt -s extglob
builtin unalias hsf 2>/dev/null || builtin :

# Before 4.4 bash prints a declaration only in a child.
__hsf_old_bash=
[ "$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))" -ge 404 ] || __hsf_old_bash=yes

if [ -z "${__hsf_depth-}" ]; then
  __hsf_depth=0
  __hsf_kind=() __hsf_name=() __hsf_old=() __hsf_new=() __hsf_base=() __hsf_title=() __hsf_whole=() __hsf_marks=() __hsf_venv=()
fi

hsf() {
  builtin local __hsf_word __hsf_skip=
  for __hsf_word; do
    [ -z "$__hsf_skip" ] || { __hsf_skip= && continue; }
    case $__hsf_word in
      --cvmfs | --timeout | --probe | --color) __hsf_skip=yes ;;
      -*) ;;
      use | leave | switch | status)
        __hsf_in_place "$__hsf_word" "$@"
        builtin return
        ;;
      *) builtin break ;;
    esac
  done
  __hsf_run "$@"
}

# The program itself, also where the stack has changed PATH.
__hsf_run() {
  if [ -x "$__hsf_program" ]; then "$__hsf_program" "$@"; else builtin command hsf "$@"; fi
}

# COMMAND, WORDS as typed: with the options that this needs, whatever the user has set.
__hsf_in_place() {
  builtin local __hsf_flags="$-" __hsf_shopt=":$BASHOPTS:" IFS=$' \t\n' __hsf_status=0
  builtin set +euvxfk
  builtin shopt -u expand_aliases nocasematch
  builtin shopt -s extglob
  "__hsf_$1" "${@:2}" || __hsf_status=$?
  case $__hsf_shopt in *:expand_aliases:*) builtin shopt -s expand_aliases ;; esac
  case $__hsf_shopt in *:extglob:*) ;; *) builtin shopt -u extglob ;; esac
  case $__hsf_shopt in *:nocasematch:*) builtin shopt -s nocasematch ;; esac
  __hsf_flags=${__hsf_flags//[!euvxfk]/}
  [ -z "$__hsf_flags" ] || builtin set "-$__hsf_flags"
  builtin return "$__hsf_status"
}

# What the project of the stack wants done while it is still there.
__hsf_hooks() {
  [ -z "${HSF_LEAVE-}" ] || __hsf_run hsf:leaving "$HSF_LEAVE"
}

__hsf_use() {
  builtin local __hsf_code
  # Its own reading of the words: the command says what is wrong with them.
  __hsf_code=$(
    [ "$__hsf_depth" = 0 ] || builtin export HSF_USED=bash
    __hsf_run --shell bash --code "$@"
  ) || {
    __hsf_refused "$?" "$__hsf_code"
    builtin return
  }
  __hsf_apply "$__hsf_code"
}

# The new stack is asked for as it would be from outside, in a child that has left the old one; this shell leaves when all is there.
__hsf_switch() {
  builtin local __hsf_code
  if [ "$__hsf_depth" = 0 ]; then
    __hsf_use "$@"
    builtin return
  fi
  __hsf_code=$(
    __hsf_restore quiet
    __hsf_run --shell bash --code --nest "$@"
  ) || {
    __hsf_refused "$?" "$__hsf_code"
    builtin return
  }
  case $__hsf_code in
    *"__hsf_entered "*)
      __hsf_hooks
      __hsf_restore kept
      ;;
  esac
  __hsf_apply "$__hsf_code"
}

__hsf_leave() {
  builtin local __hsf_word __hsf_how=say
  case ${HSF_QUIET-} in '' | 0 | false | no | off) ;; *) __hsf_how=quiet ;; esac
  for __hsf_word in "$@"; do
    case $__hsf_word in
      leave) ;;
      -q | --quiet) __hsf_how=quiet ;;
      *)
        __hsf_run "$@"
        builtin return
        ;;
    esac
  done
  if [ "$__hsf_depth" = 0 ]; then
    HSF_USED=bash __hsf_run "$@"
    builtin return
  fi
  __hsf_hooks
  __hsf_restore "$__hsf_how"
}

__hsf_status() {
  builtin local __hsf_i __hsf_text="bash $__hsf_depth" __hsf_from=0
  [ "$__hsf_depth" = 0 ] || __hsf_from=${__hsf_base[__hsf_depth]}
  for ((__hsf_i = __hsf_from; __hsf_i < ${#__hsf_kind[@]}; __hsf_i++)); do
    __hsf_text+=$'\n'"${__hsf_kind[__hsf_i]} ${__hsf_name[__hsf_i]}"
  done
  HSF_USED=$__hsf_text __hsf_run "$@"
}

# STATUS TEXT: what came instead of code is for the reader.
__hsf_refused() {
  [ -z "$2" ] || builtin printf '%s\n' "$2"
  builtin return "$1"
}

# Takes in what "hsf use --code" printed. Without its last line it is no code but help, or a plan.
__hsf_apply() {
  case $1 in
    *"__hsf_entered "*) ;;
    '') builtin return 0 ;;
    *)
      builtin printf '%s\n' "$1"
      builtin return 0
      ;;
  esac
  __hsf_depth=$((__hsf_depth + 1))
  __hsf_base[__hsf_depth]=${#__hsf_kind[@]}
  __hsf_title[__hsf_depth]=
  __hsf_venv[__hsf_depth]=${_OLD_VIRTUAL_PATH-}
  builtin local __hsf_declared=
  builtin eval "$1"
}

# The names that follow. What is declared without a value cannot be seen without a child; one child tells of all.
__hsf_names() {
  builtin local __hsf_word
  builtin local -a __hsf_unset
  for __hsf_word; do [ -n "${!__hsf_word+x}" ] || __hsf_unset+=("$__hsf_word"); done
  __hsf_declared=
  [ "${#__hsf_unset[@]}" = 0 ] || __hsf_declared=$'\n'$(builtin declare -p "${__hsf_unset[@]}" 2>/dev/null)$'\n'
}

# NAME: its declaration in __hsf_text, '' for one that is not there; the letters of its attributes in __hsf_letters.
__hsf_tell() {
  # A redirection for each variable would cost more than all the rest; what is older has no references or says that it knows no -R.
  if [ "${#__hsf_old_bash}" = 0 ] && [ -R "$1" ]; then
    __hsf_text=$(builtin declare -p "$1")
  elif [ -z "${!1+x}" ]; then
    __hsf_text=
    case $__hsf_declared in
      *$'\n'"declare "+([!$' \n'])" $1"[$'=\n']*) __hsf_text=$(builtin declare -p "$1") ;;
    esac
  elif [ "${#__hsf_old_bash}" != 0 ]; then
    __hsf_text=$(builtin declare -p "$1")
  else
    builtin eval "__hsf_text=\${$1@A}"
    case $__hsf_text in
      declare\ -*([!\ ])[aA]*) __hsf_text=$(builtin declare -p "$1") ;;
    esac
  fi
  case $__hsf_text in
    declare\ -*)
      __hsf_letters=${__hsf_text#declare -}
      __hsf_letters=${__hsf_letters%%[[:space:]]*}
      __hsf_letters=${__hsf_letters#-}
      ;;
    *) __hsf_letters= ;;
  esac
}

# KIND NAME: notes what is there; 1 where it cannot be changed. Whatever is more than text makes room.
__hsf_note() {
  builtin local __hsf_text __hsf_letters
  __hsf_tell "$2"
  case $__hsf_letters in
    *r*)
      builtin printf 'hsf: %s is read-only in this shell and stays as it is\n' "$2" >&2
      builtin return 1
      ;;
  esac
  __hsf_kind+=("$1") __hsf_name+=("$2") __hsf_old+=("$__hsf_text") __hsf_new+=('')
  case $__hsf_letters in
    '' | x) ;;
    *n*) builtin unset -n "$2" ;;
    *) builtin unset -v "$2" ;;
  esac
}

# NAME: notes what it became.
__hsf_noted() {
  builtin local __hsf_text __hsf_letters
  __hsf_tell "$1"
  __hsf_new[${#__hsf_kind[@]} - 1]=$__hsf_text
}

__hsf_put() {
  __hsf_note "${3-set}" "$1" || builtin return 0
  builtin declare -gx "$1=$2"
  # What it became is known, and is what bash would print; before 4.4 bash cannot quote by itself.
  if [ "${#__hsf_old_bash}" = 0 ]; then
    __hsf_new[${#__hsf_kind[@]} - 1]="declare -x $1=${2@Q}"
  else
    __hsf_noted "$1"
  fi
}

__hsf_list() { __hsf_put "$1" "$2" list; }

__hsf_drop() {
  __hsf_note unset "$1" || builtin return 0
  builtin unset -v "$1"
}

# NAME DECLARATION: a variable of the shell that is not exported.
__hsf_variable() {
  __hsf_note variable "$1" || builtin return 0
  builtin unset -v "$1"
  builtin eval "${2/#declare /declare -g }" 2>/dev/null
  __hsf_noted "$1"
}

# NAME DEFINITION ["exported"]
__hsf_function() {
  builtin local __hsf_text=
  if builtin declare -F -- "$1" >/dev/null; then __hsf_text=$(builtin declare -pf -- "$1"); fi
  case ${__hsf_text##*$'\n'} in
    declare\ -*([!\ ])r*) builtin return 0 ;;
  esac
  __hsf_kind+=(function) __hsf_name+=("$1") __hsf_old+=("$__hsf_text") __hsf_new+=('')
  builtin unset -f -- "$1" 2>/dev/null
  builtin eval "$2" 2>/dev/null
  [ -z "${3-}" ] || builtin declare -fx -- "$1" 2>/dev/null
}

__hsf_alias() {
  __hsf_kind+=(alias) __hsf_name+=("$1") __hsf_old+=("${BASH_ALIASES[$1]+=}${BASH_ALIASES[$1]-}") __hsf_new+=("=$2")
  builtin alias -- "$1=$2"
}

# NAME WORDS: what follows "complete".
__hsf_completion() {
  __hsf_kind+=(completion) __hsf_name+=("$1") __hsf_old+=("$(builtin complete -p -- "$1" 2>/dev/null)")
  builtin complete "${@:2}" 2>/dev/null
  __hsf_new+=("$(builtin complete -p -- "$1" 2>/dev/null)")
}

# NAME on|off: an option of shopt. Those that are put back behind this are in __hsf_shopt, so that one text tells of all.
__hsf_option() {
  builtin local __hsf_was=off
  case $__hsf_shopt in *":$1:"*) __hsf_was=on ;; esac
  __hsf_kind+=(option) __hsf_name+=("$1") __hsf_old+=("$__hsf_was") __hsf_new+=("$2")
  __hsf_turn "$1" "$2"
}

__hsf_turn() {
  __hsf_shopt=${__hsf_shopt/":$1:"/:}
  [ "$2" = off ] || __hsf_shopt+=$1:
  case $2$1 in
    *expand_aliases | *nocasematch | *extglob) ;;
    on*) builtin shopt -s "$1" 2>/dev/null ;;
    *) builtin shopt -u "$1" 2>/dev/null ;;
  esac
}

# Since when one is in the stack.
__hsf_since() {
  builtin local __hsf_now
  TZ=UTC0 builtin printf -v __hsf_now '%(%Y-%m-%dT%H:%M:%SZ)T' -1
  __hsf_put HSF_SINCE "$__hsf_now"
}

# TEXT in front of the prompt.
__hsf_prompt() {
  __hsf_marks[__hsf_depth]=$1
  [ -n "${PS1+x}" ] && __hsf_note prompt PS1 || builtin return 0
  PS1=$1$PS1
  __hsf_noted PS1
}

# ADDRESS: the end of the code.
__hsf_entered() {
  builtin local __hsf_text
  __hsf_functions
  __hsf_whole[__hsf_depth]=$__hsf_text
  __hsf_title[__hsf_depth]=$1
}

# All functions that this level made, as bash prints them: one child instead of one for each.
__hsf_functions() {
  builtin local __hsf_i
  builtin local -a __hsf_all
  for ((__hsf_i = __hsf_base[__hsf_depth]; __hsf_i < ${#__hsf_kind[@]}; __hsf_i++)); do
    [ "${__hsf_kind[__hsf_i]}" != function ] || __hsf_all+=("${__hsf_name[__hsf_i]}")
  done
  __hsf_text=
  [ "${#__hsf_all[@]}" = 0 ] || __hsf_text=$(builtin declare -pf -- "${__hsf_all[@]}" 2>/dev/null)
}

# HOW: a venv that was activated in this stack has put its PATH aside, and would bring it back later: its own "deactivate" comes first.
__hsf_deactivate() {
  [ -n "${_OLD_VIRTUAL_PATH-}" ] && [ "$_OLD_VIRTUAL_PATH" != "${__hsf_venv[__hsf_depth]-}" ] || builtin return 0
  builtin declare -F deactivate >/dev/null || builtin return 0
  [ "$1" = quiet ] || builtin printf 'hsf: deactivated %s, which was activated in the stack\n' "${VIRTUAL_ENV-}" >&2
  deactivate
}

# Gives back what was there before the innermost level. What is not as that left it is the user's, and stays.
# Says what stays, unless "quiet"; "kept" says only that.
__hsf_restore() {
  __hsf_deactivate "$1"
  builtin local __hsf_i __hsf_kept= __hsf_declared __hsf_text __hsf_letters __hsf_same= __hsf_from="${__hsf_base[__hsf_depth]}"
  __hsf_functions
  [ "$__hsf_text" != "${__hsf_whole[__hsf_depth]-}" ] || __hsf_same=yes
  builtin local -a __hsf_all
  for ((__hsf_i = __hsf_from; __hsf_i < ${#__hsf_kind[@]}; __hsf_i++)); do
    case ${__hsf_kind[__hsf_i]} in function | alias | completion | option) ;; *) __hsf_all+=("${__hsf_name[__hsf_i]}") ;; esac
  done
  __hsf_names "${__hsf_all[@]}"
  for ((__hsf_i = ${#__hsf_kind[@]} - 1; __hsf_i >= __hsf_from; __hsf_i--)); do
    case ${__hsf_kind[__hsf_i]} in
      function | alias | completion | option) "__hsf_undo_${__hsf_kind[__hsf_i]}" "${__hsf_name[__hsf_i]}" "${__hsf_old[__hsf_i]}" "${__hsf_new[__hsf_i]}" ;;
      *) __hsf_undo "${__hsf_kind[__hsf_i]}" "${__hsf_name[__hsf_i]}" "${__hsf_old[__hsf_i]}" "${__hsf_new[__hsf_i]}" ;;
    esac
    builtin unset -v "__hsf_kind[$__hsf_i]" "__hsf_name[$__hsf_i]" "__hsf_old[$__hsf_i]" "__hsf_new[$__hsf_i]"
  done
  [ "$1" != say ] || builtin printf 'hsf: left %s\n' "${__hsf_title[__hsf_depth]}" >&2
  [ "$1" = quiet ] || [ -z "$__hsf_kept" ] || builtin printf 'hsf: kept, since it was changed meanwhile: %s\n' "${__hsf_kept#, }" >&2
  builtin unset -v "__hsf_base[$__hsf_depth]" "__hsf_title[$__hsf_depth]" "__hsf_whole[$__hsf_depth]" "__hsf_marks[$__hsf_depth]" "__hsf_venv[$__hsf_depth]"
  __hsf_depth=$((__hsf_depth - 1))
}

# KIND NAME OLD NEW
__hsf_undo() {
  __hsf_tell "$2"
  if [ "$__hsf_text" = "$4" ]; then
    __hsf_put_back "$2" "$3"
  elif [ "$1" = list ] && [ -n "${!2+x}" ]; then
    __hsf_kept+=", $2 (without the entries of the stack)"
    __hsf_take_out "$2" "$3" "$4"
  elif [ "$1" = prompt ] && [ "${PS1#"${__hsf_marks[__hsf_depth]}"}" != "${PS1-}" ]; then
    PS1=${PS1#"${__hsf_marks[__hsf_depth]}"}
  else
    __hsf_kept+=", $2"
  fi
}

# NAME DECLARATION
__hsf_put_back() {
  builtin unset -v "$1"
  case $2 in
    '') ;;
    declare\ *) builtin eval "declare -g ${2#declare }" ;;
    *) builtin eval "$2" ;;
  esac
}

# NAME OLD NEW: takes the entries that came with the stack out of a list, and puts those back that it had taken out. Lists have a
# colon at both ends here, so that each entry stands between two; a variable that is not there is one colon.
__hsf_take_out() {
  builtin local __hsf_value __hsf_before=: __hsf_after=: __hsf_list=":${!1}:" __hsf_result
  __hsf_value_of "$1" "$2" && __hsf_before=:$__hsf_value:
  __hsf_value_of "$1" "$3" && __hsf_after=:$__hsf_value:
  builtin local __hsf_own="$__hsf_before"
  __hsf_less "$__hsf_after" "$__hsf_before"
  __hsf_less "$__hsf_list" "$__hsf_result"
  __hsf_list=$__hsf_result
  __hsf_less "$__hsf_own" "$__hsf_after"
  while [ "$__hsf_result" != : ]; do
    __hsf_value=${__hsf_result#:}
    __hsf_value=${__hsf_value%%:*}
    case $__hsf_list in *":$__hsf_value:"*) ;; *) __hsf_list+=$__hsf_value: ;; esac
    __hsf_result=${__hsf_result#":$__hsf_value"}
  done
  if [ "$__hsf_list" = "$__hsf_before" ]; then
    __hsf_put_back "$1" "$2"
  else
    __hsf_list=${__hsf_list#:}
    builtin declare -g "$1=${__hsf_list%:}"
  fi
}

# LIST OTHER: __hsf_result is LIST without the entries of OTHER, each once.
__hsf_less() {
  builtin local __hsf_entry __hsf_rest="${2#:}"
  __hsf_result=$1
  while [ -n "$__hsf_rest" ]; do
    __hsf_entry=${__hsf_rest%%:*}
    __hsf_rest=${__hsf_rest#*:}
    __hsf_result=${__hsf_result/":$__hsf_entry:"/:}
  done
}

# NAME DECLARATION: the text in __hsf_value; 1 where there is none. What is no text counts as none.
__hsf_value_of() {
  case $2 in
    "$1="* | "declare -x $1="* | "declare -- $1="*)
      builtin local __hsf_it
      builtin eval "__hsf_it=${2#*"$1="}"
      __hsf_value=$__hsf_it
      ;;
    *) builtin return 1 ;;
  esac
}

__hsf_undo_function() {
  if [ -z "$__hsf_same" ]; then
    builtin local __hsf_now
    __hsf_now=$(builtin declare -pf -- "$1" 2>/dev/null)
    case $'\n'${__hsf_whole[__hsf_depth]-}$'\n' in
      *$'\n'"$__hsf_now"$'\n'*) [ -n "$__hsf_now" ] ;;
      *) builtin false ;;
    esac || {
      __hsf_kept+=", function $1"
      builtin return 0
    }
  fi
  builtin unset -f -- "$1" 2>/dev/null
  [ -z "$2" ] || builtin eval "$2"
}

__hsf_undo_alias() {
  if [ "${BASH_ALIASES[$1]+=}${BASH_ALIASES[$1]-}" != "$3" ]; then
    __hsf_kept+=", alias $1"
    builtin return 0
  fi
  builtin unalias -- "$1" 2>/dev/null
  [ -z "$2" ] || builtin alias -- "$1=${2#=}"
}

__hsf_undo_completion() {
  if [ "$(builtin complete -p -- "$1" 2>/dev/null)" != "$3" ]; then
    __hsf_kept+=", completion of $1"
    builtin return 0
  fi
  builtin complete -r -- "$1" 2>/dev/null
  [ -z "$2" ] || builtin eval "$2"
}

__hsf_undo_option() {
  builtin local __hsf_is=off
  case $__hsf_shopt in *":$1:"*) __hsf_is=on ;; esac
  if [ "$__hsf_is" = "$3" ]; then __hsf_turn "$1" "$2"; else __hsf_kept+=", option $1"; fi
}

case $__hsf_kept in *:extglob:*) ;; *) builtin shopt -u extglob ;; esac
case $__hsf_kept in *:expand_aliases:*) builtin shopt -s expand_aliases ;; esac
builtin unset -v __hsf_kept
