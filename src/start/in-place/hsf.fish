# hsf: lets this fish enter and leave stacks: "hsf use", "hsf leave", "hsf switch", "hsf status". Read by the code of "hsf init fish".
#
# As hsf.bash: every change is noted with what was there before it is made. Lists cannot hold lists here, so the record of NAME at level
# D is three variables: __hsf_old_D_NAME and __hsf_new_D_NAME with the values, and __hsf_how_D_NAME with the kind of change and what kind
# of variable held the old and the new ("none", "var", "x", each with " path" for a list). What would be done a hundred times is done
# without (command substitutions): each costs as much as all the rest. Only the global scope is changed: a universal variable of the
# same name is seen again after leaving.

if not set -q __hsf_depth
    set -g __hsf_depth 0
    set -g __hsf_title
    set -g __hsf_marks
end

function hsf --description 'stacks of CVMFS'
    set -l skip no
    for word in $argv
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case --cvmfs --timeout --probe --color
                set skip yes
            case '-*'
            case use leave switch status
                __hsf_$word $argv
                return
            case '*'
                break
        end
    end
    __hsf_run $argv
end

# The program itself, also where the stack has changed PATH.
function __hsf_run
    if test -x "$__hsf_program"
        $__hsf_program $argv
    else
        command hsf $argv
    end
end

# What the project of the stack wants done while it is still there.
function __hsf_hooks
    test -z "$HSF_LEAVE"
    or __hsf_run hsf:leaving "$HSF_LEAVE"
    true
end

function __hsf_use
    test $__hsf_depth -eq 0
    or set -lx HSF_USED fish
    set -l code (__hsf_run --shell fish --code $argv)
    or begin
        __hsf_refused $status $code
        return
    end
    __hsf_apply $code
end

# The new stack is asked for as it would be from outside, by a program that gets the environment of before; this shell leaves when all
# is there. (fish has no children of its own that could leave.)
function __hsf_switch
    if test $__hsf_depth -eq 0
        __hsf_use $argv
        return
    end
    if __hsf_has_venv
        echo "hsf: $VIRTUAL_ENV is active, which was activated in the stack" >&2
        echo '     First: deactivate' >&2
        return 1
    end
    set -l names __hsf_names_$__hsf_depth
    set -l words
    for name in $$names
        __hsf_outcome $name
        switch "$__hsf_result_how"
            case 'x path'
                set -a words $name=(string join : -- $__hsf_result)
            case x
                set -a words $name="$__hsf_result"
            case '*'
                set -p words -u $name
        end
    end
    set -l program $__hsf_program
    test -x "$program"
    or set program hsf
    set -l code (command env $words $program --shell fish --code --nest $argv)
    or begin
        __hsf_refused $status $code
        return
    end
    string match -q '__hsf_entered *' -- $code
    and __hsf_hooks
    and __hsf_restore kept
    __hsf_apply $code
end

function __hsf_leave
    set -l how say
    contains -- "$HSF_QUIET" '' 0 false no off
    or set how quiet
    for word in $argv
        switch $word
            case leave
            case -q --quiet
                set how quiet
            case '*'
                __hsf_run $argv
                return
        end
    end
    if test $__hsf_depth -eq 0
        set -lx HSF_USED fish
        __hsf_run $argv
        return
    end
    __hsf_hooks
    __hsf_restore $how
end

function __hsf_status
    set -lx HSF_USED "fish $__hsf_depth"
    set -l names __hsf_names_$__hsf_depth
    for name in $$names
        set -l how __hsf_how_"$__hsf_depth"_$name
        set HSF_USED $HSF_USED\n"$$how[1][1] $name"
    end
    set -l functions __hsf_functions_$__hsf_depth
    for name in $$functions
        set HSF_USED $HSF_USED\n"function $name"
    end
    __hsf_run $argv
end

# STATUS LINES: what came instead of code is for the reader.
function __hsf_refused
    test (count $argv) -eq 1
    or printf '%s\n' $argv[2..]
    return $argv[1]
end

# Takes in what "hsf use --code" printed. Without its last line it is no code but help, or a plan.
function __hsf_apply
    test (count $argv) -gt 0
    or return 0
    if not string match -q '__hsf_entered *' -- $argv[-1]
        printf '%s\n' $argv
        return 0
    end
    set -g __hsf_depth (math $__hsf_depth + 1)
    set -g __hsf_names_$__hsf_depth
    set -g __hsf_functions_$__hsf_depth
    set -ga __hsf_title ''
    set -ga __hsf_marks ''
    set -g __hsf_venv_$__hsf_depth "$_OLD_VIRTUAL_PATH"
    printf '%s\n' $argv | source
    return 0
