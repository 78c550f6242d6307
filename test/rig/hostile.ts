import {mkdirSync, writeFileSync} from 'node:fs';

/** Behind each character that may not reach a terminal, so that output can be searched for it. */
export const MARK = 'Zq7';

/** Would be a command to the terminal, or make text read other than it is. */
export const CONTROLS = [
  '\u001b]0;',
  '\u001b[31m',
  '\u0007',
  '\b',
  '\r',
  '\n',
  '\t',
  '\u007f',
  '\u009b31m',
  '\u0085',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u2028',
].map(control => `${control}${MARK}`);

/** Would be code, options or patterns. PWN names a file that must never be there. */
export const CODE = [
  '$(>$PWN)',
  '`>$PWN`',
  ';touch PWNED;',
  '&touch PWNED&',
  '\n>$PWN\n',
  '>PWNED',
  '-rf',
  '*',
  '%n%s%1$s',
  "'",
  '"',
  '\\',
  '!!',
  '{a,b}',
  "';>$PWN;'",
  '";>$PWN;"',
  'a b',
  '~',
  'x'.repeat(200),
];

const NOT_UTF8 = [Buffer.from([0xff, 0xfe, 0x5a]), Buffer.from([0xed, 0xa0, 0x80, 0x5a])];

/** All of it, as parts of names of files. */
export const HOSTILE: readonly Buffer[] = [...[...CONTROLS, ...CODE].map(text => Buffer.from(text)), ...NOT_UTF8];

/** The platform that can be started here in spite of all. */
export const PLATFORM = 'x86_64-debian12-gcc12-opt';

const bytes = (...parts: readonly (string | Buffer)[]) => Buffer.concat(parts.map(part => Buffer.from(part)));

function put(directory: Buffer, name: string, text: string | Buffer): void {
  mkdirSync(directory, {recursive: true});
  writeFileSync(bytes(directory, '/', name), text);
}

/**
 * A tree in which repositories, releases, platforms, packages and images have hostile names, and contents: the system of an image, what
 * a set-up script says. `lcg/LCG_107` is a good one among them.
 */
export function writeHostileTree(root: string): void {
  const views = bytes(root, '/sft.cern.ch/lcg/views/');
  for (const [index, part] of HOSTILE.entries()) {
    const script = 'export LCG_VERSION=1\n';
    put(bytes(views, 'LCG_1', part, '/', PLATFORM), 'setup.sh', script);
    put(bytes(views, 'LCG_108/x86_64-debian12-gcc12', part, '-opt'), 'setup.sh', script);
    mkdirSync(bytes(root, '/evil', part, '.cern.ch/lcg'), {recursive: true});
    const image = bytes(root, '/unpacked.cern.ch/registry.hub.docker.com/library/evil', part, ':latest');
    put(bytes(image, '/etc'), 'os-release', bytes(`ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Evil ${index} `, part, '"\n'));
    put(bytes(root, '/software.eessi.io/versions/2023.', part, '/init'), 'bash', 'export X=1\n');
  }
  put(bytes(views, 'LCG_107/', PLATFORM), 'setup.sh', 'export LCG_VERSION=107\n');
  put(
    bytes(root, '/sft.cern.ch/lcg/releases/LCG_107'),
    `LCG_externals_${PLATFORM}.txt`,
    bytes(
      `PLATFORM: ${PLATFORM}\nVERSION: 107\nCOMPILER: gcc;12\nROOT; 18eb6; 6.34.02; ./ROOT/6.34.02/${PLATFORM}; x-1\n`,
      ...HOSTILE.map(part => bytes('evil', part, '; ab123; 1.0', part, `; ./evil/1.0/${PLATFORM}; ROOT-18eb6\n`)),
    ),
  );
}

const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\t\n]Zq7/;

/** What of some output may not be written to a terminal, with what is around it; null when nothing is. */
export function rawIn(output: Buffer): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(output);
  } catch {
    return 'broken UTF-8';
  }
  const found = RAW.exec(text);
  return found === null ? null : JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 30));
}
