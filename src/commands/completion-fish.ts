import {ENOUGH, MOST, SHORTENED} from './completion-find.ts';
import {shellText} from './shell-text.ts';
import type {CompletionTables, Meant, Rule} from './completion-tables.ts';

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The completion of fish, from 3.1 on: one function that says all, as those of bash and zsh do (`completion-core.ts`). */
export function fishCompletion(tables: CompletionTables): string {
  const list = (words: readonly Meant[]) => words.map(([word, meaning]) => `        ${quoted(`${word}\t${meaning}`)}`);
  const told = (words: readonly Meant[]) => [`printf '%s\\n' \\`, list(words).join(' \\\n')].join('\n');
  const rules = (all: readonly Rule[]) =>
    all.map(({pattern, completes}) => `    case ${quoted(pattern)}\n      ${said(completes)}`);
  const choice = (name: string, subject: string, all: readonly Rule[]) => [
    `function ${name}`,
    `  switch ${subject}`,
    ...rules(all),
    '  end',
    'end',
  ];
  return [
    '# fish completion for hsf',
    'function __hsf_commands',
    `  ${told(tables.commands)}`,
    'end',
    'function __hsf_flags',
    '  switch "$argv[1]"',
    ...[...tables.flags]
      .filter(([, flags]) => flags.length > 0)
      .map(([name, flags]) => `    case ${quoted(name)}\n      ${told(flags)}`),
    '  end',
    `  ${told(tables.globalFlags)}`,
    'end',
    ...choice('__hsf_value', '"$argv[1]"', tables.values),
    ...choice('__hsf_place', '"$argv[1]"', tables.places),
    ...choice('__hsf_setting', '"$argv[1]"', tables.settingValues),
    'function __hsf_settings',
    `  printf '%s\\n' ${tables.settings.join(' ')}`,
    'end',
    'function __hsf_themes',
    `  printf '%s\\n' ${tables.themes.join(' ')}`,
    '  set -l dir $HOME/.config/hsf/themes',
    `  string match --quiet '/*' -- "$XDG_CONFIG_HOME"; and set dir $XDG_CONFIG_HOME/hsf/themes`,
    `  test -d "$dir"; and command ls -- $dir 2>/dev/null | string replace --filter --regex '^([A-Za-z0-9_.-]+)[.]json$' '$1'`,
    'end',
    FACE.replace('VALUED', tables.valued.join(' ')),
    '',
  ].join('\n');
}

/** The kind in the first line, words after it. */
function said(completes: Rule['completes']): string {
  if (typeof completes === 'string') return `echo ${completes}`;
  return `printf '%s\\n' ${completes.or ?? 'words'} ${completes.words.map(quoted).join(' ')}`;
}

