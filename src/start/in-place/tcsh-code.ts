import {deflateRawSync, inflateRawSync} from 'node:zlib';
import {VARIABLE_NAME} from '../environment/difference.ts';
import {quoteTcsh} from '../shell-words.ts';
import {moduleSystemOf, variableChanges, type InPlaceChange} from './in-place-change.ts';
import {outcomeOf, type Noted, type Outcome} from './outcome.ts';

/** One stack that a tcsh has entered. tcsh has no functions that could note anything: all of it is one text that the shell keeps. */
export type TcshLevel = {
  readonly title: string;
  readonly variables: readonly Noted[];
  readonly prompt: string | null;
  /** `module` was made for it. */
  readonly module: string | null;
  /** PATH that a venv had put aside already, '' for none; a state of before may have none. */
  readonly venv?: string;
};

const MODULE = {
  lmod: 'eval `$LMOD_CMD tcsh !*`',
  modules: 'eval `$MODULES_CMD tcsh !*`',
} as const;

/** The lines that enter a stack, and the level to be noted. */
export function enterTcsh(change: InPlaceChange, depth: number): {readonly code: string; readonly level: TcshLevel} {
  const changes = variableChanges(change);
  const modules = moduleSystemOf(change);
  const level: TcshLevel = {
    title: change.title,
    variables: changes.map(one => ({
      kind: one.kind,
      name: one.name,
      old: change.before[one.name] ?? null,
      new: one.kind === 'unset' ? null : one.value,
    })),
    prompt: change.prompt,
    module: modules === null ? null : MODULE[modules],
    venv: change.before['HSF_VENV_PATH'] ?? '',
  };
  const lines = [
    ...changes.map(one => setLine(one.name, one.kind === 'unset' ? null : one.value)),
    // An alias of the user's own stays: it could not be put back as it was, since tcsh tells the words of one joined.
    ...(level.module === null ? [] : [`if ( "\`alias module\`" == "" ) alias module ${quoteTcsh(level.module)}`]),
    ...(change.prompt === null
      ? []
      : [
          'if ( $?prompt ) then',
          `  set __hsf_prompt_${depth} = "$prompt:q"`,
          `  set prompt = ${quoteTcsh(change.prompt)}"$prompt:q"`,
          'endif',
        ]),
  ];
  return {code: lines.map(line => `${line}\n`).join(''), level};
}

/** The lines that leave it, and what each variable becomes. `env` is what is exported now. */
export function leaveTcsh(
  level: TcshLevel,
  depth: number,
  env: Readonly<Record<string, string | undefined>>,
): {readonly code: string; readonly outcomes: readonly Outcome[]} {
  const outcomes = level.variables.map(noted => outcomeOf(noted, env[noted.name] ?? null));
  const kept = `__hsf_prompt_${depth}`;
  const lines = [
    ...outcomes.flatMap(({name, value}) => (value === (env[name] ?? null) ? [] : [setLine(name, value)])),
    ...(level.module === null ? [] : [`if ( "\`alias module\`" == ${quoteTcsh(level.module)} ) unalias module`]),
    ...(level.prompt === null
      ? []
      : [
          `if ( $?prompt && $?${kept} ) then`,
          `  if ( "$prompt:q" == ${quoteTcsh(level.prompt)}"$${kept}:q" ) set prompt = "$${kept}:q"`,
          'endif',
          `unset ${kept}`,
        ]),
  ];
  return {code: lines.map(line => `${line}\n`).join(''), outcomes};
}

function setLine(name: string, value: string | null): string {
  return value === null ? `unsetenv ${name}` : `setenv ${name} ${quoteTcsh(value)}`;
}

/** The levels as words that no shell changes; each is short, since old ones have a limit for words. */
export function stateLine(levels: readonly TcshLevel[]): string {
  const text = levels.length === 0 ? '' : deflateRawSync(JSON.stringify(levels)).toString('base64url');
  // None may begin with a dash: `echo` tells them.
  const words = (text.match(/.{1,1000}/g) ?? []).map(piece => `x${piece}`);
  return `set __hsf_state = ( ${words.join(' ')} )\n`;
}

/** Reads what the shell has kept. What is no state of this hsf counts as none: then nothing can be left, and that is said. */
export function parseState(text: string): readonly TcshLevel[] {
  const pieces = text.split(/\s+/).filter(word => word.startsWith('x'));
  if (pieces.length === 0) return [];
  try {
    const packed = Buffer.from(pieces.map(piece => piece.slice(1)).join(''), 'base64url');
    const levels = JSON.parse(inflateRawSync(packed, {maxOutputLength: MOST_STATE}).toString('utf8')) as unknown;
    return Array.isArray(levels) && levels.every(isLevel) ? levels : [];
  } catch {
    return [];
  }
}

/** Bytes of a state; a stack that sets five hundred variables has a hundredth of it. */
const MOST_STATE = 16 * 1024 * 1024;

/** Names and texts become code again, so that they have to be such. */
function isLevel(value: unknown): value is TcshLevel {
  const {title, variables, prompt, module, venv = null} = (value ?? {}) as Readonly<Record<keyof TcshLevel, unknown>>;
  return (
    title !== null && [title, prompt, module, venv].every(isTextOrNull) && Array.isArray(variables) && variables.every(isNoted)
  );
}

function isNoted(value: unknown): value is Noted {
  const {kind, name, old, new: now} = (value ?? {}) as Readonly<Record<keyof Noted, unknown>>;
  const isKind = kind === 'set' || kind === 'unset' || kind === 'list';
  return isKind && typeof name === 'string' && VARIABLE_NAME.test(name) && isTextOrNull(old) && isTextOrNull(now);
}

/** No shell can hold a NUL. */
function isTextOrNull(value: unknown): boolean {
  return value === null || (typeof value === 'string' && !value.includes('\0'));
}
