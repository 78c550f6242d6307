/** What Node 26 has no name for, though home directories answer it: a quota, and a file server that is ill. */
const NAMES: Readonly<Record<string, string>> = {
  'Unknown system error -37': 'ENOLCK',
  'Unknown system error -116': 'ESTALE',
  'Unknown system error -121': 'EREMOTEIO',
  'Unknown system error -122': 'EDQUOT',
};

/** The name of an error of the system, `ENOSPC`; undefined for one that is a mistake of ours. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === undefined ? undefined : (NAMES[code] ?? code);
}
