import {quotePosix} from '../shell-words.ts';
import type {ShellVariable} from './difference.ts';
import {ifSecret} from './dump-script.ts';
import {HARMLESS, OF_BASH, OF_NO_SESSION} from './harmless-variables.ts';
import type {Change, StoredEnvironment, StoredShellVariable} from './record.ts';
import {placesIn, SUBSTITUTED, type Substituted, type Template} from './template.ts';

/**
 * bash: the replay in a shell that is running, as code to be sourced (not evaluated: it uses `return`), while aliases are off. Status 0:
 * done. Status 1: the record does not hold there, and nothing was changed: set up live.
 *
 * The launcher has seen that the inputs are those of the record; here it is asked what start-up files made of them since, by what the
 * kernel keeps of the environment that bash was started with. They have to have done what they did in the first capture, or have put
 * more entries into lists that the set-up only adds to.
 */
export function bashReplay(record: StoredEnvironment): string {
  return [
    '# A stored environment of hsf, written by hsf: names and quoted words.',
    guard(record),
    '__hsf_holds || {',
    '  builtin unset -f __hsf_holds __hsf_longer',
    '  builtin return 1',
    '}',
    'builtin unset -f __hsf_holds __hsf_longer',
    ...Object.entries(record.options).map(([name, on]) => `builtin shopt -${on ? 's' : 'u'} ${name} 2>/dev/null`),
    ...record.changes.map(applied),
    ...record.shellVariables.flatMap(declared),
    ...Object.entries(record.functions).map(([name, text]) => `builtin unalias ${quotePosix(name)} 2>/dev/null\n${text}`),
    ...Object.keys(record.exportedFunctions).map(name => `builtin export -f -- ${quotePosix(name)}`),
    ...Object.entries(record.aliases).map(([name, text]) => `builtin alias -- ${quotePosix(`${name}=${text}`)}`),
    ...record.completions.map(words => `builtin complete ${words.map(quotePosix).join(' ')}`),
    'builtin return 0',
    '',
  ].join('\n');
}

function guard({inputs, changes, shellVariables}: StoredEnvironment): string {
  const harmless = inputs.session ? OF_NO_SESSION : HARMLESS;
  const asked = inputs.asked.length === 0 ? '' : `${inputs.asked.join(' | ')}) ;; `;
  const free = SUBSTITUTED.filter(name => !inputs.kept.includes(name));
  const lists = changes.filter(change => change.kind === 'list');
  const startUp = Object.entries(inputs.startUp ?? {});
  return `__hsf_longer() {
  local __hsf_rest=$1 __hsf_more=$2: __hsf_entry __hsf_seen=:$1:$3
  while [ -n "$__hsf_more" ]; do
    __hsf_entry=\${__hsf_more%%:*} __hsf_more=\${__hsf_more#*:}
    if [ -n "$__hsf_rest" ] && [ "$__hsf_entry" = "\${__hsf_rest%%:*}" ]; then
      case $__hsf_rest in *:*) __hsf_rest=\${__hsf_rest#*:} ;; *) __hsf_rest= ;; esac
      builtin continue
    fi
    case $__hsf_entry in /cvmfs/* | [!/]* | '' | */ | *//* | */./* | */../*) builtin return 1 ;; esac
    case $__hsf_seen in *:"$__hsf_entry":*) builtin return 1 ;; esac
    __hsf_seen+=$__hsf_entry:
  done
  [ -z "$__hsf_rest" ]
}
__hsf_holds() {
  [ "$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))" -ge 404 ] || builtin return 1
  local -A __hsf_was=() __hsf_start=(${startUp.flatMap(([name, value]) => (value === null ? [] : [`[${name}]=${quotePosix(`x${value}`)}`])).join(' ')})
  local __hsf_line __hsf_name __hsf_old __hsf_lines=()
  builtin mapfile -d '' -t __hsf_lines <"/proc/$$/environ" || builtin return 1
  [ "\${#__hsf_lines[@]}" -gt 0 ] || builtin return 1
  for __hsf_line in "\${__hsf_lines[@]}"; do
    __hsf_name=\${__hsf_line%%=*}
    case $__hsf_name in '' | [0-9]* | *[!A-Za-z0-9_]*) builtin continue ;; esac
    __hsf_was[$__hsf_name]=x\${__hsf_line#*=}
  done
  # A bash that reads its commands from stdin was started with hsf's own, which is gone.
  if [ -n "\${__hsf_bash_env-}" ]; then
    builtin unset -v '__hsf_was[BASH_ENV]'
    [ -z "\${BASH_ENV+x}" ] || __hsf_was[BASH_ENV]=x$BASH_ENV
  fi
${[...neededIn(changes, shellVariables)].map(name => `  [ -n "\${${name}-}" ] || builtin return 1\n`).join('')}${
    inputs.host === null ? '' : `  [ "$HOSTNAME" = ${quotePosix(inputs.host)} ] || builtin return 1\n`
  }${startUp
    .map(([name, value]) =>
      value === null
        ? `  [ -z "\${${name}+x}" ] || builtin return 1\n  builtin unset -v "__hsf_was[${name}]"\n`
        : `  __hsf_was[${name}]=\${__hsf_start[${name}]}\n`,
    )
    .join('')}  builtin mapfile -t __hsf_lines < <(builtin compgen -e)
  for __hsf_name in "\${__hsf_lines[@]}" "\${!__hsf_was[@]}"; do
    case $__hsf_name in ${asked}${[...free, ...harmless, ...OF_BASH].join(' | ')}) builtin continue ;; esac
    ${ifSecret('builtin continue', '')}
    __hsf_old=\${__hsf_was[$__hsf_name]-}
    case \${!__hsf_name@a} in
      *x*) [ "$__hsf_old" != "x\${!__hsf_name-}" ] || builtin continue ;;
      # Not exported, and was not.
      *) [ -n "$__hsf_old" ] || builtin continue ;;
    esac
    case $__hsf_name in
${lists.map(listCase).join('')}      *) builtin return 1 ;;
    esac
  done
}`;
}

