import {fingerprint} from './fingerprint.ts';
import {isHarmless, isOfSession, isSecretVariable} from './harmless-variables.ts';
import {SUBSTITUTED, type Substituted} from './template.ts';

/** What the result of a set-up may depend on: variables that its shell had exported. Plain data; values stand there as fingerprints. */
export type Inputs = {
  /** Name → fingerprint of the value. What is not here was not there, or is harmless. */
  readonly variables: Readonly<Record<string, string>>;
  /** Those of HOME, USER… on which the result depends other than by their value standing in it: they are among the variables. */
  readonly kept: readonly Substituted[];
  /** Those that were set at all; a template is proved for one that is there. */
  readonly present: readonly Substituted[];
  /** The name of this machine, where the result has it in it. */
  readonly host: string | null;
  /**
   * What start-up files of an interactive bash exported before the set-up: name → value, null for what they took away. Such a record
   * serves only starts of an interactive bash; null for one made without any.
   */
  readonly startUp: Readonly<Record<string, string | null>> | null;
  /** Harmless variables that matter here: the set-up itself changes them. */
  readonly asked: readonly string[];
  /** Whether all harmless ones matter: the result is another one in another session. */
  readonly session: boolean;
};

/** What of the harmless variables matters after all. */
export type Asked = Pick<Inputs, 'asked' | 'session'>;
const NOTHING_ASKED: Asked = {asked: [], session: false};

/** Whether a variable is an input. */
export function isInput(name: string, value: string, {asked, session}: Asked = NOTHING_ASKED): boolean {
  if (isSecretVariable(name, value)) return false;
  return asked.includes(name) || !isHarmless(name) || (session && isOfSession(name));
}

type Environment = Readonly<Record<string, string>>;

/** The inputs in an environment: that of the process which carries out the set-up (`processEnvironment` of the plan). */
export function inputsOf(env: Environment, more: Partial<Omit<Inputs, 'variables' | 'present'>> = {}): Inputs {
  const kept = more.kept ?? [];
  const asked = {asked: more.asked ?? [], session: more.session ?? false};
  return {
    ...asked,
    variables: Object.fromEntries(relevant(env, kept, asked).map(name => [name, fingerprint(env[name]!)])),
    kept,
    present: SUBSTITUTED.filter(name => name in env),
    host: more.host ?? null,
    startUp: more.startUp ?? null,
  };
}

/** The same in one word, for the name of a file: without HOME, USER, LOGNAME, TMPDIR and PWD. */
export function inputsKey(env: Environment): string {
  return fingerprint(JSON.stringify(relevant(env, []).map(name => [name, env[name]])));
}

/**
 * The first variable that is another than it was, null when all are as they were.
 *
 * @param host name of this machine, as bash has it in HOSTNAME
 */
export function changedInput(inputs: Inputs, env: Environment, host: string): string | null {
  const names = relevant(env, inputs.kept, inputs);
  const other = names.find(name => inputs.variables[name] !== fingerprint(env[name]!));
  const gone = Object.keys(inputs.variables).find(name => env[name] === undefined);
  const moved = SUBSTITUTED.find(name => name !== 'PWD' && name in env !== inputs.present.includes(name));
  return other ?? gone ?? moved ?? (inputs.host !== null && inputs.host !== host ? 'HOSTNAME' : null);
}

function relevant(env: Environment, kept: readonly Substituted[], asked?: Asked): readonly string[] {
  const substituted = SUBSTITUTED.filter(name => !kept.includes(name)) as readonly string[];
  return Object.keys(env)
    .filter(name => !substituted.includes(name) && isInput(name, env[name]!, asked))
    .toSorted();
}
