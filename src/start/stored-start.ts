import {quotePosix} from './shell-words.ts';
import {LOOK_SCRIPT, lookArguments, timeArguments, type StoredLook, type StoredTime} from './stored-start-look.ts';
import {perlLook} from './stored-start-perl.ts';

/** An answer that `bin/hsf` gives without Node, as long as all that it follows from is as it was. */
export type Stored = {
  /** The words in front of `--`, which `bin/hsf` finds it by. */
  readonly words: readonly string[];
  /** Whether a command follows behind `--`, which the start ends with. */
  readonly command: boolean;
  /** For whom it is: others by the same words have files of their own. */
  readonly key: string;
  /** The `bin/hsf` of this very program. */
  readonly program: string;
  /** Standard streams that have to be terminals, or not; others do not count. */
  readonly terminals: {readonly stdin?: boolean; readonly stdout?: boolean};
  readonly looker: Looker;
  readonly look: StoredLook;
  readonly sum: string;
  readonly time: StoredTime;
  /** What is told, on stderr. */
  readonly notes: string;
  readonly then: StoredStart | StoredText;
};

/** Who looks: Perl alone, or a shell and its programs under `timeout`; the absolute path of that. */
export type Looker = {readonly language: 'perl' | 'sh'; readonly program: string};

export type StoredStart = {
  readonly kind: 'start';
  readonly history: StoredLine | null;
  readonly record: StoredRecord | null;
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  /** Shell code that gets `argv` as its words, where they are no program with its arguments. */
  readonly script?: string | null;
  readonly argv: readonly string[];
};

/** A line of the history: members of a JSON object, without the time and the directory. */
export type StoredLine = {readonly file: string; readonly event: string};

/** The record of a start that can be entered: members of a JSON object, without what is this process's own. */
export type StoredRecord = {
  /** The name of the file, up to the number of the process. */
  readonly file: string;
  readonly facts: string;
};

export type StoredText = {
  readonly kind: 'text';
  readonly text: string;
  readonly history?: StoredLine | null;
};

/** What `bin/hsf` looks for in words: it takes nothing apart that a shell or a file system could misread. */
const PLAIN_WORD = /^[A-Za-z0-9._@+=:,/-]+$/;
/** A file system's names end at 255 bytes. */
const LONGEST_NAME = 200;

/** Seconds that the one child may take; what is slower than that has to be told by Node. */
const LIMIT = 2;

/** The name of the file, as `bin/hsf` makes it as well; null for words that it does not look for. */
export function storedName(words: readonly string[]): string | null {
  const name = words.join(' ').replaceAll('/', '%');
  return words.length > 0 && words.every(word => PLAIN_WORD.test(word) && word !== '--') && name.length < LONGEST_NAME
    ? name
    : null;
}

/** Names of variables that some shell may not set, or sets itself. */
const SHELLS_OWN =
  /^(?:_|BASH.*|COMP_.*|DIRSTACK|E?UID|GID|EPOCH.*|FUNCNAME|GROUPS|HISTCMD|IFS|LINENO|OPTARG|OPTIND|PPID|RANDOM|SECONDS|SHELLOPTS|SRANDOM|A__z|hsf_.*)$/;
/** What may be taken away by every shell. */
const MAY_GO = new Set(['BASH_ENV']);

/**
 * The POSIX shell file of a stored answer: a function, and a mark that it is whole; nothing is done by reading it.
 *
 * @returns null for what cannot be said in shell code
 */
export function storedText(stored: Stored): string | null {
  const {then, words} = stored;
  if (storedName(words) === null || !canBeSaid(then)) return null;
  const guards = [
    `[ "$hsf_words" = ${quotePosix(` ${words.join(' ')}`)} ]`,
    `[ $# ${stored.command ? `-gt ${words.length + 1}` : `= ${words.length}`} ]`,
    `[ "$0" -ef ${quotePosix(stored.program)} ]`,
    // Closed ones are Node's matter, which opens others in their place.
    ...[0, 1, 2].map(descriptor => `[ -h /proc/$$/fd/${descriptor} ]`),
    ...terminalGuard(0, stored.terminals.stdin),
    ...terminalGuard(1, stored.terminals.stdout),
  ];
  const history = then.history ?? null;
  const record = then.kind === 'start' ? then.record : null;
  const told = [...timeArguments(stored.sum, stored.time), history?.file ?? '', history?.event ?? '', record?.file ?? ''];
  const parts = partsOf(codeOf(stored));
  const names = parts.map((_, index) => `$hsf_code${index}`);
  const summed = isSummed(parts) ? names.map(name => `"c${name}"`) : [];
  const look = lookArguments(stored.look).map(quotePosix);
  const child = [...told.map(quotePosix), '"$$"', quotePosix(record?.facts ?? ''), ...summed, ...look].join(' ');
  const text = `# Made by hsf, for bin/hsf: it may be removed at any time.
${keyLine(stored.key)}
hsf_use_stored() {
  ${guards.join(' && ')} || return 1
  hsf_look=${quotePosix(lookScript(stored.looker, stored.look, then))}
${parts.map((part, index) => `  hsf_code${index}=${quotePosix(part)}\n`).join('')}  { ${lookCommand(stored.looker)} ${child}; } </dev/null >/dev/null 2>&1
  # Killed for its slowness, it may hang for long: no second one is sent after it.
  case $? in
    0) ;;
    12[0-9] | 1[3-9][0-9] | 2[0-9][0-9]) : >"$hsf_stored"; return 2 ;;
    *) return 1 ;;
  esac
  eval "${names.join('')}"
}
hsf_whole=yes
`;
  return text.includes('\0') || !text.isWellFormed() ? null : text;
}

