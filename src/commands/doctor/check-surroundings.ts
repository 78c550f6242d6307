import {ok, warning, type Check} from './check.ts';
import type {EngineProbe} from '../../engines/engine.ts';

/** In what this session runs already: a container, a batch job. What cannot be nested there is said by each engine's own trial. */
export function checkSurroundings({readText, env}: Pick<EngineProbe, 'readText' | 'env'>): readonly Check[] {
  const container = surroundingContainer({readText, env});
  const job = (['SLURM_JOB_ID', '_CONDOR_SLOT', 'PBS_JOBID', 'LSB_JOBID'] as const).find(name => (env[name] ?? '') !== '');
  return [
    container === null
      ? ok('nested', 'This is no container.')
      : warning(
          'nested',
          `This is a container already (${container}).`,
          'Where user namespaces are allowed in it, bubblewrap, unshare and charliecloud work; proot works always.',
        ),
    ...(job === undefined ? [] : [ok('batch-job', `This is a batch job (${job}=${env[job] ?? ''}).`)]),
  ];
}

/** What tells that we are in a container, null outside. */
function surroundingContainer({readText, env}: Pick<EngineProbe, 'readText' | 'env'>): string | null {
  for (const name of ['HSF_CONTAINER', 'APPTAINER_NAME', 'SINGULARITY_NAME', 'container']) {
    if ((env[name] ?? '') !== '') return `${name}=${env[name]}`;
  }
  if (readText('/run/.containerenv') !== null) return '/run/.containerenv';
  if (readText('/.dockerenv') !== null) return '/.dockerenv';
  return /\b(docker|libpod|containerd|kubepods|lxc)\b/.exec(readText('/proc/1/cgroup') ?? '')?.[0] ?? null;
}
