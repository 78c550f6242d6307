import {createHash} from 'node:crypto';
import {type EnvironmentDifference, VARIABLE_NAME} from './difference.ts';

// What every reader of such files takes as it stands.
const PLAIN = /^[A-Za-z0-9_@%+=:,./~-]*$/;

/**
 * The variables as a file for `docker --env-file`, `node --env-file`, python-dotenv, Compose and the like. They agree on plain words, on
 * single quotes without escapes and on double quotes with nothing special inside; what would need more is left out.
 */
export function renderDotenv({set}: EnvironmentDifference): string {
  return entriesOf(set)
    .filter(([name, value]) => dotenvHolds(name, value))
    .map(([name, value]) => `${name}=${dotenvWord(value)}\n`)
    .join('');
}

export function dotenvHolds(_name: string, value: string): boolean {
  return dotenvWord(value) !== null;
}

function dotenvWord(value: string): string | null {
  // A shell that sources the file would take a tilde in these places for somebody's home.
  if (PLAIN.test(value) && !/(?:^|[:=])~/.test(value)) return value;
  // A line break ends the value for some. Also in single quotes some take backslashes away, and python-dotenv fills in `${…}`.
  if (/[\r\n\\]|\$\{/.test(value)) return null;
  if (!value.includes("'")) return `'${value}'`;
  return /["$`]/.test(value) ? null : `"${value}"`;
}

/**
 * The variables as what a step appends to the file `$GITHUB_ENV`. PATH stands there whole: what earlier steps wrote to `$GITHUB_PATH`
 * GitHub puts in front of it again.
 */
export function renderGithub({set}: EnvironmentDifference): string {
  return entriesOf(set)
    .filter(([name, value]) => githubHolds(name, value))
    .map(([name, value]) => {
      const end = delimiterFor(value);
      return `${name}<<${end}\n${value}\n${end}\n`;
    })
    .join('');
}

/** GitHub's own variables cannot be set, nor may NODE_OPTIONS; a carriage return at the end of a line is taken for a part of it. */
export function githubHolds(name: string, value: string): boolean {
  return !/^(?:GITHUB_|RUNNER_)|^NODE_OPTIONS$/i.test(name) && !value.includes('\r');
}

/** A line that is nowhere in the value. */
function delimiterFor(value: string): string {
  for (let text = value; ;) {
    const end = `hsf_${createHash('sha256').update(text).digest('hex')}`;
    if (!value.includes(end)) return end;
    text = end;
  }
}

function entriesOf(set: EnvironmentDifference['set']): readonly (readonly [string, string])[] {
  return Object.entries(set)
    .filter(([name]) => VARIABLE_NAME.test(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}
