import {setFlagsFromString} from 'node:v8';
import {catalogueRules, noteProblems, saySame, searchWith, told} from './catalogue.ts';
import {makeContext, type Context} from './context.ts';
import {knownFamilies} from './known-families.ts';
import {launchOf} from './launch-of.ts';
import {noteOverrides, readHost} from './machine.ts';
import {parseArguments} from './parse-arguments.ts';
import {keepMemory, packMemory, pickerFile, recallTable, today, type PickerFacts} from './picker-memory.ts';
import {NO_BUILD, type FinderNews, type FinderRequest} from './picker-news.ts';
import {requestHere} from './picker-request.ts';
import {isSameWorld} from './same-world.ts';
import type {CatalogueRules} from '../choose/catalogue-rules.ts';
import type {Host} from '../choose/host.ts';
import {judge} from '../choose/judge.ts';
import {packTable} from '../choose/packed-table.ts';
import {stackTable} from '../choose/stack-table.ts';
import type {Findings} from '../find/found.ts';
import {wantedPlaces} from '../find/places-hold.ts';
import type {PlacesProof} from '../find/prove-places.ts';
import {stillHolds} from '../find/still-holds.ts';
import type {Trace} from '../find/trace.ts';
import type {World} from '../system/world.ts';

export type Tell = (news: FinderNews) => void;

/** A table of everything takes a while to judge and to pack: the next one waits so many times as long. */
const REST = 2;
/** Whoever has a table already gets another one of what is half found only when it takes long. */
const PATIENCE_MS = 1500;

/**
 * Finds, judges and packs for a picker, which does none of it itself: its process stays small and answers every key at once.
 *
 * Where nothing has changed since what the picker has drawn from, that is all that is found out, and neither the index nor a stack is
 * looked at.
 */
export async function findForPicker(asked: FinderRequest, world: World, tell: Tell): Promise<void> {
  // Nobody waits for its last millisecond, and the machine is often shared: the heap stays near what is in use.
  setFlagsFromString('--heap-growing-percent=30');
  const context = makeContext(world, parseArguments(asked.argv));
  const request = requestHere(context.typed, world);
  const isRefresh = asked.again === null || asked.again.length > 0;
  if (!isRefresh && asked.known !== null && (await isAsKnown(asked.known, request, context)))
    return tell({kind: 'end', notes: []});

  const known = await knownFamilies(context);
  const host = readHost(world, context.settings.cvmfs, null, context.inputs);
  // What another run has to say again is not remembered; this says it to nobody, the picker has said it.
  noteProblems(known, context);
  noteOverrides(host, context);
  const draft = drafts(context, {host, request, tell, isFirst: asked.known === null});
  const searched = await searchWith(context, known, {
    mode: asked.again === null ? 'refresh' : 'auto',
    again: new Set(asked.again ?? []),
    onUpdate: findings => draft.take(findings, catalogueRules(context, known), awaited(findings)),
  });
  const {findings, families} = told(searched, context);
  noteProblems(families, context);
  await draft.finish(findings, catalogueRules(context, families));
  tell({kind: 'end', notes: findings.notices ?? []});
}

/** Whether what the picker has drawn from is what would be found now. */
async function isAsKnown(head: string, request: string, {world, settings, directories}: Context): Promise<boolean> {
  if (directories.cache === null || world.build === null) return false;
  const known = recallTable(pickerFile(directories.cache, request), world.build, request, world.uid);
  if (known === null || known.head !== head || known.trace === null || known.inputs === null || known.day !== today(world))
    return false;
  const holding = stillHolds({
    trace: known.trace,
    places: wantedPlaces(known.proof, () => true),
    cacheDirectory: directories.cache,
    launch: launchOf(world, settings.cvmfs),
    now: world.now,
  });
  const isSame = isSameWorld(known.inputs, settings.cvmfs, world);
  return (await holding) && isSame;
}

