# hsf: lets this ksh (ksh93) enter and leave stacks: "hsf use", "hsf leave", "hsf switch", "hsf status". Read by the code of
# "hsf init ksh".
#
# As hsf.bash: every change is noted with what was there before it is made, as ksh declares it. All functions are of the kind that
# shares its variables with the caller, since in the other one "typeset" makes a variable of the function; so all names begin with __hsf.

\unalias hsf 2>/dev/null || :
if [ -z "${__hsf_depth-}" ]; then
  __hsf_depth=0 __hsf_count=0
  set -A __hsf_kind; set -A __hsf_name; set -A __hsf_old; set -A __hsf_new; set -A __hsf_base; set -A __hsf_title; set -A __hsf_marks; set -A __hsf_venv
fi

hsf() {
  __hsf_skip=
  for __hsf_word in "$@"; do
    if [ -n "$__hsf_skip" ]; then __hsf_skip=; continue; fi
    case $__hsf_word in
      --cvmfs | --timeout | --probe | --color) __hsf_skip=yes ;;
      -*) ;;
      use | leave | switch | status)
        __hsf_in_place "$__hsf_word" "$@"
        return
        ;;
      *) break ;;
    esac
  done
  unset __hsf_skip __hsf_word
  __hsf_run "$@"
}

# The program itself, also where the stack has changed PATH.
__hsf_run() {
  if [ -x "$__hsf_program" ]; then "$__hsf_program" "$@"; else command hsf "$@"; fi
}

# COMMAND, WORDS as typed: with the options that this needs, whatever the user has set.
__hsf_in_place() {
  __hsf_flags=$- __hsf_ifs=${IFS-$' \t\n'}
  IFS=$' \t\n'
  set +e +u +v +x +f
  __hsf_do=$1
  shift
  # What a subshell does to arrays of the shell around it goes wrong where that is no process of its own; setting a limit makes it one.
  [ "${.sh.subshell}" = 0 ] || ulimit -S -c "$(ulimit -S -c)"
  # ksh takes another way of editing lines when EDITOR or VISUAL is set.
  __hsf_editing=none
  [[ -o vi ]] && __hsf_editing=vi
  [[ -o emacs ]] && __hsf_editing=emacs
  [[ -o gmacs ]] && __hsf_editing=gmacs
  "__hsf_$__hsf_do" "$@"
  __hsf_status=$?
  case $__hsf_editing in
    none) set +o vi +o emacs +o gmacs ;;
    *) set -o "$__hsf_editing" ;;
  esac
  IFS=$__hsf_ifs
  set -- "$__hsf_status" "$__hsf_flags"
  unset __hsf_skip __hsf_word __hsf_flags __hsf_ifs __hsf_do __hsf_status __hsf_code __hsf_how __hsf_text __hsf_i __hsf_kept __hsf_report
  unset __hsf_editing __hsf_before __hsf_after __hsf_list __hsf_result __hsf_value __hsf_entry __hsf_rest
  case $2 in *f*) set -f ;; esac
  case $2 in *v*) set -v ;; esac
  case $2 in *u*) set -u ;; esac
  case $2 in *x*) set -x ;; esac
  case $2 in *e*) set -e ;; esac
  return "$1"
}

# What the project of the stack wants done while it is still there.
__hsf_hooks() {
  [ -z "${HSF_LEAVE-}" ] || __hsf_run hsf:leaving "$HSF_LEAVE"
}

__hsf_use() {
  __hsf_code=$(
    [ "$__hsf_depth" = 0 ] || export HSF_USED=ksh
    __hsf_run --shell ksh --code "$@"
  ) || {
    __hsf_refused "$?" "$__hsf_code"
    return
  }
  __hsf_apply "$__hsf_code"
}

# The new stack is asked for as it would be from outside, in a child that has left the old one; this shell leaves when all is there.
# The child is one for sure: the subshell of ksh is none.
__hsf_switch() {
  if [ "$__hsf_depth" = 0 ]; then
    __hsf_use "$@"
    return
  fi
  __hsf_code=$(
    ulimit -c 0
    __hsf_restore quiet
    __hsf_run --shell ksh --code --nest "$@"
  ) || {
    __hsf_refused "$?" "$__hsf_code"
    return
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
  __hsf_how=say
  case ${HSF_QUIET-} in '' | 0 | false | no | off) ;; *) __hsf_how=quiet ;; esac
  for __hsf_word in "$@"; do
    case $__hsf_word in
      leave) ;;
      -q | --quiet) __hsf_how=quiet ;;
      *)
        __hsf_run "$@"
        return
        ;;
    esac
  done
  if [ "$__hsf_depth" = 0 ]; then
    (
      export HSF_USED=ksh
      __hsf_run "$@"
    )
    return
  fi
  __hsf_hooks
  __hsf_restore "$__hsf_how"
}

