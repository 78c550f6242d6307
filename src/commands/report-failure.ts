import {statusOf, EXIT} from './exit-codes.ts';
import {failureJson, type Failure} from './json.ts';
import {maskText} from '../start/mask-secrets.ts';
import {ResultNotWritten, writeAll} from './output.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/**
 * Tells the user what went wrong, in text on stderr or as JSON on stdout, and returns the status. The only place where errors
 * become words: a UserError is one sentence and a next step, anything else is a bug and shows its stack.
 */
export function reportFailure(error: unknown, wish: {readonly json: boolean; readonly starting: boolean}): number {
  if (!(error instanceof UserError)) return reportBug(error, wish);
  const status = statusOf(error.code, wish.starting);
  // Whoever pressed Esc knows it; what is left of the picker is said.
  if (error.code === 'cancelled' && !wish.json) {
    if (error.advice !== '') writeAll(2, `hsf: ${printable(maskText(error.advice))}\n`);
    return status;
  }
  if (error instanceof ResultNotWritten || !wish.json || !onStdout(failureJson(masked(error)))) writeAll(2, failureText(error));
  return status;
}

/** Whatever somebody typed may stand in an error: an address with a password in it that is no image, or no bind. */
function masked({code, message, advice, choices}: UserError): Failure {
  return {code, message: maskText(message), advice: maskText(advice), choices};
}

/** Whether it could be written. The status stays that of the failure itself. */
function onStdout(document: string): boolean {
  try {
    writeAll(1, document);
    return true;
  } catch {
    return false;
  }
}

function failureText(error: UserError): string {
  const named = new Set(error.advice.split(/[\s,]+|\.$/));
  const choices = Object.entries(error.choices ?? {})
    // Advice that names the values is better than the same once more.
    .filter(([, values]) => !values.slice(0, MOST_VALUES).every(value => named.has(value)))
    .map(([flag, values]) => `  ${flag === 'stack' ? 'STACK' : `--${flag}`}: ${shortList(values)}`);
  return [`hsf: ${error.message}`, ...choices, ...(error.advice === '' ? [] : [`     ${error.advice}`])]
    .map(line => `${printable(maskText(line))}\n`)
    .join('');
}

// More than this is a listing, and `hsf list` is better at that.
const MOST_VALUES = 8;

function shortList(values: readonly string[]): string {
  const more = values.length - MOST_VALUES;
  return values.slice(0, MOST_VALUES).join(' ') + (more > 0 ? ` … (${more} more)` : '');
}

function reportBug(error: unknown, wish: {readonly json: boolean; readonly starting: boolean}): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  if (wish.json)
    onStdout(
      failureJson({
        code: 'bug',
        message: maskText(`hsf has a bug: ${message}`),
        advice: 'Please report it with the text on stderr.',
      }),
    );
  writeAll(
    2,
    `hsf: this is a bug in hsf; please report it with these lines.\n${maskText(text).split('\n').map(printable).join('\n')}\n`,
  );
  return wish.starting ? EXIT.launcher : EXIT.failure;
}
