import {setTimeout as delay} from 'node:timers/promises';
import type {Context} from './context.ts';
import {workingDirectory} from './list-request.ts';
import {launchOf} from './launch-of.ts';
import {openMemory, pickerFile, recallTable, type RecalledTable} from './picker-memory.ts';
import {newsOf, NO_BUILD, type FinderNews, type FinderRequest} from './picker-news.ts';
import {requestHere} from './picker-request.ts';
import {isSameWorld} from './same-world.ts';
import type {Host} from '../choose/host.ts';
import {stackTable, type StackTable} from '../choose/stack-table.ts';
import {HUNG_AFTER_MS} from '../find/cache.ts';
import type {Repository} from '../find/found.ts';
import {startHelper} from '../system/helper-process.ts';
import type {PickerInput, PickerUpdate, Reading} from '../tui/picker-input.ts';

/** What there is for a picker to show: at first what an earlier finder left, then what finders tell while it is open. */
export type LiveCatalogue = {
  readonly table: () => StackTable;
  readonly repositories: readonly Repository[];
  readonly reading: readonly Reading[];
  readonly updates: PickerInput['updates'];
  /** Starts to look whether all is as it was. Settles with the first table, or when there is none. */
  readonly begin: () => Promise<void>;
  /** Has one repository read anew, or all; what comes of it comes as updates. */
  readonly refresh: (fqrn: string | null) => Promise<string>;
  /**
   * Settles when the search has ended, or has gone on for so long that who does not answer it is noted. Whoever looks at CVMFS besides it
   * waits for that: else two helpers would be sent to a mount that hangs.
   */
  readonly hasLooked: () => Promise<void>;
  /** Sentences for stderr, when the terminal is free again. */
  readonly notes: () => readonly string[];
};

/** What an earlier finder found, where settings, families, machine and program are the same. */
export function recallHere({world, typed, settings, directories}: Context): RecalledTable | null {
  if (directories.cache === null || world.build === null) return null;
  const request = requestHere(typed, world);
  const known = recallTable(pickerFile(directories.cache, request), world.build, request, world.uid);
  return known !== null && known.inputs !== null && isSameWorld(known.inputs, settings.cvmfs, world) ? known : null;
}

/** By then a finder has started, and who is silent is noted: `cache.ts` calls it hung. */
export const NOTED_AFTER_MS = HUNG_AFTER_MS + 1500;

/** It is looked for again, and not for ever. */
const MOST_LOSSES = 5;
const LOSS_PAUSE_MS = 300;

/** @param known null: there is nothing to show yet */
export function liveCatalogue(context: Context, known: RecalledTable | null, host: Host): LiveCatalogue {
  const {settings} = context;
  const since = new Map<string, number>();
  const readingOf = (names: readonly string[]): readonly Reading[] => {
    for (const fqrn of since.keys()) if (!names.includes(fqrn)) since.delete(fqrn);
    return names.map(fqrn => {
      if (!since.has(fqrn)) since.set(fqrn, Date.now());
      return {fqrn, since: since.get(fqrn)!};
    });
  };
  const listeners = new Set<(update: PickerUpdate) => void>();
  const notes = new Set<string>();
  let table = known?.table ?? stackTable([], host);
  let head = known?.head ?? null;
  let isSearching = false;
  let looking: Promise<unknown> = Promise.resolve();
  /** A table was packed and is not there to be read: somebody empties the cache, or another picker has the same place. */
  let isLost = false;
  let losses = 0;

  const say = (update: PickerUpdate) => {
    for (const listener of listeners) listener(update);
  };
  const take = (news: FinderNews, repositories: readonly Repository[]): readonly Repository[] => {
    switch (news.kind) {
      case 'repositories':
        say({repositories: news.repositories, reading: readingOf(news.reading)});
        return news.repositories;
      case 'table': {
        const memory = memoryOf(news, context);
        if (memory === null) {
          isLost = true;
          return repositories;
        }
        isLost = false;
        ({table, head} = memory);
        say({table, repositories: memory.repositories, reading: readingOf(news.reading)});
        return memory.repositories;
      }
      case 'end':
        for (const note of news.notes) notes.add(note);
        return repositories;
      case 'failed':
        throw new Error(news.message);
    }
  };
  const search = (again: FinderRequest['again']): Promise<void> => {
    isSearching = true;
    let repositories = known?.repositories ?? [];
    let hasEnded = false;
    const {promise, resolve} = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const {world} = context;
    looking = Promise.race([ended.promise, delay(NOTED_AFTER_MS, undefined, {ref: false})]);
    const request: FinderRequest = {argv: context.typed.argv, env: world.env, cwd: workingDirectory(world), known: head, again};
    const {node, sh} = launchOf(world, settings.cvmfs);
    const program = world.fromSources ? `${world.home}/commands/picker-finder.ts` : `${world.home}/picker-finder.js`;
    const words = [node, '--disable-warning=ExperimentalWarning', program, context.directories.cache ?? ''];
    const helper = startHelper(
      sh,
      words,
      {
        onLine: line => {
          const news = newsOf(line);
          if (news === null) return;
          hasEnded ||= news.kind === 'end';
          repositories = take(news, repositories);
          // One that is lost is looked for again first: who waits would be told that there is nothing.
          if (news.kind === 'table' && !isLost) resolve();
        },
        onEnd: () => {
          isSearching = false;
          ended.resolve();
          if (!hasEnded) notes.add('The search for stacks ended early: what the list showed may be old. Run "hsf refresh".');
          if (isLost && losses < MOST_LOSSES) {
            isLost = false;
            losses += 1;
            // Two that overwrite each other's are not to do so again at the same moment.
            void delay(Math.random() * LOSS_PAUSE_MS).then(async () => search([]).then(resolve));
            return;
          }
          say({reading: readingOf([])});
          resolve();
        },
      },
      {orderly: true},
    );
    helper.send(JSON.stringify(request));
    return promise;
  };
  return {
    table: () => table,
    repositories: known?.repositories ?? [],
    reading: known === null ? readingOf([settings.cvmfs]) : [],
    updates: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin: () => search([]),
    refresh: async fqrn => {
      if (isSearching) return 'CVMFS is being read already; what is found comes by itself.';
      say({reading: readingOf([fqrn ?? settings.cvmfs])});
      void search(fqrn === null ? null : [fqrn]);
      return fqrn === null ? 'All repositories are read anew.' : `${fqrn} is read anew.`;
    },
    hasLooked: async () => void (await looking),
    notes: () => [...notes],
  };
}

/** What a finder packed; null where another one has put something else into its place since. */
function memoryOf({file, bytes, request}: FinderNews & {readonly kind: 'table'}, {world}: Context): RecalledTable | null {
  const build = world.build ?? NO_BUILD;
  if (file !== null) return recallTable(file, build, request, world.uid);
  return openMemory(Buffer.from(bytes ?? '', 'base64'), {file: '', build, request});
}
