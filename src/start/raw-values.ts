import {isUtf8} from 'node:buffer';

/** A variable whose value is no valid UTF-8, with its bytes escaped for `printf`. */
export type RawValue = {readonly name: string; readonly escaped: string};

/**
 * Variables of a raw environment (`NAME=VALUE` ended by NUL) that Node cannot pass on exactly: it shows and writes U+FFFD for what is
 * not UTF-8.
 */
export function rawValues(environment: Buffer): readonly RawValue[] {
  return split(environment).flatMap(entry => {
    if (isUtf8(entry)) return [];
    const equals = entry.indexOf(0x3d);
    const name = entry.subarray(0, equals);
    // A name that no shell can export is left as Node shows it.
    if (equals <= 0 || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.toString('latin1'))) return [];
    const escaped = [...entry.subarray(equals + 1)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    return [{name: name.toString('latin1'), escaped}];
  });
}

/** Whether all arguments of a raw command line are valid UTF-8; Node cannot pass others on. */
export function argumentsAreUtf8(commandLine: Buffer): boolean {
  return split(commandLine).every(isUtf8);
}

function split(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start < bytes.length) parts.push(bytes.subarray(start));
  return parts;
}
