/** Variables that would act on the engine's own program, not only on what it starts. */
export function actsOnLoader(name: string): boolean {
  return name.startsWith('LD_') || name === 'GLIBC_TUNABLES' || name === 'MALLOC_TRACE';
}
