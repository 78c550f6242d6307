import {completionCore} from './completion-core.ts';
import {shellText} from './shell-text.ts';
import type {CompletionTables} from './completion-tables.ts';

/** The completion of zsh, with or without its `compinit`; also as a file `_hsf` below `fpath`. */
export function zshCompletion(tables: CompletionTables): string {
  // A function has a body of its own, so the helpers are there as soon as the file is read.
  return ['#compdef hsf', '# zsh completion for hsf', completionCore(tables, true), FACE, ''].join('\n');
}

const FACE = shellText`_hsf_ask() {
  emulate -L ksh
  setopt noglob unset no_err_exit no_err_return
  _hsf_find "$@"
}
_hsf() {
  local _hsf_kind= _hsf_before= _hsf_loose= _hsf_open= word=
  local -a _hsf_found typed plain open meant
  typed=("\${(@Q)words[2,CURRENT-1]}")
  _hsf_ask "\${(Q)PREFIX}" "\${typed[@]}"
  if [[ $_hsf_kind = command ]]; then
    local -i at=\${words[(i)--]}
    words=("\${(@)words[at+1,-1]}")
    (( CURRENT -= at ))
    _normal
    return
  fi
  [[ -n $_hsf_before ]] && compset -P "\${(b)_hsf_before}"
  for word in "\${_hsf_found[@]}"; do
    case $word in
      *$'\t'*) meant+=("\${\${word%%$'\t'*}//:/\\:}:\${word#*$'\t'}") ;;
      */) open+=("$word") ;;
      *) [[ -n $_hsf_open ]] && open+=("$word") || plain+=("$word") ;;
    esac
  done
  local -i none=1
  (( \${#meant} )) && _describe -t hsf 'hsf' meant && none=0
  local -a how
  [[ -n $_hsf_loose ]] && how=(-U)
  (( \${#open} )) && compadd -S '' -a open && none=0
  (( \${#plain} )) && compadd "\${how[@]}" -a plain && none=0
  case $_hsf_kind in
    file) _files && none=0 ;;
    directory) _files -/ && none=0 ;;
    variable) _parameters -g '*export*' && none=0 ;;
  esac
  return none
}
# Where compinit was never called, zsh's older completion does.
_hsf_plain() {
  emulate -L zsh
  local _hsf_kind= _hsf_before= _hsf_loose= _hsf_open=
  local -a _hsf_found line typed
  local -i at
  read -Ac line
  read -nc at
  typed=("\${(@Q)line[2,at-1]}")
  _hsf_ask "$1" "\${typed[@]}"
  reply=("\${(@)_hsf_found%%$'\t'*}")
  reply=("\${(@)reply/#/$_hsf_before}")
}
_hsf_register() {
  if (( \${+functions[compdef]} )); then
    compdef _hsf hsf
  else
    compctl -K _hsf_plain + -f -x 'r[--,hsf:end]' -l '' -- hsf
  fi
}
# At the first prompt, since a start-up file may call compinit later on.
_hsf_late() {
  precmd_functions=("\${(@)precmd_functions:#_hsf_late}")
  _hsf_register
}
if [[ "\${funcstack[1]-}" = _hsf ]]; then
  _hsf "$@"
elif (( \${+functions[compdef]} )); then
  compdef _hsf hsf
else
  typeset -ga precmd_functions
  precmd_functions+=(_hsf_late)
fi`;
