# hsf: lets this zsh enter and leave stacks: "hsf use", "hsf leave", "hsf switch", "hsf status". Read by the code of "hsf init zsh".
#
# As hsf.bash: every change is noted with what was there before it is made. "old" and "new" are '' for what is not there, x: or v: and
# the value of a text that is exported or not, t: and the declaration of anything else. What zsh itself knows (PATH and path, all that
# is tied or special) is only ever assigned: unset, it would be a common variable from then on.

# What the user's aliases could make of words here is kept away while this is read.
[[ -o aliases ]] && __hsf_kept=yes || __hsf_kept=
'builtin' 'setopt' 'no_aliases'
builtin unalias hsf 2>/dev/null || :
builtin zmodload zsh/parameter zsh/datetime

if (( ! ${+__hsf_depth} )); then
  typeset -gi __hsf_depth=0
  typeset -ga __hsf_kind __hsf_name __hsf_old __hsf_new __hsf_base __hsf_title __hsf_marks __hsf_venv
fi

hsf() {
  emulate -L zsh
  setopt no_err_exit no_err_return no_xtrace no_verbose no_aliases
  local __hsf_word __hsf_skip=
  for __hsf_word in "$@"; do
    if [[ -n $__hsf_skip ]]; then __hsf_skip=; continue; fi
    case $__hsf_word in
      --cvmfs|--timeout|--probe|--color) __hsf_skip=yes ;;
      -*) ;;
      use|leave|switch|status) "__hsf_$__hsf_word" "$@"; return ;;
      *) break ;;
    esac
  done
  __hsf_run "$@"
}

# The program itself, also where the stack has changed PATH.
__hsf_run() {
  if [[ -x $__hsf_program ]]; then $__hsf_program "$@"; else command hsf "$@"; fi
}

# What the project of the stack wants done while it is still there.
__hsf_hooks() {
  [ -z "${HSF_LEAVE-}" ] || __hsf_run hsf:leaving "$HSF_LEAVE"
}

__hsf_use() {
  local __hsf_code
  __hsf_code=$(
    (( __hsf_depth == 0 )) || export HSF_USED=zsh
    __hsf_run --shell zsh --code "$@"
  ) || {
    __hsf_refused $? "$__hsf_code"
    return
  }
  __hsf_apply "$__hsf_code"
}

# The new stack is asked for as it would be from outside, in a child that has left the old one; this shell leaves when all is there.
__hsf_switch() {
  local __hsf_code
  if (( __hsf_depth == 0 )); then
    __hsf_use "$@"
    return
  fi
  __hsf_code=$(
    __hsf_restore quiet
    __hsf_run --shell zsh --code --nest "$@"
  ) || {
    __hsf_refused $? "$__hsf_code"
    return
  }
  [[ $__hsf_code != *'__hsf_entered '* ]] || { __hsf_hooks; __hsf_restore kept }
  __hsf_apply "$__hsf_code"
}

__hsf_leave() {
  local __hsf_word __hsf_how=say
  [[ ${HSF_QUIET-} == (|0|false|no|off) ]] || __hsf_how=quiet
  for __hsf_word in "$@"; do
    case $__hsf_word in
      leave) ;;
      -q|--quiet) __hsf_how=quiet ;;
      *) __hsf_run "$@"; return ;;
    esac
  done
  if (( __hsf_depth == 0 )); then
    HSF_USED=zsh __hsf_run "$@"
    return
  fi
  __hsf_hooks
  __hsf_restore $__hsf_how
}