end

# NAME: its values in __hsf_value, what it is in __hsf_how.
function __hsf_tell
    if set -qg $argv[1]
        set -g __hsf_value $$argv[1]
        set -g __hsf_how var
        set -qgx $argv[1]
        and set __hsf_how x
        set -qg --path $argv[1]
        and set __hsf_how "$__hsf_how path"
    else
        set -g __hsf_value
        set -g __hsf_how none
    end
    return 0
end

# KIND NAME: notes what is there.
function __hsf_note
    __hsf_tell $argv[2]
    set -ga __hsf_names_$__hsf_depth $argv[2]
    set -g __hsf_old_"$__hsf_depth"_$argv[2] $__hsf_value
    set -g __hsf_how_"$__hsf_depth"_$argv[2] $argv[1] $__hsf_how none
    set -g __hsf_new_"$__hsf_depth"_$argv[2]
end

# NAME: notes what it became.
function __hsf_noted
    __hsf_tell $argv[1]
    set -g __hsf_new_"$__hsf_depth"_$argv[1] $__hsf_value
    set __hsf_how_"$__hsf_depth"_$argv[1][3] $__hsf_how
end

function __hsf_put
    __hsf_note set $argv[1]
    set -gx $argv
    __hsf_noted $argv[1]
end

function __hsf_list
    __hsf_note list $argv[1]
    set -gx $argv
    __hsf_noted $argv[1]
end

# A universal variable that is exported shows when the global one is gone; an unexported global one hides it.
function __hsf_drop
    __hsf_note unset $argv[1]
    set -e -g $argv[1]
    set -qUx $argv[1]
    and set -gu $argv[1]
    __hsf_noted $argv[1]
end

# lmod or modules: "module" for this shell, by what the stack has brought.
function __hsf_modules
    __hsf_aside module
    switch $argv[1]
        case lmod
            __hsf_aside ml
            function module
                command $LMOD_CMD fish $argv | source
            end
            function ml
                command $LMOD_DIR/ml_cmd $argv | source
            end
            __hsf_made ml
        case modules
            function module
                command $MODULES_CMD fish $argv | source
            end
    end
    __hsf_made module
end

# NAME: keeps a function that is there, and takes it away.
function __hsf_aside
    set -ga __hsf_functions_$__hsf_depth $argv[1]
    set -g __hsf_old_function_"$__hsf_depth"_$argv[1]
    if functions -q $argv[1]
        set -g __hsf_old_function_"$__hsf_depth"_$argv[1] (functions $argv[1] | string collect)
        functions -e $argv[1]
    end
end

function __hsf_made
    set -g __hsf_new_function_"$__hsf_depth"_$argv[1] (functions $argv[1] | string collect)
end

# Since when one is in the stack.
function __hsf_since
    __hsf_put HSF_SINCE (command date -u +%Y-%m-%dT%H:%M:%SZ)
end

# TEXT in front of the prompt, which is a function here and is kept under another name: a copy of it is the very same.
function __hsf_prompt
    set -g __hsf_marks[-1] $argv[1]
    functions -q fish_prompt
    or return 0
    functions -c fish_prompt __hsf_prompt_$__hsf_depth
    __hsf_aside fish_prompt
    function fish_prompt
        set -l last $status
        printf %s $__hsf_marks[-1]
        __hsf_status_is $last
        __hsf_prompt_$__hsf_depth
    end
    __hsf_made fish_prompt
end

function __hsf_status_is
    return $argv[1]
end

# ADDRESS: the end of the code.
function __hsf_entered
    set -g __hsf_title[-1] $argv[1]
end

# NAME: what the variable becomes when it is left, in __hsf_result and __hsf_result_how; in __hsf_result_kept what stays of the user's.
function __hsf_outcome
    set -l name $argv[1]
    set -l new __hsf_new_"$__hsf_depth"_$name
    set -l old __hsf_old_"$__hsf_depth"_$name
    set -l how __hsf_how_"$__hsf_depth"_$name
    set -g __hsf_result_kept
    __hsf_tell $name
    if test "$__hsf_how" = "$$how[1][3]"
        set -l values $$new
        if __hsf_same
            set -g __hsf_result $$old
            set -g __hsf_result_how $$how[1][2]
            return
        end
    end
    set -g __hsf_result $__hsf_value
    set -g __hsf_result_how $__hsf_how
    set -g __hsf_result_kept $name
    test "$$how[1][1]" = list -a "$__hsf_how" != none
    or return 0
    set -g __hsf_result_kept "$name (without the entries of the stack)"
    # A variable that is no list to fish holds one as text.
    set -l before (string split : -- $$old)
    set -l after (string split : -- $$new)
    set -l list (string split : -- $__hsf_value)
    __hsf_less after before
    set -l own $__hsf_rest
    __hsf_less list own
    set list $__hsf_rest
    __hsf_less before after
    for entry in $__hsf_rest
        contains -- $entry $list
        or set -a list $entry
    end
    set -g __hsf_value $list
    set -l values $before
    if __hsf_same
        set -g __hsf_result $$old
        set -g __hsf_result_how $$how[1][2]
    else if string match -q '*path' -- $__hsf_how
        set -g __hsf_result $list
    else
        # An empty text, and not none at all, where no entry is left.
        set -q list[1]
        or set list ''
        set -g __hsf_result (string join : -- $list)
    end
