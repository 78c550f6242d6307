import type {EngineFact} from '../choose/host.ts';
import type {EngineProbe, LocalImage} from './engine.ts';
import {engineEnvironment} from './oci-environment.ts';

/** What an engine's list of images says, in one of the two spellings: an array (podman) or one object a line (docker, nerdctl). */
type Listed = {
  readonly Id?: string;
  readonly ID?: string;
  readonly Names?: readonly string[] | null;
  readonly Repository?: string;
  readonly Tag?: string;
  readonly Size?: number | string;
};

/** Made for starts from archives and directories (`archive-root.ts`, `docker-root.ts`): no image that anybody would ask for. */
const OURS = /(^|\/)hsf-(?:archive|links):/;

/** The images with a name in an engine's own storage, those of additional stores included; none when it does not answer. */
export async function localImages(probe: EngineProbe, fact: EngineFact, args: readonly string[]): Promise<readonly LocalImage[]> {
  if (fact.program === null) return [];
  const asked = await probe.run([fact.program, ...args], 10_000, engineEnvironment(probe));
  if (asked.status !== 0) return [];
  return parseListed(asked.stdout).flatMap(image => {
    const id = image.Id ?? image.ID ?? '';
    const names = namesOf(image).filter(name => !OURS.test(name));
    return names.map(reference => ({reference, id: id.replace(/^sha256:/, ''), size: bytes(image.Size)}));
  });
}

function parseListed(text: string): readonly Listed[] {
  try {
    const trimmed = text.trim();
    const all: readonly unknown[] = trimmed.startsWith('[')
      ? (JSON.parse(trimmed) as unknown[])
      : trimmed.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as unknown]));
    return all.filter(isListed);
  } catch {
    // A version that spells it otherwise: no list is better than a wrong one.
    return [];
  }
}

function isListed(value: unknown): value is Listed {
  if (typeof value !== 'object' || value === null) return false;
  const {Id, ID, Names, Repository, Tag} = value as Readonly<Record<keyof Listed, unknown>>;
  return (
    [Id, ID, Repository, Tag].every(text => text === undefined || typeof text === 'string') &&
    (Names == null || (Array.isArray(Names) && Names.every(name => typeof name === 'string')))
  );
}

function namesOf({Names, Repository, Tag}: Listed): readonly string[] {
  if (Names != null) return Names;
  if (Repository === undefined || Repository === '<none>') return [];
  return [Tag === undefined || Tag === '<none>' ? Repository : `${Repository}:${Tag}`];
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function bytes(size: number | string | undefined): number | null {
  if (typeof size === 'number') return Number.isFinite(size) ? size : null;
  const [, number = '', name = ''] = /^(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]+)$/.exec(typeof size === 'string' ? size : '') ?? [];
  return Object.hasOwn(UNITS, name) ? Math.round(Number(number) * UNITS[name]!) : null;
}
