import {readFileSync} from 'node:fs';
import {parseArgs, type ParseArgsConfig} from 'node:util';

/**
 * The arguments of a trial. `--help` prints the comment at the top of its file; what it does not know, or a word where a number has
 * to be, ends it with status 2.
 */
export function trialArguments<T extends ParseArgsConfig>(file: string, config: T): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).some(word => word === '--help' || word === '-h')) {
    process.stdout.write(commentOf(file));
    process.exit(0);
  }
  try {
    const parsed = parseArgs(config);
    for (const [name, {default: usual}] of Object.entries(config.options ?? {})) {
      const value = (parsed.values as Readonly<Record<string, unknown>>)[name];
      if (isNumber(usual) && !isNumber(value)) throw new Error(`--${name} takes a number.`);
    }
    return parsed;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${commentOf(file)}`);
    process.exit(2);
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function commentOf(file: string): string {
  const [, comment = ''] = /^\/\*\*([^]*?)\*\//.exec(readFileSync(file, 'utf8')) ?? [];
  return `${comment.replace(/^ \* ?/gm, '').trim()}\n`;
}
