import {architectureOfCpu} from './cpu-override.ts';
import {SYSTEMS, architectureNamed} from './grammars/words.ts';
import type {Host} from './host.ts';
import {libcFromWord} from './libc.ts';
import {MICROARCHITECTURES} from './microarchitectures.ts';
import {OS_RULES} from './os-rules.ts';
import {nearest} from '../system/nearest.ts';

/**
 * What is to be said of facts that the user gave in place of those of this machine: one sentence for each that means nothing, since
 * a silent spelling mistake would be believed.
 *
 * @param overrides as in `HostSource`
 * @param arch what the host came out as
 */
export function overrideDoubts(overrides: Readonly<Record<string, string | undefined>>, {arch, os}: Host): readonly string[] {
  const given = (name: string) => overrides[name]?.trim() || null;
  const doubts: string[] = [];
  const [word, cpu, system, libc] = ['HSF_ARCH', 'HSF_CPU', 'HSF_OS', 'HSF_LIBC'].map(given);
  if (word && architectureNamed(word) === null) doubts.push(`HSF_ARCH=${word} is no architecture that anything is built for.`);
  if (cpu) doubts.push(...doubtOfCpu(cpu, arch));
  if (system) doubts.push(...doubtOfSystem(system, os.id));
  if (libc && libcFromWord(libc).name === null) doubts.push(`HSF_LIBC=${libc} is no C library; "glibc 2.34" is.`);
  return doubts;
}

function doubtOfCpu(cpu: string, arch: string | null): readonly string[] {
  const own = architectureOfCpu(cpu);
  if (own !== null)
    return arch === null || own === arch
      ? []
      : [`HSF_CPU=${cpu} is a CPU of ${own}, and this machine is ${arch}; it is passed over.`];
  const near = nearest(
    cpu,
    MICROARCHITECTURES.map(({name}) => name),
  );
  return [
    `HSF_CPU=${cpu} is no CPU that is known here, and passed over${near.length === 0 ? '' : `; nearest: ${near.join(', ')}`}.`,
  ];
}

/** Distributions are many, and any name may be one: only those that look like a slip are doubted. */
function doubtOfSystem(system: string, id: string | null): readonly string[] {
  if (id === null) return [`HSF_OS=${system} is no system; el9, debian12, "opensuse-leap 15.6" are.`];
  const known = new Set([...SYSTEMS, ...OS_RULES.flatMap(rule => [...rule.builtFor, ...rule.runsOn].map(nameIn))]);
  const near = known.has(id) ? [] : nearest(id, known);
  return near.length === 0 ? [] : [`HSF_OS=${system} is a system of its own to hsf; nearest: ${near.join(', ')}.`];
}

function nameIn(word: string): string {
  return word.replace(/\d+$/, '');
}