/** By what a file tells whom it is for. */
export const keyLine = (key: string): string => `# For ${key}`;

export function lookScript({language}: Looker, look: StoredLook, then: Stored['then']): string {
  if (language === 'sh') return LOOK_SCRIPT;
  const words = lookArguments(look);
  return perlLook(words.slice(0, words.indexOf('-')), then.kind === 'start' && then.record !== null);
}

/** Shell code that runs what is in `hsf_look`; its arguments follow. What steers Perl is meant for other scripts. */
export function lookCommand({language, program}: Looker): string {
  return language === 'perl'
    ? `LC_ALL=C PERL5OPT= PERLIO= PERL_UNICODE=0 ${quotePosix(program)} -f -e "$hsf_look" -- "$hsf_look"`
    : `${quotePosix(program)} -s KILL ${LIMIT} /bin/sh -c "$hsf_look" "$hsf_look"`;
}

type Told = Pick<Stored, 'words' | 'command' | 'notes' | 'then'>;

/** What is done at last. */
const codeOf = (stored: Told): string =>
  stored.then.kind === 'text' ? textLines(stored.then, stored) : startLines(stored.then, stored);

/** The same as words for the child, which sums them up. */
export function codeArguments(stored: Told): readonly string[] {
  const parts = partsOf(codeOf(stored));
  return isSummed(parts) ? parts.map(part => `c${part}`) : [];
}

/** In UTF-16; Linux takes words of 128 kB. */
const LONGEST_PART = 30_000;
/** Together they have 2 MB, and the environment is among them. A listing may be longer. */
const isSummed = (parts: readonly string[]) => parts.length <= 15;

function partsOf(code: string): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < code.length;) {
    const end = at + LONGEST_PART;
    const part = code.slice(at, /[\uD800-\uDBFF]/.test(code[end - 1] ?? '') ? end - 1 : end);
    parts.push(part);
    at += part.length;
  }
  return parts;
}

function startLines({set, unset, argv, script = null}: StoredStart, {words, command, notes}: Told): string {
  const sets = Object.entries(set).map(([name, value]) => `${name}=${quotePosix(value)}`);
  const lines = [
    `shift ${words.length + (command ? 1 : 0)}`,
    ...(unset.length === 0 ? [] : [`unset -v ${unset.join(' ')}`]),
    // A shell may have something to say about a language that is not there.
    ...(sets.length === 0 ? [] : [`{ export ${sets.join(' ')}; } 2>/dev/null`]),
    ...(notes === '' ? [] : [`printf '%s' ${quotePosix(notes)} >&2`]),
    `${script === null ? 'exec' : 'set --'} ${argv.map(quotePosix).join(' ')}${command ? ' "$@"' : ''}`,
    ...(script === null ? [] : [script]),
  ];
  return lines.map(line => `${line}\n`).join('');
}

/** What cannot be written, Node says; it also knows a reader that is gone, which is no failure. */
function textLines({text}: StoredText, {notes}: Told): string {
  return [
    "{ true 3>&1; } 2>/dev/null && trap '' PIPE || return 2",
    `printf '%s' ${quotePosix(text)} 2>/dev/null || { trap - PIPE; return 2; }`,
    ...(notes === '' ? [] : [`printf '%s' ${quotePosix(notes)} >&2`]),
    'exit 0',
  ]
    .map(line => `${line}\n`)
    .join('');
}

function terminalGuard(descriptor: number, is: boolean | undefined): readonly string[] {
  return is === undefined ? [] : [`[ ${is ? '' : '! '}-t ${descriptor} ]`];
}

function canBeSaid(then: StoredStart | StoredText): boolean {
  if (then.kind === 'text') return true;
  const isName = (name: string) => /^[A-Za-z_]\w*$/.test(name);
  return (
    Object.keys(then.set).every(name => isName(name) && !SHELLS_OWN.test(name)) &&
    then.unset.every(name => isName(name) && (MAY_GO.has(name) || !SHELLS_OWN.test(name)))
  );
}
