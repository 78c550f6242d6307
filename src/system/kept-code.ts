import {readFileSync} from 'node:fs';
import {Script} from 'node:vm';
import {readOwn} from './own-file.ts';
import {writeAtomically} from './atomic-file.ts';

export type KeptProgram<Exports> = {
  readonly exports: Exports;
  /** To be called when it has done its work; does nothing where its code is kept already. */
  readonly keep: () => void;
};

export type KeptCodeRequest = {
  /** A file with nothing but `(function (module) {…})`, in ASCII. */
  readonly program: string;
  /** Where its compiled code lies, for this Node alone. */
  readonly kept: string;
  /** Changes with the program: V8 itself compares no more than lengths. */
  readonly build: string;
  readonly uid: number;
};

/** The length of the first line: what follows it lies where V8 need not copy it. */
const HEAD = 64;

/**
 * Loads a program with the code that V8 made of it when it ran the last time.
 *
 * Node's own compile cache keeps a module as it is before it runs, without nearly all of its functions: these were compiled anew in
 * each start, a tenth of a second's tenth. What is damaged, of another build or of another Node is ignored and written anew.
 */
export function loadKept<Exports>({program, kept, build, uid}: KeptCodeRequest): KeptProgram<Exports> {
  const bytes = readOwn(kept, uid);
  const isOurs = bytes !== null && bytes.toString('latin1', 0, HEAD) === headOf(build, bytes.length - HEAD);
  const script = new Script(readFileSync(program, 'latin1'), {
    filename: program,
    ...(isOurs ? {cachedData: bytes.subarray(HEAD)} : {}),
  });
  const module = {exports: {} as Exports};
  (script.runInThisContext() as (module: {exports: Exports}) => void)(module);
  const isKept = isOurs && script.cachedDataRejected !== true;
  return {
    exports: module.exports,
    keep: () => {
      if (isKept) return;
      const code = script.createCachedData();
      // It has no sum, so it has to be whole even after a crash of the machine.
      writeAtomically(kept, Buffer.concat([Buffer.from(headOf(build, code.length)), code]));
    },
  };
}

function headOf(build: string, length: number): string {
  return `${`hsf code 1 ${build} ${length}`.padEnd(HEAD - 1)}\n`;
}
