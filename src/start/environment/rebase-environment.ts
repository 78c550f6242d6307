import type {EnvironmentDifference, ShellVariable} from './difference.ts';

// The start of a path, also directly behind an option (-I/cvmfs/…): not the middle of another path (/home/me/cvmfs) and not the start
// of a longer name (/cvmfs-config).
const BELOW_CVMFS = /(?<=^|[^\w.~/-]|(?:^|\s)-[A-Za-z])\/cvmfs(?![\w.-])/g;

/**
 * The difference as it holds in a shell that sees the CVMFS tree at `root` and nothing at `/cvmfs`: each path below `/cvmfs` becomes
 * the same path below `root`. What a program has burnt in stays as it is; only a start by hsf shows the tree at `/cvmfs`.
 */
export function rebaseEnvironment(change: EnvironmentDifference, root: string): EnvironmentDifference {
  const moved = (text: string) => text.replace(BELOW_CVMFS, () => root);
  const rebase = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, moved(value)]));
  return {
    ...change,
    set: rebase(change.set),
    functions: rebase(change.functions),
    exportedFunctions: rebase(change.exportedFunctions),
    aliases: rebase(change.aliases),
    completions: change.completions.map(words => words.map(moved)),
    shellVariables: change.shellVariables.map(variable => ({...variable, value: movedIn(variable.value, moved)})),
  };
}

function movedIn(value: ShellVariable['value'], moved: (text: string) => string): ShellVariable['value'] {
  if (value === null || typeof value === 'string') return value && moved(value);
  return value.map(([key, item]) => [key, moved(item)] as const);
}
