import type {EngineFact, RootKind} from '../choose/host.ts';
import {explainApptainer} from './apptainer-errors.ts';
import type {Variant} from './apptainer-run.ts';
import type {EngineProbe} from './engine.ts';
import {ABSENT_PROGRAM, judged, versionAfter} from './trial.ts';
import {detectByNamespaces} from './user-namespaces.ts';

const FILES: readonly RootKind[] = ['sif', 'squashfs', 'archive', 'reference'];
export const TAKEN: readonly RootKind[] = ['directory', ...FILES];

/** Copies for machines without one, on a repository of the Open Science Grid (MOUNTS.md 4). */
const COPIES = '/cvmfs/oasis.opensciencegrid.org';

export function detectApptainer(probe: EngineProbe, {name}: Variant): EngineFact {
  const copy = `${COPIES}/mis/${name}/bin/${name}`;
  const borrowed = probe.which(name) === null && probe.isMounted(COPIES);
  const fact = detectByNamespaces(borrowed ? {...probe, which: () => copy} : probe, {
    name,
    program: name,
    absent: `${name} is not installed. Where user namespaces are allowed, the copy in ${copy} can be put on PATH.`,
    takes: TAKEN,
  });
  if (fact.program === null) return fact;
  if (!borrowed && hasSetuid(probe, fact.program, name))
    return {...fact, usable: true, reason: 'Installed with its setuid program.'};
  const said = borrowed && fact.usable ? {...fact, reason: `Not installed; the copy in ${COPIES} is used.`} : fact;
  if (probe.mayWrite('/dev/fuse')) return said;
  // Without FUSE the image is unpacked for each start, which singularity does by itself.
  return {...said, details: {fuse: 'no'}};
}

/** Whether it was installed with the program that makes it independent of user namespaces. */
function hasSetuid(probe: EngineProbe, program: string, name: string): boolean {
  const prefix = program.replace(/\/bin\/[^/]+$/, '');
  return [`${prefix}/libexec`, `${prefix}/lib/x86_64-linux-gnu`, `${prefix}/lib/aarch64-linux-gnu`].some(
    directory => probe.which(`${directory}/${name}/bin/starter-suid`) !== null,
  );
}

export async function verifyApptainer(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const root = probe.uid === 0 ? ['--drop-caps', 'CAP_SYS_RESOURCE'] : [];
  // There is no image to try. /usr will do: what matters is that it gets as far as looking for the program.
  const trial = [
    '--silent',
    'exec',
    ...root,
    '--no-home',
    '--no-mount',
    'home,tmp,cwd,hostfs,bind-paths',
    '/usr',
    ABSENT_PROGRAM,
  ];
  const [said, tried] = await Promise.all([
    probe.run([fact.program, '--version'], 3_000, engineVariables(probe)),
    probe.run([fact.program, ...trial], 10_000, engineVariables(probe)),
  ]);
  const version = versionAfter(/^(?:apptainer|singularity(?:-ce)?) version v?/m, said.stdout);
  // Which of the three programs of that name it is: their variables and options are not the same.
  const flavour = /^(apptainer|singularity-ce|singularity)\b/.exec(said.stdout)?.[1];
  const known = {...fact, version, details: {...fact.details, ...(flavour === undefined ? {} : {flavour})}};
  const works = tried.stderr.includes(`${ABSENT_PROGRAM}: no such file`);
  return judged(known, tried, {works, explain: explainApptainer});
}

/** It looks for its configuration in the home. */
function engineVariables({env}: EngineProbe): Readonly<Record<string, string>> {
  return env['HOME'] === undefined ? {} : {HOME: env['HOME']};
}
