import {shellText} from './shell-text.ts';

/** More than this nobody reads, and it takes a shell long. */
export const MOST = '500';
export const ENOUGH = '501';

/**
 * Of too many words only how they go on behind what they have in common, as directories do: `LCG_10`, `LCG_11`. `sign` is the length of
 * the sign before each of them.
 */
export const SHORTENED = String.raw`{ sub(/ .*/, ""); s = substr($0, sign + 1); all[NR] = s }
    NR == 1 { same = s; mark = substr($0, 1, sign) }
    { while (index(s, same) != 1) same = substr(same, 1, length(same) - 1) }
    END { for (i = 1; i <= NR; i++) { s = substr(all[i], 1, length(same) + 1); if (!seen[s]++) print mark s } }`;

/** Names of words that are offered; the files hold no others, and nothing else is taken from them. */
const OTHER = '*[!A-Za-z0-9_.:@%+=,/-]*';
const OTHER_THAN_LINES = String.raw`*[!$'\n'A-Za-z0-9_.:@%+=,/-]*`;

/** `_hsf_find` and what it asks; VALUED stands for the names of the flags that take a value. */
export const FIND = shellText`_hsf_find() {
  local now=$1 word= skip= command= own= last= at=0 kind= list= IFS=$'\n'
  local root=$HSF_CVMFS platform= arch= os= compiler= build= family= dir= stack= file=
  local -a rows files
  shift
  _hsf_found=() _hsf_kind= _hsf_before= _hsf_loose= _hsf_open= rows=() files=()
  for word; do
    if [ -n "$skip" ]; then
      _hsf_note "$skip" "$word"
      skip=
      continue
    fi
    case $word in
      --) _hsf_kind=command; return ;;
      --*=*) skip=\${word%%=*}; _hsf_note "\${skip#--}" "\${word#*=}"; skip= ;;
      --*) case " VALUED " in *" \${word#--} "*) skip=\${word#--} ;; esac ;;
      -?*) ;;
      *)
        if [ -z "$command" ]; then
          command=$word
        else
          at=$((at + 1))
          [ "$at" = 1 ] && own=$word
          last=$word
        fi ;;
    esac
  done
  if [ -n "$skip" ]; then
    _hsf_value "$skip"
  else
    case $now in
      --*=*)
        _hsf_before=\${now%%=*}=
        now=\${now#*=}
        word=\${_hsf_before%=}
        _hsf_value "\${word#--}" ;;
      -*) kind=words; _hsf_flags ;;
      *) if [ -z "$command" ]; then kind=words; _hsf_commands; else _hsf_place "$((at + 1))"; fi ;;
    esac
  fi
  [ "$kind" = setting ] && kind=words && _hsf_settings
  if [ "$kind" = setting-value ]; then
    kind=
    [ "$own" = set ] && _hsf_setting "$last"
  fi
  if [ "$kind" = theme ]; then
    kind=words
    _hsf_themes
    case $XDG_CONFIG_HOME in
      /*) dir=$XDG_CONFIG_HOME/hsf/themes ;;
      *) dir=$HOME/.config/hsf/themes ;;
    esac
    [ -d "$dir" ] && for word in $(command ls -- "$dir" 2>/dev/null); do
      case $word in ${OTHER}) ;; *.json) list=$list$'\n'\${word%.json} ;; esac
    done
  fi
  case $kind in
    '' | nothing) return ;;
    file | directory | variable) _hsf_kind=$kind; return ;;
  esac
  # A directory with a virtual environment stands for the stack that it was made on.
  case $kind:$now in stack:. | stack:.. | stack:./* | stack:../* | stack:/*) _hsf_kind=directory; return ;; esac
  case $now in ${OTHER}) return ;; esac
  if [ "$kind" = words ]; then
    for word in $list; do
      case $word in "$now"*) _hsf_found+=("$word") ;; esac
    done
    return
  fi
  case $XDG_CACHE_HOME in
    /*) dir=$XDG_CACHE_HOME/hsf/words ;;
    *) dir=$HOME/.cache/hsf/words ;;
  esac
  case $kind in
    profile) _hsf_take '>' "$now" "$dir/profiles"; return ;;
    favourite) _hsf_take '>' "$now" "$dir/favourites"; return ;;
  esac
  file=$dir
  if [ -z "$root" ]; then
    dir=$dir/usual
  else
    while :; do case $root in ?*/) root=\${root%/} ;; *) break ;; esac; done
    case $root in /*) dir=$dir/at\${root//[!A-Za-z0-9]/_} ;; *) return ;; esac
  fi
  [ -r "$dir/families" ] || [ "$kind" = package ] || return
  case $kind in
    package) _hsf_take '>' "$now" "$dir/packages" ;;
    family) _hsf_take '>' "$now" "$dir/families" ;;
    stack) _hsf_stack ;;
    *) _hsf_field ;;
  esac
}
_hsf_note() {
  case $1 in
    cvmfs) root=$2 ;;
    platform) platform=$2 ;;
    arch) arch=$2 ;;
    os) os=$2 ;;
    compiler) compiler=$2 ;;
    build) build=$2 ;;
    family) family=$2 ;;
  esac
}
_hsf_lines() {
  # shellcheck disable=SC2034 # "lines" is the caller's.
  lines=$(LC_ALL=C command grep -h -F -e "$@" 2>/dev/null)
  case $1 in '#'*) lines=$(printf '%s\n' "$lines" | LC_ALL=C command sort -u) ;; esac
}
_hsf_take() {
  local lines= sign=$1 typed=$2
  local -a some
  shift 2
  _hsf_lines "$sign$typed" -m ${ENOUGH} -- "$@"
  if [ -z "$lines" ] && [ "$kind" = package ] && [ -n "$typed" ]; then
    _hsf_lines "$sign$typed" -i -- "$@"
    _hsf_loose=1
  fi
  [ -n "$lines" ] || return
  some=($lines)
  if [ "\${#some[@]}" -gt ${MOST} ]; then
    _hsf_open=1
    lines=$(LC_ALL=C command grep -h -F -e "$sign$typed" -- "$@" 2>/dev/null | LC_ALL=C command awk -v sign="\${#sign}" '${SHORTENED}')
    some=($lines)
  fi
  some=("\${some[@]#"$sign"}")
  some=("\${some[@]%% *}")
  lines="\${some[*]}"
  case $lines in ${OTHER_THAN_LINES}) return ;; esac
  _hsf_found+=("\${some[@]}")
}
_hsf_all_files() {
  local id= rest=
  while IFS=' ' read -r id rest; do
    id=\${id#>}
    [ -n "$family" ] && [ "$id" != "$family" ] && continue
    case $id in *[!a-z0-9-]*) ;; *) files+=("$dir/family.$id") ;; esac
  done <"$dir/families"
}
_hsf_add() {
  local IFS=$'\n'
  case $'\n'"\${_hsf_found[*]}"$'\n' in *$'\n'"$1"$'\n'*) ;; *) _hsf_found+=("$1") ;; esac
}
_hsf_stack() {
  local parent=
  case $now in
    *@*)
      parent=\${now%@*}
      _hsf_rows "$parent"
      _hsf_fragments "$parent@" "\${now##*@}" ;;
    */*)
      parent=\${now%/*}/
      _hsf_take ">$parent>" "\${now##*/}" "$dir/family.\${now%%/*}"
      _hsf_found=("\${_hsf_found[@]/#/$parent}")
      [ "\${#_hsf_found[@]}" = 1 ] && [ "\${_hsf_found[0]}" = "$parent" ] && _hsf_found=() ;;
    *)
      family=
      _hsf_all_files
      for parent in "\${files[@]}"; do
        parent=\${parent##*/family.}
        case $parent in "$now"*) _hsf_found+=("$parent/") ;; esac
      done
      [ -s "$file/profiles" ] && _hsf_take '>' "$now" "$file/profiles"
      [ -n "$now" ] && _hsf_take '~' "$now" "\${files[@]}" ;;
  esac
}
_hsf_rows() {
  local lines=
  stack=$1
  case $stack in
    */*) ;;
    *)
      _hsf_all_files
      _hsf_lines "~$stack " -- "\${files[@]}"
      stack=\${lines%%$'\n'*}
      stack=\${stack#* } ;;
  esac
  [ -n "$stack" ] || return
  _hsf_lines "@$stack " -- "$dir/platforms.\${stack%%/*}"
  lines=\${lines%%$'\n'*}
  case \${lines//[| ]/} in '' | ${OTHER}) return ;; esac
  local IFS=' '
  rows=(\${lines#* })
}
_hsf_split() {
  local rest=$1
  row_text=\${rest%%|*} rest=\${rest#*|}
  row_arch=\${rest%%|*} rest=\${rest#*|}
  row_os=\${rest%%|*} rest=\${rest#*|}
  row_compiler=\${rest%%|*} row_build=\${rest#*|}
}
_hsf_fits() {
  local all="-\${row_text//[\/+]/-}-$row_arch-$row_os-$row_compiler-$row_build-" part=
  [ -z "$arch" ] || [ "$arch" = "$row_arch" ] || return 1
  [ -z "$os" ] || [ "$os" = "$row_os" ] || return 1
  [ -z "$compiler" ] || [ "$compiler" = "$row_compiler" ] || return 1
  [ -z "$build" ] || [ "$build" = "$row_build" ] || return 1
  local IFS='-'
  for part in \${1//[\/+]/-}; do
    [ -z "$part" ] && continue
    case $all in *"-$part-"*) ;; *) return 1 ;; esac
  done
}
_hsf_fragments() {
  local row= tail= head= typed=$2 row_text= row_arch= row_os= row_compiler= row_build=
  while :; do
    for row in "\${rows[@]}"; do
      _hsf_split "$row"
      [ -n "$row_text" ] && _hsf_fits "$head" || continue
      tail=$row_text
      while :; do
        case $tail in "$typed"*) _hsf_add "$1$head$tail"; break ;; esac
        case $tail in *[-/+]*) tail=\${tail#*[-/+]} ;; *) break ;; esac
      done
    done
    [ "\${#_hsf_found[@]}" = 0 ] && [ -z "$head" ] || return
    case $typed in *-*) head=\${typed%-*}- typed=\${typed##*-} ;; *) return ;; esac
  done
}
_hsf_field() {
  local row= value= row_text= row_arch= row_os= row_compiler= row_build=
  case $kind in platform) platform= ;; arch) arch= ;; os) os= ;; compiler) compiler= ;; build) build= ;; esac
  case $last in ?*) _hsf_rows "\${last%%@*}" ;; esac
  case $last in *@*) platform=$platform-\${last##*@} ;; esac
  if [ "\${#rows[@]}" = 0 ]; then
    files=()
    _hsf_all_files
    _hsf_take "#$kind>" "$now" "\${files[@]}"
    return
  fi
  if [ "$kind" = platform ]; then
    _hsf_fragments '' "$now"
    return
  fi
  for row in "\${rows[@]}"; do
    _hsf_split "$row"
    _hsf_fits "$platform" || continue
    case $kind in arch) value=$row_arch ;; os) value=$row_os ;; compiler) value=$row_compiler ;; build) value=$row_build ;; esac
    [ -n "$value" ] || continue
    case $value in "$now"*) _hsf_add "$value" ;; esac
  done
}`;
