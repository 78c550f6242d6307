/** What the caller gave us and Node took away, as `bin/hsf` noted it before Node started. */
export type Origin = {
  /** Names of the signals that the caller ignores (`nohup`): `['HUP']`. */
  readonly ignored: readonly string[];
  /** Soft limit of open files, null to leave it. */
  readonly limit: string | null;
  /** Open descriptors above 2. */
  readonly descriptors: readonly number[];
};

export const ORIGIN_VARIABLE = 'HSF_ORIGIN';

// KILL and STOP cannot be ignored. Those above 31 are real-time signals, which no shell passes on by name.
const NAMES: readonly (string | null)[] = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  null,
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  null,
  'CHLD',
  'CONT',
  null,
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];

/** Reads `1 <SigIgn hex> <soft limit> <descriptors…>`; anything else is nothing, since the variable may come from anywhere. */
export function parseOrigin(text: string | undefined): Origin {
  const none = {ignored: [], limit: null, descriptors: []};
  const match = /^1 ([0-9a-fA-F]{1,16}) (\d+|unlimited)((?: \d{1,7})*)$/.exec(text ?? '');
  if (match === null) return none;
  const bits = BigInt(`0x${match[1]}`);
  return {
    ignored: NAMES.filter((name, index): name is string => name !== null && ((bits >> BigInt(index)) & 1n) === 1n),
    limit: match[2]!,
    descriptors: [...new Set(match[3]!.split(' ').filter(Boolean).map(Number))]
      .filter(number => number > 2)
      .toSorted((a, b) => a - b),
  };
}