__hsf_status() {
  __hsf_text="ksh $__hsf_depth" __hsf_i=0
  [ "$__hsf_depth" = 0 ] && __hsf_i=$__hsf_count || __hsf_i=${__hsf_base[__hsf_depth]}
  while [ "$__hsf_i" -lt "$__hsf_count" ]; do
    __hsf_text+=$'\n'"${__hsf_kind[__hsf_i]} ${__hsf_name[__hsf_i]}"
    __hsf_i=$((__hsf_i + 1))
  done
  (
    export HSF_USED="$__hsf_text"
    __hsf_run "$@"
  )
}

# STATUS TEXT: what came instead of code is for the reader.
__hsf_refused() {
  [ -z "$2" ] || print -r -- "$2"
  return "$1"
}

# Takes in what "hsf use --code" printed. Without its last line it is no code but help, or a plan.
__hsf_apply() {
  case $1 in
    *"__hsf_entered "*) ;;
    '') return 0 ;;
    *)
      printf '%s\n' "$1"
      return 0
      ;;
  esac
  __hsf_depth=$((__hsf_depth + 1))
  __hsf_base[__hsf_depth]=$__hsf_count
  __hsf_title[__hsf_depth]=
  __hsf_marks[__hsf_depth]=
  __hsf_venv[__hsf_depth]=${_OLD_VIRTUAL_PATH-}
  eval "$1"
  return 0
}

# Of use to bash only.
__hsf_names() { :; }

# NAME: its declaration in __hsf_text, '' for one that is not there.
__hsf_tell() { __hsf_text=$(typeset -p "$1" 2>/dev/null); }

# KIND NAME: notes what is there; 1 where it cannot be changed. Whatever is more than text makes room.
__hsf_note() {
  __hsf_tell "$2"
  case $__hsf_text in
    "typeset "*-r*" $2"* | "typeset "*-n*" $2"*)
      case ${__hsf_text%%"$2"*} in
        *' -r '* | *' -n '*)
          print -ru2 -- "hsf: $2 is read-only in this shell and stays as it is"
          return 1
          ;;
      esac
      ;;
  esac
  __hsf_kind[__hsf_count]=$1 __hsf_name[__hsf_count]=$2 __hsf_old[__hsf_count]=$__hsf_text __hsf_new[__hsf_count]=
  __hsf_count=$((__hsf_count + 1))
  case $__hsf_text in
    '' | "$2="* | "typeset -x $2="*) ;;
    *) unset "$2" ;;
  esac
  return 0
}

# NAME: notes what it became.
__hsf_noted() {
  __hsf_tell "$1"
  __hsf_new[__hsf_count - 1]=$__hsf_text
}

__hsf_put() {
  __hsf_note "${3-set}" "$1" || return 0
  export "$1=$2"
  __hsf_noted "$1"
}

__hsf_list() { __hsf_put "$1" "$2" list; }

__hsf_drop() {
  __hsf_note unset "$1" || return 0
  unset "$1"
}

# NAME DEFINITION
__hsf_function() {
  __hsf_kind[__hsf_count]=function __hsf_name[__hsf_count]=$1 __hsf_old[__hsf_count]=$(typeset -f "$1")
  unset -f "$1"
  eval "$2"
  __hsf_new[__hsf_count]=$(typeset -f "$1")
  __hsf_count=$((__hsf_count + 1))
}

# lmod or modules: "module" for this shell, by what the stack has brought.
__hsf_modules() {
  case $1 in
    lmod)
      __hsf_function module 'module() { eval "$("$LMOD_CMD" ksh "$@")"; }'
      __hsf_function ml 'ml() { eval "$("$LMOD_DIR/ml_cmd" "$@")"; }'
      ;;
    modules) __hsf_function module 'module() { eval "$("$MODULES_CMD" ksh "$@")"; }' ;;
  esac
}

# Since when one is in the stack.
__hsf_since() { __hsf_put HSF_SINCE "$(TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' now)"; }

# TEXT in front of the prompt.
__hsf_prompt() {
  __hsf_marks[__hsf_depth]=$1
  [ -n "${PS1+x}" ] && __hsf_note prompt PS1 || return 0
  PS1=$1$PS1
  __hsf_noted PS1
}

# ADDRESS: the end of the code.
__hsf_entered() { __hsf_title[__hsf_depth]=$1; }

# HOW: a venv that was activated in this stack has put its PATH aside, and would bring it back later: its own "deactivate" comes first.
__hsf_deactivate() {
  [ -n "${_OLD_VIRTUAL_PATH-}" ] && [ "$_OLD_VIRTUAL_PATH" != "${__hsf_venv[__hsf_depth]-}" ] || return 0
  typeset -f deactivate >/dev/null || return 0
  [ "$1" = quiet ] || print -ru2 -- "hsf: deactivated ${VIRTUAL_ENV-}, which was activated in the stack"
  deactivate
}

