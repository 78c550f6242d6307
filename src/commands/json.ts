import type {Host} from '../choose/host.ts';
import type {Platform, Stack, Variant, Verdict} from '../choose/stack.ts';
import type {Repository} from '../find/found.ts';
import {UNPRINTABLE} from '../system/printable.ts';
import type {Choices, UserErrorCode} from '../system/user-error.ts';

/** Version of the JSON contract (DESIGN.md 5): fields may be added, never renamed. */
export const SCHEMA_VERSION = 1;

/** A whole document as text. Compact: scripts read it, and a listing of thousands is written in one go. */
export function jsonDocument(body: Readonly<Record<string, unknown>>): string {
  return `${jsonText({schemaVersion: SCHEMA_VERSION, ...body})}\n`;
}

function jsonText(value: unknown): string {
  return withoutRaw(JSON.stringify(value));
}

/**
 * JSON is read by people too, and `JSON.stringify` leaves what C1 and bidirectional controls do to a terminal. Outside of strings
 * JSON has none of these characters, so all can be escaped at once.
 */
function withoutRaw(json: string): string {
  return json.replace(UNPRINTABLE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function platformJson({text, arch, cpu, os, compiler, build, tags}: Platform) {
  return {
    text,
    arch,
    cpu,
    os: os === null ? null : {id: os.id, version: os.version},
    compiler: compiler === null ? null : {name: compiler.name, version: compiler.version},
    build,
    tags,
  };
}

function verdictJson({runs, reason, image}: Verdict) {
  return {runs, reason, image};
}

export function variantJson({address, found, platform, verdict, marks, leadsTo}: Variant) {
  const {root, entry, dated} = found;
  return {
    address,
    root,
    platform: platformJson(platform),
    entry: {kind: entry.kind, path: entry.path},
    verdict: verdictJson(verdict),
    marks,
    leadsTo,
    dated,
  };
}

export function stackJson(stack: Stack) {
  return {...stackFacts(stack), variants: stack.variants.map(variantJson)};
}

function stackFacts({address, family, release, repository, nightly, recommended, old}: Stack) {
  return {address, family, release, repository, nightly, recommended, old};
}

/** Characters of a piece: large enough that pieces are few, and small beside all that is held for a listing. */
const PIECE = 4 * 1024 * 1024;

/**
 * The stacks as JSON text, the same as `stackJson` of each would give, without the brackets around them and in pieces: a listing of
 * 100,000 variants is 60 MB, which nobody should hold several times. Thousands of variants share a few dozen platforms and
 * verdicts, so these are rendered once: a third of the time, in the command that scripts call most.
 */
export function stacksPieces(stacks: readonly Stack[]): readonly Uint8Array[] {
  const platformText = rememberedText(platformJson);
  const verdictText = rememberedText(verdictJson);
  const marksText = rememberedText((marks: Variant['marks']) => marks);
  const variantText = ({address, found: {root, entry, dated}, platform, verdict, marks, leadsTo}: Variant) =>
    `{"address":${JSON.stringify(address)},"root":${JSON.stringify(root)},"platform":${platformText(platform)},` +
    `"entry":{"kind":"${entry.kind}","path":${JSON.stringify(entry.path)}},"verdict":${verdictText(verdict)},` +
    `"marks":${marksText(marks)},"leadsTo":${JSON.stringify(leadsTo)},"dated":${JSON.stringify(dated)}}`;
  const pieces: Uint8Array[] = [];
  let texts: string[] = [];
  let length = 0;
  const end = () => {
    if (texts.length > 0) pieces.push(Buffer.from(withoutRaw(`${pieces.length > 0 ? ',' : ''}${texts.join(',')}`)));
    texts = [];
    length = 0;
  };
  for (const stack of stacks) {
    const variants = stack.variants.map(variantText).join(',');
    texts.push(`${JSON.stringify(stackFacts(stack)).slice(0, -1)},"variants":[${variants}]}`);
    length += variants.length;
    if (length >= PIECE) end();
  }
  end();
  return pieces;
}

function rememberedText<T extends object>(render: (value: T) => object): (value: T) => string {
  const known = new Map<T, string>();
  return value => {
    let text = known.get(value);
    if (text === undefined) known.set(value, (text = JSON.stringify(render(value))));
    return text;
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
      takes: engine.takes,
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

/** More values than this are a listing, and `hsf list --json` is better at that. */
const MOST_CHOICES = 300;

export function failureJson(failure: Failure): string {
  const {code, message, advice} = failure;
  const choices = Object.entries(failure.choices ?? {}).map(([flag, values]) => [flag, values.slice(0, MOST_CHOICES)] as const);
  return jsonDocument({
    error: {code, message, advice, ...(failure.choices === undefined ? {} : {choices: Object.fromEntries(choices)})},
  });
}

/** The document of `hsf list`, in pieces; `stacks` is what `stacksPieces` made. */
export function listJson(
  cvmfs: string,
  repositories: readonly Repository[],
  stacks: readonly Uint8Array[],
): readonly Uint8Array[] {
  const head = jsonText({schemaVersion: SCHEMA_VERSION, cvmfs, repositories: repositories.map(repositoryJson)});
  return [Buffer.from(`${head.slice(0, -1)},"stacks":[`), ...stacks, Buffer.from(']}\n')];
}
