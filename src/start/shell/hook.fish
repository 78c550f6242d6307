# hsf: run by an interactive fish after the user's own files. Puts back what the set-up of the stack made.

set -l __hsf_path $PATH
# A module system of the stack makes its functions for this shell as well.
set -l __hsf_modules
set -q HSF_SET_LMOD_PKG; and set -a __hsf_modules $HSF_SET_LMOD_PKG
set -q HSF_SET_MODULESHOME; and set -a __hsf_modules $HSF_SET_MODULESHOME
for __hsf_name in (set -nx | string match 'HSF_SET_*')
    set -gx (string replace HSF_SET_ '' $__hsf_name) $$__hsf_name 2>/dev/null
    set -e $__hsf_name
end
# What the user's files added to PATH stays, behind the stack.
for __hsf_directory in $__hsf_path
    contains -- $__hsf_directory $PATH; or set -gx PATH $PATH $__hsf_directory
end
for __hsf_directory in $__hsf_modules
    if test -r $__hsf_directory/init/fish
        source $__hsf_directory/init/fish
        break
    end
end
set -e __hsf_name
set -e __hsf_directory
