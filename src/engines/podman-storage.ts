import type {EngineProbe} from './engine.ts';

/** What podman's configuration says, as far as a start depends on it. */
export type PodmanStorage = {
  /** `overlay`, `vfs` …; null: podman chooses. */
  readonly driver: string | null;
  /** The program that makes overlays instead of the kernel. */
  readonly mountProgram: string | null;
  /** Directories with images of others, such as `unpacked.cern.ch` prepared for it. */
  readonly additionalStores: readonly string[];
  /** `runc`, `crun` or a path; null: podman chooses. */
  readonly runtime: string | null;
};

/** Reads the few keys that matter out of the files that podman itself reads, the user's before the machine's (ENGINES.md 3). */
export function podmanStorage(probe: EngineProbe): PodmanStorage {
  const storage = firstText(probe, places(probe, 'CONTAINERS_STORAGE_CONF', 'storage.conf')) ?? '';
  const text = (key: string) => tomlString(storage, key);
  return {
    driver: text('driver') ?? probe.env['STORAGE_DRIVER'] ?? null,
    mountProgram: text('mount_program'),
    additionalStores: tomlStrings(storage, 'additionalimagestores'),
    runtime: runtimeOf(probe),
  };
}

/** Later files change what earlier ones said, so the user's are asked first. */
function runtimeOf(probe: EngineProbe): string | null {
  for (const place of places(probe, 'CONTAINERS_CONF', 'containers.conf')) {
    const runtime = tomlString(probe.readText(place) ?? '', 'runtime');
    if (runtime !== null) return runtime;
  }
  return null;
}

function places({env, uid}: EngineProbe, variable: string, name: string): readonly string[] {
  const told = env[variable];
  if (told !== undefined && told !== '') return [told];
  const config = env['XDG_CONFIG_HOME'] ?? (env['HOME'] === undefined ? null : `${env['HOME']}/.config`);
  return [
    ...(uid === 0 || config === null ? [] : [`${config}/containers/${name}`]),
    `/etc/containers/${name}`,
    `/usr/share/containers/${name}`,
  ];
}

function firstText(probe: EngineProbe, candidates: readonly string[]): string | null {
  for (const place of candidates) {
    const text = probe.readText(place);
    if (text !== null) return text;
  }
  return null;
}

/** One string of a TOML file by its key alone: none of the keys asked for occurs in two tables. */
function tomlString(text: string, key: string): string | null {
  return new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*(["'])(.*?)\\1`, 'm').exec(text)?.[2] ?? null;
}

function tomlStrings(text: string, key: string): readonly string[] {
  const list = new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*\\[([^\\]]*)\\]`, 'm').exec(text)?.[1] ?? '';
  return [...list.replaceAll(/^[ \t]*#.*$/gm, '').matchAll(/(["'])(.*?)\1/g)].map(match => match[2]!);
}