const FACE = shellText`function __hsf_lines
  LC_ALL=C command grep -h -F -e $argv 2>/dev/null
end
function __hsf_take --argument-names sign typed
  set -l lines (__hsf_lines "$sign$typed" -m ${ENOUGH} -- $argv[3..-1])
  if test (count $lines) -gt ${MOST}
    set lines (__hsf_lines "$sign$typed" -- $argv[3..-1] | LC_ALL=C command awk -v sign=(string length -- $sign) '${SHORTENED}')
  end
  string sub --start (math (string length -- "$sign") + 1) -- $lines |
    string replace --regex ' .*' '' | string match --regex '^[A-Za-z0-9_.:@%+=,/-]+$'
end
function __hsf_files --argument-names dir family
  set -l ids $family
  test -n "$family"; or set ids (__hsf_take '>' '' $dir/families)
  printf '%s\n' $dir/family.(string match --regex '^[a-z0-9-]+$' -- $ids)
end
function __hsf_rows --argument-names dir stack
  if not string match --quiet '*/*' -- $stack
    set -l line (__hsf_lines "~$stack " -- (__hsf_files $dir ''))
    set stack (string replace --regex '^[^ ]* ' '' -- "$line[1]")
  end
  test -n "$stack"; or return
  set -l line (__hsf_lines "@$stack " -- $dir/platforms.(string replace --regex '/.*' '' -- $stack))
  string match --regex --quiet '^[A-Za-z0-9_.:@%+=,/| -]+$' -- "$line[1]"; or return
  string split ' ' -- (string replace --regex '^[^ ]* ' '' -- "$line[1]")
end
# Rows that have all of the fragments, and the values that flags gave.
function __hsf_fitting --argument-names fragments wishes
  set -l rows $argv[3..-1]
  for part in (string split --no-empty - -- (string replace --all --regex '[/+]' '-' -- "$fragments")) (string split --no-empty ' ' -- "$wishes")
    set rows (string match --regex -- '.*(?:^|[|/+-])'(string escape --style=regex -- $part)'(?:$|[|/+-]).*' $rows)
  end
  test (count $rows) -gt 0; and printf '%s\n' $rows
end
function __hsf_fragments --argument-names before typed
  set -l head ''
  while true
    set -l texts (string replace --regex '\|.*' '' -- (__hsf_fitting "$head" '' $argv[3..-1]))
    set -l tails (string replace --filter --regex -- '^(?:.*?[-/+])??('(string escape --style=regex -- "$typed")'.*)$' '$1' $texts)
    if test (count $tails) -gt 0 -o -n "$head"
      printf '%s\n' $before$head$tails | string match '*?' | sort -u
      return
    end
    string match --quiet -- '*-*' $typed; or return
    set head (string replace --regex '[^-]*$' '' -- $typed)
    set typed (string replace --regex '.*-' '' -- $typed)
  end
end
function __hsf_stack --argument-names dir now
  switch "$now"
    case '*@*'
      set -l stack (string replace --regex '@[^@]*$' '' -- $now)
      __hsf_fragments $stack@ (string replace --regex '.*@' '' -- $now) (__hsf_rows $dir $stack)
    case '*/*'
      set -l parent (string replace --regex '[^/]*$' '' -- $now)
      set -l family (string replace --regex '/.*' '' -- $now)
      string replace --regex '^' $parent -- (__hsf_take ">$parent>" (string replace --regex '.*/' '' -- $now) $dir/family.$family)
    case '*'
      string replace --regex '$' / -- (__hsf_take '>' "$now" $dir/families)
      test -r (dirname $dir)/profiles; and __hsf_take '>' "$now" (dirname $dir)/profiles
      test -n "$now"; and __hsf_take '~' "$now" (__hsf_files $dir '')
  end
end
function __hsf_field --argument-names dir now field last family
  set -l rows
  test -n "$last"; and set rows (__hsf_rows $dir (string replace --regex '@[^@]*$' '' -- $last))
  if test (count $rows) = 0
    set -l files (__hsf_files $dir "$family")
    test (count $files) -gt 0; and __hsf_take "#$field>" "$now" $files | sort -u
    return
  end
  set -l fragments
  string match --quiet '*@*' -- $last; and set fragments (string replace --regex '.*@' '' -- $last)
  set rows (__hsf_fitting "$fragments" "$argv[6..-1]" $rows)
  test $field = platform; and __hsf_fragments '' "$now" $rows; and return
  set -l at (contains --index $field platform arch os compiler build)
  string replace --regex '^(?:[^|]*\|){'(math $at - 1)'}([^|]*).*' '$1' -- $rows | string match -- "$now*" | string match "?*" | sort -u
end
function __hsf_complete
  set -l typed (commandline -opc)
  set -l now (commandline -ct)
  set -e typed[1]
  if set -l at (contains --index -- -- $typed)
    set -e typed[1..$at]
    complete --do-complete=(string join ' ' -- (string escape -- $typed) "$now")
    return
  end
  set -l valued VALUED
  set -l skip ''
  set -l command ''
  set -l words
  set -l wishes
  set -l root "$HSF_CVMFS"
  set -l family ''
  for word in $typed
    set -l name
    set -l value
    if test -n "$skip"
      set name $skip
      set value $word
      set skip ''
    else
      switch "$word"
        case '--*=*'
          set name (string replace --regex '^--([^=]*)=.*' '$1' -- $word)
          set value (string replace --regex '^[^=]*=' '' -- $word)
        case '--*'
          contains -- (string sub --start 3 -- $word) $valued; and set skip (string sub --start 3 -- $word)
          continue
        case '-*'
          continue
        case '*'
          if test -z "$command"
            set command $word
          else
            set words $words $word
          end
          continue
      end
    end
    switch "$name"
      case cvmfs
        set root $value
      case family
        set family $value
      case arch os compiler build
        set wishes $wishes $name=$value
    end
  end
  set -l before ''
  set -l said
  if test -n "$skip"
    set said (__hsf_value $skip)
  else
    switch "$now"
      case '--*=*'
        set skip (string replace --regex '^--([^=]*)=.*' '$1' -- $now)
        set before --$skip=
        set now (string replace --regex '^[^=]*=' '' -- $now)
        set said (__hsf_value $skip)
      case '-*'
        __hsf_flags $command
        return
      case '*'
        if test -z "$command"
          __hsf_commands
          return
        end
        set said (__hsf_place $command:(math (count $words) + 1):"$words[1]")
    end
  end
  test "$said[1]" = setting; and set said words (__hsf_settings)
  if test "$said[1]" = setting-value
    set said
    test "$words[1]" = set; and set said (__hsf_setting "$words[-1]")
  end
  test "$said[1]" = theme; and set said words (__hsf_themes)
  set -l kind $said[1]
  set -e said[1]
  set -l found $said
  test "$kind" = stack; and string match --regex --quiet '^(?:\.\.?$|\.?\.?/)' -- "$now"; and set kind directory
  switch "$kind"
    case file
      set found $found (__fish_complete_path "$now")
    case directory
      set found $found (__fish_complete_directories "$now" '')
    case variable
      set found $found (set --names --export)
    case words nothing ''
    case '*'
      string match --regex --quiet '^[A-Za-z0-9_.:@%+=,/-]*$' -- "$now"; or return
      set found (__hsf_kept $kind "$now" "$root" "$words[-1]" "$family" $wishes)
  end
  test (count $found) -gt 0; and printf '%s\n' $before$found
end
function __hsf_kept --argument-names kind now root last family
  set -l dir $HOME/.cache/hsf/words
  string match --quiet '/*' -- "$XDG_CACHE_HOME"; and set dir $XDG_CACHE_HOME/hsf/words
  contains $kind profile favourite; and __hsf_take '>' "$now" $dir/"$kind"s; and return
  if test -z "$root"
    set dir $dir/usual
  else
    string match --quiet '/*' -- $root; or return
    set dir $dir/at(string replace --all --regex '[^A-Za-z0-9]' _ -- (string replace --regex '(.)/+$' '$1' -- $root))
  end
  switch $kind
    case package
      __hsf_take '>' "$now" $dir/packages; and return
      # fish itself replaces what was typed in another case.
      test -n "$now"; and __hsf_lines ">$now" -i -- $dir/packages | string sub --start 2 | string match --regex '^[A-Za-z0-9_.:@%+=,/-]+$'
    case family
      __hsf_take '>' "$now" $dir/families
    case stack
      __hsf_stack $dir "$now"
    case '*'
      set -l wishes
      for wish in $argv[6..-1]
        string match --quiet -- "$kind=*" $wish; or set wishes $wishes (string replace --regex '^[^=]*=' '' -- $wish)
      end
      __hsf_field $dir "$now" $kind "$last" "$family" $wishes
  end
end
complete -c hsf -e
complete -c hsf -f -a '(__hsf_complete)'`;
