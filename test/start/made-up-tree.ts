import type {PathState} from '../../src/system/host-files.ts';
import type {TreeReader} from '../../src/start/tree-reader.ts';

/** Files of a machine that is made up: text or bytes, a directory's names, or only what kind of thing it is. */
export type MadeUp = Readonly<Record<string, MadeUpFile>>;
type MadeUpFile = {
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly entries?: readonly string[];
  readonly state?: PathState;
  readonly mode?: number;
  readonly uid?: number;
  /** It is a link to this. */
  readonly real?: string;
};

/** A reader of them, for what no test can have: GPUs, other people's sockets. */
export function madeUpTree(files: MadeUp, uid = 1000): TreeReader {
  const stateOf = (path: string): PathState => {
    const file = files[path];
    if (file === undefined) return 'missing';
    return file.state ?? (file.entries === undefined ? 'file' : 'directory');
  };
  const kindOf = (path: string) => (stateOf(path) === 'directory' ? 'directory' : 'file');
  return {
    ahead: () => Promise.resolve(),
    states: paths => Promise.resolve(new Map(paths.map(path => [path, stateOf(path)]))),
    list: path =>
      Promise.resolve(files[path]?.entries?.map(name => ({name, kind: kindOf(`${path}/${name}`), target: null})) ?? null),
    text: path => Promise.resolve(files[path]?.text ?? null),
    part: (path, offset, length) => Promise.resolve(files[path]?.bytes?.subarray(offset, offset + length) ?? null),
    rights: paths =>
      Promise.resolve(
        new Map(
          paths.flatMap(path => {
            const file = files[path];
            return file === undefined
              ? []
              : [
                  [
                    path,
                    {mode: file.mode ?? 0o600, uid: file.uid ?? uid, ...(file.real === undefined ? {} : {real: file.real})},
                  ] as const,
                ];
          }),
        ),
      ),
    real: path => Promise.resolve(path in files ? path : null),
    start: path => Promise.resolve(files[path]?.bytes?.subarray(0, 512) ?? null),
    members: () => Promise.resolve(null),
    image: () => Promise.resolve(null),
    listInside: () => Promise.resolve(null),
    exposed: () => Promise.resolve({open: [], elevating: []}),
    same: (one, other) => Promise.resolve(one === other),
  };
}
