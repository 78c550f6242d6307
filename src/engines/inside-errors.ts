import type {Explanation} from './engine.ts';

/**
 * What the shell says that stands before a command inside (its scripts are called `hsf`): busybox, dash and bash each have their own
 * spelling. Null when it said nothing.
 */
export function explainInside(stderr: string): Explanation | null {
  const directory =
    /^hsf: (?:\d+: |line \d+: )?cd: (?:line \d+: )?(?:can't cd to )?(.+?)(?:: (?:No such file or directory|Permission denied|Not a directory))?$/m.exec(
      stderr,
    )?.[1];
  if (directory !== undefined) {
    return {message: `The directory ${directory} cannot be entered inside.`, advice: 'Choose one with "--cwd".'};
  }
  const [, program, reason] =
    /^hsf: (?:(?:line )?\d+: exec: |exec: line \d+: |line \d+: )(.+?): (not found|No such file or directory|Permission denied|cannot execute.*|Exec format error.*)$/m.exec(
      stderr,
    ) ?? [];
  if (program === undefined || reason === undefined) return null;
  if (/^(not found|No such file)/.test(reason)) {
    return {message: `${program} is not in the image.`, advice: 'Choose another program, or another image with "--image".'};
  }
  return {
    message: `${program} cannot be executed in the image.`,
    advice: 'Choose another program, or another image with "--image".',
  };
}
