import {machinePathsIn} from './machine-places.ts';
import {pathsBelow} from './replay.ts';
import {TRACE_END, TRACE_MARK} from './trace-script.ts';

/** What a set-up read and ran, as far as the trace of its shell tells. Paths below `/cvmfs`. */
export type Trace = {
  /** Whether it tells of all that the shell did. */
  readonly isWhole: boolean;
  /** What may be a file that the result follows from; most of it is, some are directories or nothing at all. */
  readonly named: readonly string[];
  /** Of these, what was asked about: that it is not there counts as well. */
  readonly tested: readonly string[];
  /** Commands without a path. */
  readonly commands: readonly string[];
  /** Files of this machine by absolute paths, which need not be there. */
  readonly machine: readonly string[];
};

export const NO_TRACE: Trace = {isWhole: false, named: [], tested: [], commands: [], machine: []};

const UNTOLD = /^(?:builtin |command )?(?:set (?:.* )?\+(?:\w*x|o xtrace)|shopt .*-\w*u.*xtrace|unset .*BASH_XTRACEFD)/;
const REDIRECTED = /^(?:(?:export|declare|typeset|local|readonly) (?:.* )?)?(?:PS4|BASH_XTRACEFD)=/;
// bash quotes the one and not the other.
const TEST = /^(?:test|'\['|\[\[) /;

/** Reads a trace (`trace-script.ts`). Pure. */
export function traceOf(bytes: Buffer): Trace {
  const text = bytes.toString('latin1');
  const named = new Set<string>();
  const tested = new Set<string>();
  const commands = new Set<string>();
  const machine = new Set<string>();
  let isWhole = text.endsWith(TRACE_END);
  for (const line of text.split('\n')) {
    const [level = '', source = '', directory = '', command] = line.split(TRACE_MARK);
    // The second line of a word.
    if (command === undefined || !/^\++$/.test(level)) {
      for (const path of pathsBelow(line)) named.add(path);
      for (const path of machinePathsIn(line)) machine.add(path);
      continue;
    }
    const add = (word: string) => {
      const [path] = pathsBelow(word.startsWith('/') ? word : `${directory}/${word}`);
      if (path !== undefined) named.add(path);
      else
        for (const own of machinePathsIn(word.startsWith('/') ? word : `${directory}/${word.replace(/^(?:\.\/)+/, '')}`))
          machine.add(own);
    };
    if (source.includes('/')) add(source);
    // What is ours names no files but those of the steps.
    if (/^(?:builtin )?(?:\w+ )?__hsf/.test(command)) continue;
    if ((UNTOLD.test(command) && !command.includes('__hsf')) || REDIRECTED.test(command)) isWhole = isWhole && isOurs(command);
    for (const path of machinePathsIn(command)) machine.add(path);
    if (TEST.test(command)) for (const relative of command.split(' ').slice(1).filter(isRelative)) add(relative);
    const paths = pathsBelow(command);
    for (const path of paths) named.add(path);
    if (TEST.test(command)) for (const path of paths) tested.add(path);
    const [first = '', second = ''] = command.replace(/^(?:builtin|command|exec) /, '').split(' ', 2);
    const word = (first === '.' || first === 'source' ? second : first).replace(/^'|'$/g, '');
    if (word.includes('/')) add(word);
    else if (/^[\w.+-]+$/.test(first)) commands.add(first);
  }
  return {isWhole, named: [...named], tested: [...tested], commands: [...commands], machine: [...machine]};
}

/** A word of a test that can be nothing but a file's name from here. */
const isRelative = (word: string) => /^[\w.][\w.+@~%,/-]*$/.test(word) && /[./]/.test(word);

/** The last command of every trace. */
const isOurs = (command: string) => command === 'builtin set +x';
