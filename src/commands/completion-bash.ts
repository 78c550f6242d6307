import {completionCore} from './completion-core.ts';
import {shellText} from './shell-text.ts';
import type {CompletionTables} from './completion-tables.ts';

/** The completion of bash, from 4.2 on. */
export function bashCompletion(tables: CompletionTables): string {
  return ['# bash completion for hsf', completionCore(tables, false), FACE, ''].join('\n');
}

/**
 * bash takes words apart at `:`, `=` and `@`, and replaces only the part behind the last of these. So the words are put together again
 * by the blanks of the line, and what bash has in place already is taken off what is offered.
 */
const FACE = shellText`_hsf() {
  local opts=$- IFS=$' \t\n'
  set +eu
  set -f
  _hsf_complete
  case $opts in *e*) set -e ;; esac
  case $opts in *u*) set -u ;; esac
  case $opts in *f*) ;; *) set +f ;; esac
  return 0
}
_hsf_complete() {
  local rest=\${COMP_LINE:0:COMP_POINT} i= word= now= lead= behind=0 _hsf_kind= _hsf_before= _hsf_loose= _hsf_open=
  local -a words _hsf_found
  words=() _hsf_found=() COMPREPLY=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    lead=\${rest%%[! $'\t']*}
    rest=\${rest#"$lead"}
    case $rest in "$word"*) ;; *) word=$rest ;; esac
    rest=\${rest#"$word"}
    if [ -n "$lead" ] || [ "$i" = 0 ] || { [ "$i" = "$COMP_CWORD" ] && [ -z "$word" ] && [ "\${#words[@]}" = 1 ]; }; then
      words+=("$word")
      [ "$word" = -- ] && [ "$behind" = 0 ] && [ "$i" != "$COMP_CWORD" ] && behind=$i
    else
      words[\${#words[@]} - 1]+=$word
    fi
  done
  i=$((\${#words[@]} - 1))
  now=\${words[i]}
  case $word in [:=@] | '') lead=$now ;; *) lead=\${now%"$word"} ;; esac
  [ "$now" = "$word" ] && lead=
  # What stands behind an "@" is replaced with it.
  lead=\${lead%@}
  _hsf_find "$now" "\${words[@]:1:i-1}"
  case $_hsf_kind in
    command)
      _hsf_behind "$behind"
      return ;;
    file)
      IFS=$'\n'
      compopt -o filenames 2>/dev/null
      _hsf_found+=($(compgen -f -- "\${now#"$_hsf_before"}")) ;;
    directory)
      IFS=$'\n'
      compopt -o filenames 2>/dev/null
      _hsf_found+=($(compgen -d -- "\${now#"$_hsf_before"}")) ;;
    variable) _hsf_found+=($(compgen -e -- "\${now#"$_hsf_before"}")) ;;
  esac
  [ "\${#_hsf_found[@]}" = 0 ] && return
  case $_hsf_open\${_hsf_found[0]} in 1* | */) compopt -o nospace 2>/dev/null ;; esac
  if [ -n "$_hsf_before" ] || [ -n "$lead" ]; then
    for word in "\${_hsf_found[@]}"; do
      word=$_hsf_before$word
      COMPREPLY+=("\${word#"$lead"}")
    done
  else
    COMPREPLY=("\${_hsf_found[@]}")
  fi
}
# The command behind "--" is completed as if it stood alone.
_hsf_behind() {
  local from=$(($1 + 1)) name= line=
  for name in _comp_command_offset _command_offset; do
    if declare -F "$name" >/dev/null; then
      "$name" "$from"
      return
    fi
  done
  local IFS=$'\n' now=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[from]}
  if [ "$COMP_CWORD" = "$from" ]; then
    COMPREPLY=($(compgen -c -- "$now"))
    return
  fi
  line=$(complete -p -- "$command" 2>/dev/null)
  case " $line " in
    *' -F '*)
      name=\${line##* -F }
      name=\${name%% *}
      line=\${COMP_LINE:0:COMP_POINT}
      line=\${line#*[ $'\t']--[ $'\t']}
      local COMP_LINE=$line COMP_POINT=\${#line} COMP_CWORD=$((COMP_CWORD - from))
      local -a COMP_WORDS=("\${COMP_WORDS[@]:from}")
      "$name" "$command" "$now" "\${COMP_WORDS[COMP_CWORD - 1]}" ;;
    *)
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$now")) ;;
  esac
}
complete -F _hsf hsf`;
