import type {Context} from './context.ts';
import {familyWords} from './stack-words.ts';
import {keepFamilies, keepNames, wordsDirectory} from './word-files.ts';
import {hidingRule} from '../choose/catalogue-rules.ts';
import {platformReader} from '../choose/judge.ts';
import type {Findings, FoundVariant} from '../find/found.ts';
import type {Family} from '../find/family.ts';
import {shorten} from '../find/stamp.ts';

/**
 * Keeps the words of what was found for the completion of shells, which is done without Node. Where nothing changed since, this
 * reads one small file. Never throws for reasons of the file system.
 *
 * @param families all that are known; a search may have left some out
 * @param hide globs on addresses that are no part of the catalogue
 */
export function keepWords(context: Context, findings: Findings, families: readonly Family[], hide: readonly string[]): void {
  const directory = directoryOf(context);
  // A family whose repositories were not looked at is as it was; one without repositories here has no words.
  if (directory === null || findings.root === 'hung' || findings.root === 'missing') return;
  const byFamily = new Map<string, FoundVariant[]>();
  let last: FoundVariant[] = [];
  let family: Family | null = null;
  for (const found of findings.variants) {
    if (found.family !== family) {
      family = found.family;
      last = byFamily.get(family.id) ?? [];
      byFamily.set(family.id, last);
    }
    last.push(found);
  }
  const facts = new Map(
    findings.repositories.map(({fqrn, rootHash, scannedAt, state}) => [
      fqrn,
      `${fqrn} ${rootHash} ${scannedAt} ${state === 'ready'}`,
    ]),
  );
  const common = [context.world.build, ...hide].join(' ');
  const platformOf = platformReader();
  const hiddenBy = hidingRule({hide});
  let shared: ((release: string) => boolean) | null = null;
  const entries = [...byFamily].map(([id, variants]) => ({
    id,
    stamp: shorten(
      [common, variants.length, ...repositoriesOf(variants[0]!.family).map(fqrn => facts.get(fqrn) ?? '')].join('\n'),
    ),
    words: () =>
      familyWords({id, variants}, platformOf, address => hiddenBy(address) !== null, (shared ??= sharedReleases(byFamily))),
  }));
  keepFamilies(directory, entries, new Set(families.map(({id}) => id)));
}

/** Keeps the names of packages. */
export function keepPackages(context: Context, names: Iterable<string>): void {
  keepNames(directoryOf(context), 'packages', names);
}

function directoryOf({directories, settings, loaded}: Context): string | null {
  const isNamed = /^(?:flag|variable) /.test(loaded.origins['cvmfs'] ?? '');
  return wordsDirectory(directories.cache, isNamed ? settings.cvmfs : null);
}

function repositoriesOf({layouts}: Family): readonly string[] {
  return [...new Set(layouts.map(({repository}) => repository))];
}

function sharedReleases(byFamily: ReadonlyMap<string, readonly FoundVariant[]>): (release: string) => boolean {
  const owner = new Map<string, string>();
  const shared = new Set<string>();
  for (const [id, variants] of byFamily) {
    for (const {release} of variants) {
      const other = owner.get(release);
      if (other === undefined) owner.set(release, id);
      else if (other !== id) shared.add(release);
    }
  }
  return release => shared.has(release);
}
