import {printable} from '../system/printable.ts';
import {MASK, maskArguments, maskSecrets, maskValue} from './mask-secrets.ts';
import type {Plan, Preparation} from './plan.ts';
import {SCRIPTS} from './scripts.ts';
import {stepArguments} from './set-up-step.ts';
import {quotePosix, quoteReadably} from './shell-words.ts';
import {ENTER_SCRIPT, WAIT_SCRIPT} from '../engines/enter-script.ts';
import {UNSHARE_SCRIPT} from '../engines/unshare-script.ts';

export type CommandOptions = {
  /** `short` leaves our shell code, the steps and what comes before the start out (`…`): for lines that are read, not pasted. */
  readonly scripts: 'full' | 'short';
};

/**
 * The plan as a command for a POSIX shell, secrets masked. Variables that are kept stand for themselves (`"$NAME"`), so that no value
 * of the caller's is printed. In full it can be pasted, with what has to be there before; where a script of ours has line breaks, so
 * has the command.
 */
export function planAsCommand(plan: Plan, options: CommandOptions = {scripts: 'full'}): string {
  const words = commandWords(plan, options);
  const before = options.scripts === 'full' ? plan.prepare.map(asCommand) : [];
  const env =
    plan.processEnv !== null
      ? ['env', '-i', ...processVariables(plan.processEnv, plan)]
      : [
          'env',
          ...[...plan.env.unset, ...plan.env.dropped.map(entry => entry.name)].flatMap(name => ['-u', quoteReadably(name)]),
          ...Object.entries(plan.env.set).map(([name, value]) => quoteReadably(`${name}=${maskValue(name, value)}`)),
        ];
  return [...before, [...env, ...words].join(' ')].join('\n');
}

/** What `prepare.ts` does, for a shell. */
function asCommand(item: Preparation): string {
  if (item.kind === 'command') {
    const env = Object.entries(item.env).map(([name, value]) => quoteReadably(`${name}=${maskValue(name, value)}`));
    return ['env', '-i', ...env, ...maskArguments(item.argv).map(quoteReadably), '|| :'].join(' ');
  }
  const path = quoteReadably(item.path);
  if (item.kind === 'directory') return `(umask 077; mkdir -p ${path})`;
  const folder = quoteReadably(item.path.replace(/\/[^/]*$/, '') || '/');
  if (item.kind === 'link')
    return `[ -e ${path} ] || [ -h ${path} ] || { mkdir -p ${folder}; ln -s ${quoteReadably(item.target)} ${path}; }`;
  // What others may not read is not told.
  const text = item.until === 'end' || (item.mode & 0o077) === 0 ? item.text && MASK : maskSecrets(item.text);
  return `[ -e ${path} ] || { (umask 077; mkdir -p ${folder}); printf %s ${quotePosix(text)} >${path}; chmod ${item.mode.toString(8)} ${path}; }`;
}

/** Those that hold the specification for `ctr`, in pieces. */
const SPECIFICATION = /^HSF_SPEC_\d+$/;

/**
 * The complete environment of an engine's process. What hsf did not set itself is the caller's, who has it already: it is named and not
 * told, and so is what has to be masked.
 */
function processVariables(env: NonNullable<Plan['processEnv']>, plan: Plan): readonly string[] {
  const pieces = Object.entries(env).filter(([name]) => SPECIFICATION.test(name));
  const carriers = carriersOf(env, plan.argv);
  const others = Object.entries(env).filter(([name]) => !SPECIFICATION.test(name));
  const told = others.map(([name, value]) => {
    const bare = carriers.get(name) ?? name;
    // podman is told the account's own name, whatever the caller's variable says.
    const isOurs = bare === name ? name === 'USER' || plan.env.set[name] === value || !isName(name) : bare in plan.env.set;
    return isOurs && maskValue(bare, value) === value ? quoteReadably(`${name}=${value}`) : `${name}="$${bare}"`;
  });
  return [...told, ...maskedPieces(pieces).map(([name, value]) => quoteReadably(`${name}=${value}`))];
}

/** Which variable inside travels under a name of ours, as the arguments tell it: one by one, or all in a row before `--`. */
function carriersOf(env: NonNullable<Plan['processEnv']>, argv: Plan['argv']): ReadonlyMap<string, string> {
  const single = argv.flatMap(argument => {
    const [, name, carrier] = /^([A-Za-z_][A-Za-z0-9_]*)=(HSF_KEPT_\d+)$/.exec(argument) ?? [];
    return name === undefined || carrier === undefined ? [] : [[carrier, name] as const];
  });
  const numbered = Object.keys(env).filter(name => /^HSF_V_\d+$/.test(name));
  const end = argv.findIndex(
    (word, index) =>
      word === '--' && argv[index - numbered.length - 1] === 'hsf' && argv.slice(index - numbered.length, index).every(isName),
  );
  const row = end < 0 ? [] : numbered.map((name, index) => [name, argv[end - numbered.length + index]!] as const);
  return new Map([...single, ...row]);
}

const isName = (word: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);

/** Pieces of JSON with every text in them masked, in as many pieces as before. */
function maskedPieces(pieces: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const texts: string[] = [];
  const frame = pieces
    .map(([, value]) => value)
    .join('')
    .replace(/"(?:[^"\\]|\\.)*"/g, literal => {
      texts.push(JSON.parse(literal) as string);
      return '"';
    });
  const shown = maskArguments(texts).values();
  const masked = frame.replaceAll('"', () => JSON.stringify(shown.next().value));
  const length = Math.ceil(masked.length / Math.max(1, pieces.length));
  return pieces.map(([name], index) => [name, masked.slice(index * length, (index + 1) * length)]);
}

/** Only program and arguments, our scripts left out, as one printable line. */
export function planAsLine(plan: Plan): string {
  return printable(commandWords(plan, {scripts: 'short'}).join(' '));
}

function commandWords(plan: Plan, options: CommandOptions): readonly string[] {
  const ours = new Map(
    [
      ...Object.entries(SCRIPTS),
      ['make the root', UNSHARE_SCRIPT] as const,
      ['enter', ENTER_SCRIPT] as const,
      ['wait', WAIT_SCRIPT] as const,
    ].map(([name, text]) => [text, name]),
  );
  const isShort = options.scripts === 'short';
  const steps = isShort ? placeOfSteps(plan) : null;
  return maskArguments(plan.argv).flatMap((argument, index) => {
    if (steps !== null && index >= steps.begin && index < steps.end) return index === steps.begin ? ["'… steps …'"] : [];
    const name = ours.get(plan.argv[index]!) ?? (isOfEngine(plan.argv, index) ? 'prepare' : undefined);
    return [isShort && name !== undefined ? `'… ${name} …'` : quoteReadably(argument)];
  });
}

/** Shell code that an engine puts around its program or the command: it is given the name `hsf`, which nobody else is called by. */
function isOfEngine(argv: readonly string[], index: number): boolean {
  return argv[index - 1] === '-c' && argv[index + 1] === 'hsf';
}

/** Where the steps stand among the arguments; a plan tells them in words anyway. */
function placeOfSteps({argv, steps}: Plan): {readonly begin: number; readonly end: number} | null {
  const words = stepArguments(steps);
  const begin = argv.findIndex((_, index) => words.every((word, offset) => argv[index + offset] === word));
  return words.length === 0 || begin < 0 ? null : {begin, end: begin + words.length};
}
