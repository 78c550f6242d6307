import type {Host} from '../choose/host.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {Repository} from '../find/found.ts';
import type {Choices, UserErrorCode} from '../system/user-error.ts';

/** Version of the JSON contract (DESIGN.md 5): fields may be added, never renamed. */
export const SCHEMA_VERSION = 1;

/** A whole document as text. Compact: scripts read it, and a listing of thousands is written in one go. */
export function jsonDocument(body: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({schemaVersion: SCHEMA_VERSION, ...body})}\n`;
}

export function variantJson(variant: Variant) {
  const {platform, verdict, found} = variant;
  return {
    address: variant.address,
    root: found.root,
    platform: {
      text: platform.text,
      arch: platform.arch,
      cpu: platform.cpu,
      os: platform.os === null ? null : {id: platform.os.id, version: platform.os.version},
      compiler: platform.compiler === null ? null : {name: platform.compiler.name, version: platform.compiler.version},
      build: platform.build,
      tags: platform.tags,
    },
    entry: {kind: found.entry.kind, path: found.entry.path},
    verdict: {runs: verdict.runs, reason: verdict.reason, image: verdict.image},
  };
}

export type VariantJson = ReturnType<typeof variantJson>;

export function stackJson(stack: Stack) {
  return {
    address: stack.address,
    family: stack.family,
    release: stack.release,
    repository: stack.repository,
    nightly: stack.nightly,
    recommended: stack.recommended,
    variants: stack.variants.map(variantJson),
  };
}

export function repositoryJson(repository: Repository) {
  return {
    fqrn: repository.fqrn,
    state: repository.state,
    revision: repository.revision,
    rootHash: repository.rootHash,
    scannedAt: repository.scannedAt,
    message: repository.message,
  };
}

export function hostJson(host: Host) {
  return {
    kernel: host.kernel,
    arch: host.arch,
    cpu: {
      vendor: host.cpu.vendor,
      level: host.cpu.level,
      microarchitecture: host.cpu.microarchitecture,
      candidates: host.cpu.candidates,
    },
    os: {id: host.os.id, version: host.os.version, family: host.os.family},
    libc: {name: host.libc.name, version: host.libc.version},
    gpus: host.gpus,
    engines: host.engines.map(engine => ({
      name: engine.name,
      version: engine.version,
      usable: engine.usable,
      reason: engine.reason,
    })),
    shells: host.shells,
    origins: host.origins,
  };
}

export type Failure = {
  readonly code: UserErrorCode | 'bug';
  readonly message: string;
  readonly advice: string;
  readonly choices?: Choices | undefined;
};

export function failureJson(failure: Failure): string {
  const {code, message, advice, choices} = failure;
  return jsonDocument({error: {code, message, advice, ...(choices === undefined ? {} : {choices})}});
}
