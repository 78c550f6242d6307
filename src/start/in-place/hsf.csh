# hsf: "hsf use", "hsf leave", "hsf switch" and "hsf status" for this tcsh. There are no functions: the alias that "hsf init tcsh" makes
# has this file sourced with the words as they were typed.
#
# What a stack changes is known to hsf alone: it gets what it has noted (__hsf_state, one word of letters and digits a piece) on its
# standard input, sees all that is exported, and answers with lines that set, unset and note. They come by a private file in the
# first directory that takes one, since the result of a command in backquotes loses its line breaks. Words with a ":q" are taken as they are.

if ( ! $?__hsf_state ) set __hsf_state = ()
set __hsf_do = ''
if ( $#argv > 0 ) set __hsf_do = $argv[1]:q
set __hsf_result = 0
if ( "$__hsf_do:q" == use || "$__hsf_do:q" == leave || "$__hsf_do:q" == switch ) then
  setenv __hsf_sh 'for d in "$TMPDIR" "$XDG_RUNTIME_DIR" /tmp /dev/shm "$HOME"; do test -n "$d" && mktemp "$d/hsf.XXXXXXXX" 2>/dev/null && exit; done'
  set __hsf_file = "`printenv __hsf_sh | sh`"
  unsetenv __hsf_sh
  if ( "$__hsf_file:q" == '' ) then
    sh -c 'echo "hsf: no directory takes a file (TMPDIR, XDG_RUNTIME_DIR, /tmp, /dev/shm, HOME), and tcsh needs one for that." >&2'
    set __hsf_result = 1
  else
    # What a venv has put aside is a variable of the shell.
    set __hsf_venv = ''
    if ( $?_OLD_VIRTUAL_PATH ) then
      set __hsf_venv = $_OLD_VIRTUAL_PATH:q
    endif
    echo $__hsf_state:q | env HSF_VENV_PATH=$__hsf_venv:q $__hsf_program:q --shell tcsh --code $argv:q >! $__hsf_file:q
    set __hsf_result = $status
    if ( { grep -q '^set __hsf_state = ' $__hsf_file:q } ) then
      source $__hsf_file:q
    else
      cat $__hsf_file:q
    endif
    \rm -f $__hsf_file:q
  endif
  unset __hsf_file __hsf_venv
else if ( "$__hsf_do:q" == status ) then
  echo $__hsf_state:q | env HSF_USED=tcsh $__hsf_program:q $argv:q
  set __hsf_result = $status
else
  $__hsf_program:q $argv:q
  set __hsf_result = $status
endif
unset __hsf_do
if ( $#__hsf_state == 0 ) unset __hsf_state
# The status of the last line is the one of all; behind an "endif" it would be 0.
eval "unset __hsf_result; set status = $__hsf_result"