# Gives back what was there before the innermost level. What is not as that left it is the user's, and stays.
# Says what stays, unless "quiet"; "kept" says only that.
__hsf_restore() {
  __hsf_deactivate "$1"
  __hsf_kept= __hsf_report=$1
  while [ "$__hsf_count" -gt "${__hsf_base[__hsf_depth]}" ]; do
    __hsf_count=$((__hsf_count - 1))
    __hsf_i=$__hsf_count
    if [ "${__hsf_kind[__hsf_i]}" = function ]; then
      __hsf_undo_function "${__hsf_name[__hsf_i]}" "${__hsf_old[__hsf_i]}" "${__hsf_new[__hsf_i]}"
    else
      __hsf_undo "${__hsf_kind[__hsf_i]}" "${__hsf_name[__hsf_i]}" "${__hsf_old[__hsf_i]}" "${__hsf_new[__hsf_i]}"
    fi
    unset "__hsf_kind[$__hsf_i]" "__hsf_name[$__hsf_i]" "__hsf_old[$__hsf_i]" "__hsf_new[$__hsf_i]"
  done
  [ "$__hsf_report" != say ] || print -ru2 -- "hsf: left ${__hsf_title[__hsf_depth]}"
  [ "$__hsf_report" = quiet ] || [ -z "$__hsf_kept" ] || print -ru2 -- "hsf: kept, since it was changed meanwhile: ${__hsf_kept#, }"
  unset "__hsf_base[$__hsf_depth]" "__hsf_title[$__hsf_depth]" "__hsf_marks[$__hsf_depth]" "__hsf_venv[$__hsf_depth]"
  __hsf_depth=$((__hsf_depth - 1))
  return 0
}

# KIND NAME OLD NEW
__hsf_undo() {
  __hsf_tell "$2"
  if [ "$__hsf_text" = "$4" ]; then
    __hsf_put_back "$2" "$3"
  elif [ "$1" = list ] && [ -n "$__hsf_text" ]; then
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
  __hsf_no_home "$2"
  case $2 in
    '') unset "$1" ;;
    "typeset -x $1="*) eval "$__hsf_text" ;;
    "$1="*)
      typeset +x "$1"
      eval "$__hsf_text"
      ;;
    *)
      unset "$1"
      eval "$__hsf_text"
      ;;
  esac
}

# DECLARATION: the same in __hsf_text, for "eval". ksh writes ":~" without quotes, and takes it for a home directory when it reads it.
__hsf_no_home() {
  __hsf_text=$1
  case $1 in *:~*) ;; *) return 0 ;; esac
  __hsf_rest=$1 __hsf_text=
  while [ -n "$__hsf_rest" ]; do
    __hsf_value=${__hsf_rest%%[\'\\]*}
    __hsf_rest=${__hsf_rest#"$__hsf_value"}
    __hsf_text+=${__hsf_value//:~/:\\~}
    case $__hsf_rest in
      \\*) __hsf_step 2 ;;
      \'*)
        __hsf_step 1
        while [ -n "$__hsf_rest" ]; do
          __hsf_entry=${__hsf_rest%%[\'\\]*}
          __hsf_step "${#__hsf_entry}"
          # In $'…' a backslash quotes, in '…' it does not.
          case $__hsf_rest:$__hsf_value in
            \\*:*\$) __hsf_step 2 ;;
            \\*) __hsf_step 1 ;;
            *)
              __hsf_step 1
              break
              ;;
          esac
        done
        ;;
    esac
  done
}

# NUMBER: so many characters go over from __hsf_rest to __hsf_text.
__hsf_step() {
  __hsf_text+=${__hsf_rest:0:$1}
  __hsf_rest=${__hsf_rest:$1}
}

# NAME OLD NEW: takes the entries that came with the stack out of a list, and puts those back that it had taken out. Lists have a
# colon at both ends here, so that each entry stands between two; a variable that is not there is one colon.
__hsf_take_out() {
  __hsf_before=: __hsf_after=:
  eval "__hsf_list=:\$$1:"
  __hsf_value_of "$1" "$2" && __hsf_before=:$__hsf_value:
  __hsf_value_of "$1" "$3" && __hsf_after=:$__hsf_value:
  __hsf_less "$__hsf_after" "$__hsf_before"
  __hsf_less "$__hsf_list" "$__hsf_result"
  __hsf_list=$__hsf_result
  __hsf_less "$__hsf_before" "$__hsf_after"
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
    eval "$1=\${__hsf_list%:}"
  fi
}

# LIST OTHER: __hsf_result is LIST without the entries of OTHER, each once.
__hsf_less() {
  __hsf_result=$1 __hsf_rest=${2#:}
  while [ -n "$__hsf_rest" ]; do
    __hsf_entry=${__hsf_rest%%:*}
    __hsf_rest=${__hsf_rest#*:}
    case $__hsf_result in
      *":$__hsf_entry:"*) __hsf_result=${__hsf_result%%":$__hsf_entry:"*}:${__hsf_result#*":$__hsf_entry:"} ;;
    esac
  done
}

# NAME DECLARATION: the text in __hsf_value; 1 where there is none. What is no text counts as none.
__hsf_value_of() {
  case $2 in
    "$1="* | "typeset -x $1="*)
      __hsf_no_home "$2"
      eval "__hsf_value=${__hsf_text#*"$1="}"
      ;;
    *) return 1 ;;
  esac
}

__hsf_undo_function() {
  if [ "$(typeset -f "$1")" != "$3" ]; then
    __hsf_kept+=", function $1"
    return 0
  fi
  unset -f "$1"
  [ -z "$2" ] || eval "$2"
}