end

# Whether __hsf_value and the caller's "values" are the same list.
function __hsf_same --no-scope-shadowing
    if not set -q __hsf_value[2]; and not set -q values[2]
        # One text each, or none.
        if set -q values[1]
            set -q __hsf_value[1]; and test "$__hsf_value" = "$values"
        else
            not set -q __hsf_value[1]
        end
    else
        test (count $__hsf_value) -eq (count $values); and test (string join \x1e -- x $__hsf_value | string collect) = (string join \x1e -- x $values | string collect)
    end
end

# LIST OTHER, both by name: __hsf_rest is LIST without the entries of OTHER, each once.
function __hsf_less --no-scope-shadowing
    set -g __hsf_rest $$argv[1]
    for __hsf_entry in $$argv[2]
        if set -l __hsf_at (contains -i -- $__hsf_entry $__hsf_rest)
            set -e __hsf_rest[$__hsf_at]
        end
    end
end

# Whether a venv was activated in this stack: it has put its PATH aside, and would bring it back later.
function __hsf_has_venv
    set -l noted __hsf_venv_$__hsf_depth
    test -n "$_OLD_VIRTUAL_PATH" -a "$_OLD_VIRTUAL_PATH" != "$$noted"
    and functions -q deactivate
end

# Gives back what was there before the innermost level. What is not as that left it is the user's, and stays.
# Says what stays, unless "quiet"; "kept" says only that.
function __hsf_restore
    if __hsf_has_venv
        test "$argv[1]" = quiet
        or echo "hsf: deactivated $VIRTUAL_ENV, which was activated in the stack" >&2
        deactivate
    end
    set -l kept
    set -l functions __hsf_functions_$__hsf_depth
    for name in $$functions
        set -l new __hsf_new_function_"$__hsf_depth"_$name
        set -l old __hsf_old_function_"$__hsf_depth"_$name
        set -l now
        functions -q $name
        and set now (functions $name | string collect)
        if test "$now" != "$$new"
            set -a kept "function $name"
        else
            functions -e $name
            if functions -q __hsf_prompt_$__hsf_depth; and test $name = fish_prompt
                functions -c __hsf_prompt_$__hsf_depth fish_prompt
            else if test -n "$$old"
                printf '%s\n' $$old | source
            end
        end
        set -e -g $old
        set -e -g $new
    end
    functions -q __hsf_prompt_$__hsf_depth
    and functions -e __hsf_prompt_$__hsf_depth
    set -l names __hsf_names_$__hsf_depth
    for name in $$names
        __hsf_outcome $name
        set -a kept $__hsf_result_kept
        __hsf_put_back $name
        set -e -g __hsf_old_"$__hsf_depth"_$name
        set -e -g __hsf_new_"$__hsf_depth"_$name
        set -e -g __hsf_how_"$__hsf_depth"_$name
    end
    test "$argv[1]" = say
    and echo "hsf: left $__hsf_title[-1]" >&2
    if test "$argv[1]" != quiet -a (count $kept) -gt 0
        echo "hsf: kept, since it was changed meanwhile:" (string join ', ' -- $kept) >&2
    end
    set -e -g __hsf_venv_$__hsf_depth
    set -e -g $names
    set -e -g $functions
    set -e __hsf_title[-1]
    set -e __hsf_marks[-1]
    set -g __hsf_depth (math $__hsf_depth - 1)
    for each in value how result result_how result_kept rest
        set -e -g __hsf_$each
    end
    return 0
end

# NAME becomes what was found out.
function __hsf_put_back
    set -l name $argv[1]
    test -n "$__hsf_result_kept" -a "$__hsf_result_kept" = "$name"
    and return
    switch $__hsf_result_how
        case none
            set -e -g $name
        case x
            set -gx --unpath $name $__hsf_result
        case 'x path'
            set -gx --path $name $__hsf_result
        case var
            set -gu --unpath $name $__hsf_result
        case 'var path'
            set -gu --path $name $__hsf_result
    end
end
