/** A stack address taken apart. Which part is a family is decided against the catalogue (`resolve.ts`). */
export type Address = {
  /** Everything before the last `@`: `lcg/LCG_107`, `LCG_107`, `eessi`. */
  readonly stack: string;
  /** The part before the first `/` of `stack`, null when there is no `/`. */
  readonly family: string | null;
  /** The rest of `stack`; all of it when there is no `/`. */
  readonly release: string;
  /** The part after the last `@`, blanks at its ends removed; null without `@`. */
  readonly fragments: string | null;
};

export type ParsedAddress =
  | {readonly status: 'address'; readonly address: Address}
  | {readonly status: 'refused'; readonly reason: string};

/** Longest address that is looked at; the longest real image names have about 200 characters. */
export const LONGEST_ADDRESS = 1024;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * Takes an address apart as somebody types it; refuses what cannot be one, with a sentence.
 *
 * Names in CVMFS may have an `@` or control characters all the same. What `hsf list --json` prints of them is accepted exactly as
 * printed (`addressAmong` in `find-stack.ts`, which asks the catalogue first): it is only compared there, and shown through
 * `printable`. Control characters in anything else are a mishap of the caller, and refused.
 */
export function parseAddress(text: string): ParsedAddress {
  if (text.length > LONGEST_ADDRESS) return refused(`A stack address has at most ${LONGEST_ADDRESS} characters.`);
  if (CONTROL.test(text)) return refused('A stack address has no control characters.');
  const at = text.lastIndexOf('@');
  const stack = (at < 0 ? text : text.slice(0, at)).trim();
  if (stack === '') return refused('A stack address begins with a stack, such as lcg/LCG_107.');
  return {status: 'address', address: addressOf(stack, at < 0 ? null : text.slice(at + 1).trim())};
}

/** The address of a stack, complete or its release alone, with fragments. */
export function addressOf(stack: string, fragments: string | null): Address {
  const slash = stack.indexOf('/');
  return {
    stack,
    family: slash < 0 ? null : stack.slice(0, slash),
    release: slash < 0 ? stack : stack.slice(slash + 1),
    fragments,
  };
}

/** `lcg`, `LCG_107`, `x86_64-el9-gcc13-opt` → `lcg/LCG_107@x86_64-el9-gcc13-opt`. */
export function formatAddress(family: string, release: string, platform: string | null = null): string {
  return variantAddress(`${family}/${release}`, platform ?? '');
}

/** The same from the address of a stack; a variant without a platform has that of its stack. */
export function variantAddress(stack: string, platform: string): string {
  if (platform === '') return stack;
  // The fragments begin after the last @, so none may stand in them.
  return `${stack}@${platform.includes('@') ? platform.replaceAll('@', '%40') : platform}`;
}

function refused(reason: string): ParsedAddress {
  return {status: 'refused', reason};
}
