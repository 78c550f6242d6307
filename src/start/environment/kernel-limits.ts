import {UserError} from '../../system/user-error.ts';

/** The longest single string that Linux hands to a program (MAX_ARG_STRLEN), its end included. */
const LONGEST_STRING = 128 * 1024;
/** The pointer to each string counts as well. */
const POINTER = 8;

/**
 * Refuses what the kernel would refuse without a word of what is too large (E2BIG).
 *
 * @param limit most bytes for arguments and environment together: a quarter of the stack limit, at most 6 MB; 2 MB where nobody has
 *   changed anything
 * @throws UserError `environment-too-large`, names the largest variable
 */
export function refuseTooLarge(
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
  limit: number = 2 * 1024 * 1024,
): void {
  const sizes = Object.entries(env).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(name) + Buffer.byteLength(value) + 2,
  }));
  const words = argv.reduce((sum, word) => sum + Buffer.byteLength(word) + 1 + POINTER, 0);
  const total = sizes.reduce((sum, {bytes}) => sum + bytes + POINTER, words);
  const largest = sizes.reduce((one, other) => (other.bytes > one.bytes ? other : one), {name: '', bytes: 0});
  if (largest.bytes > LONGEST_STRING) {
    throw new UserError(
      'environment-too-large',
      `${largest.name} has ${kilobytes(largest.bytes)}, and no program can be started with a variable of more than 128 kB.`,
      `Make it shorter, or leave it out: "--no-env ${largest.name}" or "unset ${largest.name}".`,
    );
  }
  if (total > limit) {
    throw new UserError(
      'environment-too-large',
      `The environment has ${kilobytes(total)}, and no program can be started with more than ${kilobytes(limit)}. The largest variable is ${largest.name} with ${kilobytes(largest.bytes)}.`,
      `Unset what you do not need: "--no-env ${largest.name}", for example.`,
    );
  }
}

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} kB`;