/** A list may be longer than it was, by entries about which nobody could quarrel. */
function listCase({name, before, after}: Extract<Change, {kind: 'list'}>): string {
  const own = [...before, ...after].map(entry => `${worded(entry)}:`).join('');
  return `      ${name}) [ -n "\${${name}-}" ] && __hsf_longer "\${__hsf_old#x}" "$${name}" ${own === '' ? "''" : own} || builtin return 1 ;;\n`;
}

function neededIn(changes: readonly Change[], variables: readonly StoredShellVariable[]): ReadonlySet<Substituted> {
  const templates = changes.flatMap(change => {
    if (change.kind === 'set') return [change.value];
    return change.kind === 'list' ? [...change.before, ...change.after, change.alone ?? ''] : [];
  });
  const values = variables.flatMap(({value}) => (typeof value === 'string' || value === null ? [] : [value].flat(3)));
  return new Set([
    ...templates.flatMap(placesIn),
    ...values.flatMap(part => (typeof part === 'object' && 'of' in part ? [part.of] : [])),
  ]);
}

/** One word of code for a template. */
function worded(template: Template): string {
  if (typeof template === 'string') return quotePosix(template);
  return template.map(part => (typeof part === 'string' ? quotePosix(part) : `"$${part.of}"`)).join('');
}

function applied(change: Change): string {
  const {name} = change;
  switch (change.kind) {
    case 'unset':
      return `builtin unset -v ${name}`;
    case 'set':
      return `builtin export ${name}=${worded(change.value)}`;
    case 'list': {
      const filled = [...change.before.map(worded), `"$${name}"`, ...change.after.map(worded)].join(':');
      // Where it was not seen to be empty the guard has it filled.
      const alone = change.alone === null ? "''" : worded(change.alone);
      return `if [ -n "\${${name}-}" ]; then builtin export ${name}=${filled}; else builtin export ${name}=${alone}; fi`;
    }
  }
}

function declared({name, attributes, value}: StoredShellVariable): readonly string[] {
  const letters = (text: string) => (text === '' ? '--' : `-g${text}`);
  const first = `builtin declare ${letters(attributes.replace(/r/, '')) === '--' ? '-g' : letters(attributes.replace(/r/, ''))}`;
  const last = attributes.includes('r') ? [`builtin readonly ${name}`] : [];
  if (value === null) return [`${first} ${name}`, ...last];
  if (attributes.includes('n')) return [`${first} ${name}=${worded(value as Template)}`, ...last];
  if (!/[aA]/.test(attributes)) return [`${first} ${name}`, `${name}=${worded(value as Template)}`, ...last];
  const pairs = value as readonly (readonly [Template, Template])[];
  return [`${first} ${name}`, `${name}=(${pairs.map(([key, item]) => `[${worded(key)}]=${worded(item)}`).join(' ')})`, ...last];
}

/** The declaration of a variable that is known whole, as statements of bash. */
export function declarationOf(variable: ShellVariable): readonly string[] {
  return declared(variable);
}
