import schema from '../../schemas/lock.schema.json' with {type: 'json'};
import {askedOf, CHOICE_KEYS, type LockedChoice, type ProjectData} from '../settings/project-data.ts';

/** What `hsf.lock` holds (`schemas/lock.schema.json`). */
export type LockFile = {
  readonly lockVersion: 1;
  readonly asked: Readonly<Record<string, string>> & {readonly stack: string};
  readonly stack: string;
  readonly variant: string;
  readonly platform: string;
  readonly repository: string;
  readonly revision: number | null;
  readonly rootHash: string | null;
  readonly root: string;
  readonly entry: string;
  readonly catalog: string | null;
  readonly image: string | null;
  readonly lockedAt: string;
};

export type ReadLock =
  | {readonly status: 'lock'; readonly lock: LockFile}
  /** `reason` is the end of a sentence that begins with the file. */
  | {readonly status: 'refused'; readonly reason: string};

/** Loads what checks the text of a lock, which no start needs. */
export async function lockParser(): Promise<(text: string) => ReadLock> {
  const {compileSchema} = await import('../find/compile-schema.ts');
  const validate = compileSchema<LockFile>(schema);
  return text => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return refused('is no JSON');
    }
    const version = (value as {readonly lockVersion?: unknown} | null)?.lockVersion;
    if (typeof version === 'number' && version > 1) return refused('was written by a newer hsf');
    if (validate(value)) return {status: 'lock', lock: value};
    const [problem] = validate.errors ?? [];
    const place = problem?.instancePath.slice(1).replaceAll('/', '.') || 'it';
    return refused(`is no lock of hsf: ${place} ${problem?.message ?? 'is not right'}`);
  };
}

function refused(reason: string): ReadLock {
  return {status: 'refused', reason};
}

export function lockText(lock: LockFile): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** What of a project file decides what is pinned. */
export function askedBy({stack, choices}: Pick<ProjectData, 'stack' | 'choices'>): LockFile['asked'] {
  const wishes = CHOICE_KEYS.flatMap(key => (choices[key] === undefined ? [] : [[key, choices[key]] as const]));
  return {stack: stack ?? '', ...Object.fromEntries(wishes)};
}

export function lockedChoice({asked: {stack: wished, ...choices}, stack, variant, platform}: LockFile): LockedChoice {
  return {asked: askedOf({stack: wished, choices}), stack, variant, platform};
}