type Drafts = {
  readonly take: (findings: Findings, rules: CatalogueRules, reading: readonly string[]) => void;
  /** Tells the last table, which is remembered. */
  readonly finish: (findings: Findings, rules: CatalogueRules) => Promise<void>;
};

type About = {
  readonly host: Host;
  readonly request: string;
  readonly tell: Tell;
  /** The picker has nothing to show yet. */ readonly isFirst: boolean;
};

/** Tables of what is found so far, no more often than they can be made. */
function drafts(context: Context, {host, request, tell, isFirst}: About): Drafts {
  const {world, inputs} = context;
  const file = fileFor(context, request);
  let told: {readonly findings: Findings; readonly table: Uint8Array} | null = null;
  let next: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pause = isFirst ? 0 : PATIENCE_MS;
  const packed = (findings: Findings, table: Uint8Array, {trace, proof}: Proven) => {
    const {repositories} = findings;
    const facts: PickerFacts = {request, day: today(world), inputs: inputs.seen(), trace, repositories, host: {...host}};
    return packMemory(world.build ?? NO_BUILD, {...facts, proof, table});
  };
  const make = (findings: Findings, rules: CatalogueRules): Uint8Array => {
    const begun = performance.now();
    const table = packTable(stackTable(judge(findings, host, rules), host));
    told = {findings, table};
    pause = (performance.now() - begun) * REST;
    return table;
  };
  return {
    take: (findings, rules, reading) => {
      // Nobody may think that there is nothing while all is being packed.
      const awaited = reading.length === 0 && told === null && isFirst ? [findings.cvmfs] : reading;
      tell({kind: 'repositories', repositories: findings.repositories, reading: awaited});
      if (findings.variants.length === 0 || (told !== null && saySame(told.findings, findings))) return;
      next = () => tell(tableNews(context, packed(findings, make(findings, rules), NOT_PROVEN), request, reading));
      timer ??= setTimeout(() => {
        timer = undefined;
        next?.();
        next = null;
      }, pause);
    },
    finish: async (findings, rules) => {
      clearTimeout(timer);
      next = null;
      const isTold = told !== null && saySame(told.findings, findings);
      const table = told !== null && isTold ? told.table : make(findings, rules);
      const memory = packed(findings, table, await provenOf(context, findings));
      // What is on the screen already is kept for the next picker.
      if (isTold && file !== null) keepMemory(file, memory);
      if (!isTold) tell(tableNews(context, memory, request, []));
      tell({kind: 'repositories', repositories: findings.repositories, reading: []});
    },
  };
}

type Proven = {readonly trace: Trace | null; readonly proof: PlacesProof};
const NOT_PROVEN: Proven = {trace: null, proof: []};

/** By what the next finder tells that all is as it was; without a trace the next picker still draws from it. */
async function provenOf({world, settings}: Context, findings: Findings): Promise<Proven> {
  const trace = findings.trace?.() ?? null;
  if (trace === null) return NOT_PROVEN;
  const {provenTrace} = await import('../find/prove-places.ts');
  return (await provenTrace(trace, new Map(), launchOf(world, settings.cvmfs))) ?? NOT_PROVEN;
}

function fileFor({directories, world}: Context, request: string): string | null {
  return directories.cache === null || world.build === null ? null : pickerFile(directories.cache, request);
}

function tableNews(context: Context, bytes: Uint8Array, request: string, reading: readonly string[]): FinderNews {
  const file = fileFor(context, request);
  const isKept = file !== null && keepMemory(file, bytes);
  return {
    kind: 'table',
    file: isKept ? file : null,
    bytes: isKept ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
    request,
    reading,
  };
}

/** Repositories that were never read, or the root where none is known yet. */
function awaited({cvmfs, repositories}: Findings): readonly string[] {
  const unread = repositories.filter(({scannedAt, state}) => scannedAt === null && state === 'not-mounted');
  if (unread.length > 0) return unread.map(({fqrn}) => fqrn);
  return repositories.some(({scannedAt}) => scannedAt !== null) ? [] : [cvmfs];
}
