import type {ContainerRoot, Explanation} from './engine.ts';

/** Transports that only apptainer and singularity know. */
const FOREIGN = /^(oras|library|shub):\/\//;

/** References that these engines cannot read, in words; null for all others. */
export function refuseForeignTransport(engine: string, root: ContainerRoot): Explanation | null {
  const transport = root.kind === 'reference' ? FOREIGN.exec(root.reference)?.[1] : undefined;
  if (transport === undefined) return null;
  return {
    message: `${engine} cannot read images by ${transport}://.`,
    advice: 'Choose apptainer or singularity with "--engine", or another image with "--image".',
  };
}