__hsf_status() {
  local __hsf_text="zsh $__hsf_depth" __hsf_i
  if (( __hsf_depth )); then
    for (( __hsf_i = __hsf_base[__hsf_depth] + 1; __hsf_i <= $#__hsf_kind; __hsf_i++ )); do
      __hsf_text+=$'\n'"$__hsf_kind[__hsf_i] $__hsf_name[__hsf_i]"
    done
  fi
  HSF_USED=$__hsf_text __hsf_run "$@"
}

# STATUS TEXT: what came instead of code is for the reader.
__hsf_refused() {
  [[ -z $2 ]] || print -r -- "$2"
  return $1
}

# Takes in what "hsf use --code" printed. Without its last line it is no code but help, or a plan.
__hsf_apply() {
  [[ -n $1 ]] || return 0
  if [[ $1 != *'__hsf_entered '* ]]; then
    print -r -- "$1"
    return 0
  fi
  (( __hsf_depth += 1 ))
  __hsf_base[__hsf_depth]=$#__hsf_kind
  __hsf_title[__hsf_depth]=''
  __hsf_marks[__hsf_depth]=''
  __hsf_venv[__hsf_depth]=${_OLD_VIRTUAL_PATH-}
  eval "$1"
  return 0
}

# Of use to bash only.
__hsf_names() { : }

# NAME: what it is in __hsf_text, and in __hsf_type.
__hsf_tell() {
  __hsf_type=${(Pt)1}
  case ${__hsf_type//-(export|tied|special|unique|local|hideval|hide)/} in
    '') __hsf_text= ;;
    scalar) if [[ $__hsf_type == *-export* ]]; then __hsf_text=x:${(P)1}; else __hsf_text=v:${(P)1}; fi ;;
    *) __hsf_text=t:$(typeset -p -- $1) ;;
  esac
  # The text of a tied list without entries, and of one with an empty entry, are the same.
  [[ $__hsf_type == *-tied* && $__hsf_text == [xv]: ]] || return 0
  __hsf_tied $1
  (( ${(P)#__hsf_array} )) || __hsf_text=${__hsf_text%:}e:$__hsf_array
}

# NAME: __hsf_array is the array that it is tied to.
__hsf_tied() {
  __hsf_array=$(typeset -p -- $1)
  __hsf_array=${${__hsf_array%%=*}##* }
}

# KIND NAME: notes what is there; 1 where it cannot be changed. Whatever is more than text makes room.
__hsf_note() {
  local __hsf_text __hsf_type __hsf_array
  __hsf_tell $2
  if [[ $__hsf_type == *-readonly* || ( $__hsf_type == *-special* && $__hsf_text == t:* ) ]]; then
    print -ru2 -- "hsf: $2 is read-only in this shell, or its own, and stays as it is"
    return 1
  fi
  __hsf_kind+=("$1") __hsf_name+=("$2") __hsf_old+=("$__hsf_text") __hsf_new+=('')
  [[ $__hsf_text != t:* ]] || unset "$2"
}

# NAME: notes what it became.
__hsf_noted() {
  local __hsf_text __hsf_type __hsf_array
  __hsf_tell $1
  __hsf_new[-1]=$__hsf_text
}

__hsf_put() {
  __hsf_note "${3-set}" "$1" || return 0
  builtin typeset -gx "$1=$2"
  __hsf_noted "$1"
}

__hsf_list() { __hsf_put "$1" "$2" list }

__hsf_drop() {
  __hsf_note unset "$1" || return 0
  __hsf_take_away "$1"
  __hsf_noted "$1"
}

__hsf_take_away() {
  local __hsf_array
  if [[ ${(Pt)1} == *-tied* ]]; then
    __hsf_tied $1
    builtin set -A $__hsf_array
    builtin typeset -g +x "$1"
  elif [[ ${(Pt)1} == *-special* ]]; then
    builtin typeset -g +x "$1="
  else
    unset "$1"
  fi
}

# NAME BODY
__hsf_function() {
  __hsf_kind+=(function) __hsf_name+=("$1") __hsf_old+=("${functions[$1]+=}${functions[$1]-}")
  unfunction -- "$1" 2>/dev/null
  functions[$1]=$2
  __hsf_new+=("=$functions[$1]")
}

# lmod or modules: "module" for this shell, by what the stack has brought.
__hsf_modules() {
  case $1 in
    lmod)
      __hsf_function module 'eval "$("$LMOD_CMD" zsh "$@")"'
      __hsf_function ml 'eval "$("$LMOD_DIR/ml_cmd" "$@")"'
      ;;
    modules) __hsf_function module 'eval "$("$MODULES_CMD" zsh "$@")"' ;;
  esac
}

# Since when one is in the stack.
__hsf_since() {
  local __hsf_now
  TZ=UTC0 builtin strftime -s __hsf_now '%Y-%m-%dT%H:%M:%SZ' $EPOCHSECONDS
  __hsf_put HSF_SINCE "$__hsf_now"
}

# TEXT in front of the prompt.
__hsf_prompt() {
  __hsf_marks[__hsf_depth]=$1
  __hsf_note prompt PS1 || return 0
  PS1=$1$PS1
  __hsf_noted PS1
}

# ADDRESS: the end of the code.
__hsf_entered() { __hsf_title[__hsf_depth]=$1 }

# HOW: a venv that was activated in this stack has put its PATH aside, and would bring it back later: its own "deactivate" comes first.
__hsf_deactivate() {
  [[ -n ${_OLD_VIRTUAL_PATH-} && "$_OLD_VIRTUAL_PATH" != "$__hsf_venv[__hsf_depth]" ]] || return 0
  (( ${+functions[deactivate]} )) || return 0
  [[ $1 == quiet ]] || print -ru2 -- "hsf: deactivated ${VIRTUAL_ENV-}, which was activated in the stack"
  deactivate
}

# Gives back what was there before the innermost level. What is not as that left it is the user's, and stays.
# Says what stays, unless "quiet"; "kept" says only that.
__hsf_restore() {
  __hsf_deactivate $1
  local __hsf_i __hsf_text __hsf_type __hsf_array
  local -a __hsf_kept
  for (( __hsf_i = $#__hsf_kind; __hsf_i > __hsf_base[__hsf_depth]; __hsf_i-- )); do
    if [[ $__hsf_kind[__hsf_i] == function ]]; then
      __hsf_undo_function "$__hsf_name[__hsf_i]" "$__hsf_old[__hsf_i]" "$__hsf_new[__hsf_i]"
    else
      __hsf_undo "$__hsf_kind[__hsf_i]" "$__hsf_name[__hsf_i]" "$__hsf_old[__hsf_i]" "$__hsf_new[__hsf_i]"
    fi
    __hsf_kind[__hsf_i]=() __hsf_name[__hsf_i]=() __hsf_old[__hsf_i]=() __hsf_new[__hsf_i]=()
  done
  [[ $1 != say ]] || print -ru2 -- "hsf: left $__hsf_title[__hsf_depth]"
  [[ $1 == quiet ]] || (( ! $#__hsf_kept )) || print -ru2 -- "hsf: kept, since it was changed meanwhile: ${(j:, :)__hsf_kept}"
  __hsf_base[__hsf_depth]=() __hsf_title[__hsf_depth]=() __hsf_marks[__hsf_depth]=() __hsf_venv[__hsf_depth]=()
  (( __hsf_depth -= 1 ))
  return 0
}

# KIND NAME OLD NEW
__hsf_undo() {
  __hsf_tell $2
  if [[ "$__hsf_text" == "$4" ]]; then
    __hsf_put_back "$2" "$3"
  elif [[ $1 == list && -n $__hsf_text ]]; then
    __hsf_kept+=("$2 (without the entries of the stack)")
    __hsf_take_out "$2" "$3" "$4"
  elif [[ $1 == prompt && "$PS1" == "$__hsf_marks[__hsf_depth]"* ]]; then
    PS1=${PS1#"$__hsf_marks[__hsf_depth]"}
  else
    __hsf_kept+=("$2")
  fi
}

# NAME DECLARATION
__hsf_put_back() {
  case $2 in
    '') __hsf_take_away "$1" ;;
    x:*) builtin typeset -gx "$1=${2#x:}" ;;
    v:*) builtin typeset -g +x "$1=${2#v:}" ;;
    [xv]e:*)
      builtin set -A ${2#?e:}
      if [[ $2 == x* ]]; then builtin typeset -gx "$1"; else builtin typeset -g +x "$1"; fi
      ;;
    t:*)
      unset "$1"
      eval "${2#t:}"
      ;;
  esac
}

# NAME OLD NEW: takes the entries that came with the stack out of a list, and puts those back that it had taken out. Lists have a
# colon at both ends here, so that each entry stands between two; a variable that is not there is one colon.
__hsf_take_out() {
  local __hsf_before=: __hsf_after=: __hsf_list=:${(P)1}: __hsf_result __hsf_value
  [[ $2 != [xv]:* ]] || __hsf_before=:${2#?:}:
  [[ $3 != [xv]:* ]] || __hsf_after=:${3#?:}:
  __hsf_less "$__hsf_after" "$__hsf_before"
  __hsf_less "$__hsf_list" "$__hsf_result"
  __hsf_list=$__hsf_result
  __hsf_less "$__hsf_before" "$__hsf_after"
  while [[ $__hsf_result != : ]]; do
    __hsf_value=${${__hsf_result#:}%%:*}
    [[ $__hsf_list == *":$__hsf_value:"* ]] || __hsf_list+=$__hsf_value:
    __hsf_result=${__hsf_result#":$__hsf_value"}
  done
  if [[ "$__hsf_list" == "$__hsf_before" ]]; then
    __hsf_put_back "$1" "$2"
  else
    __hsf_list=${__hsf_list#:}
    builtin typeset -g "$1=${__hsf_list%:}"
  fi
}

# LIST OTHER: __hsf_result is LIST without the entries of OTHER, each once.
__hsf_less() {
  local __hsf_entry __hsf_rest=${2#:}
  __hsf_result=$1
  while [[ -n $__hsf_rest ]]; do
    __hsf_entry=${__hsf_rest%%:*}
    __hsf_rest=${__hsf_rest#*:}
    __hsf_result=${__hsf_result/":$__hsf_entry:"/:}
  done
}

__hsf_undo_function() {
  if [[ "${functions[$1]+=}${functions[$1]-}" != "$3" ]]; then
    __hsf_kept+=("function $1")
    return 0
  fi
  unfunction -- "$1" 2>/dev/null
  [[ -z $2 ]] || functions[$1]=${2#=}
}

[[ -z $__hsf_kept ]] || setopt aliases
builtin unset __hsf_kept
