# hsf: first start-up file of an interactive zsh, found through ZDOTDIR, which is put back at once: all files of the system
# and of the user are then read as always. The first prompt runs the hook that puts back what the set-up of the stack made.

if (( ${+HSF_USER_ZDOTDIR} )); then
  export ZDOTDIR=$HSF_USER_ZDOTDIR
  unset HSF_USER_ZDOTDIR
else
  unset ZDOTDIR
fi

__hsf_hook() {
  emulate -L zsh
  local name kept=$PATH directory modules=${HSF_SET_LMOD_PKG:-${HSF_SET_MODULESHOME-}}
  for name in ${(k)parameters[(I)HSF_SET_*]}; do
    export "${name#HSF_SET_}"="${(P)name}" 2>/dev/null
    unset $name
  done
  # What the user's files added to PATH stays, behind the stack.
  for directory in ${(s.:.)kept}; do
    [[ :$PATH: == *:$directory:* ]] || PATH+=:$directory
  done
  # A module system of the stack makes its functions for this shell as well.
  [[ -n $modules && -r $modules/init/zsh ]] && source "$modules/init/zsh"
  precmd_functions=(${precmd_functions:#__hsf_hook})
  unfunction __hsf_hook
}
[[ -o interactive ]] && precmd_functions+=(__hsf_hook)

if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then
  source "${ZDOTDIR:-$HOME}/.zshenv"
fi
