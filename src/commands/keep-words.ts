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
  if (directory === null || findings.root === 'hung' || findings.root === 'missing' || isJob(context)) return;
  const counts = countByFamily(findings.variants);
  const facts = new Map(findings.repositories.map(({fqrn, rootHash, scannedAt}) => [fqrn, `${fqrn} ${rootHash} ${scannedAt}`]));
  const common = [context.world.build, ...hide].join(' ');
  const platformOf = platformReader();
  const hiddenBy = hidingRule({hide});
  let shared: ((release: string) => boolean) | null = null;
  // Of a family that was left out of this search nothing is said: it is as it was.
  const entries = [...counts].map(([family, count]) => ({
    id: family.id,
    stamp: shorten([common, count, ...repositoriesOf(family).map(fqrn => facts.get(fqrn) ?? '')].join('\n')),
    words: () =>
      familyWords(
        {id: family.id, variants: findings.variants.filter(found => found.family === family)},
        platformOf,
        address => hiddenBy(address) !== null,
        (shared ??= sharedReleases(findings.variants)),
      ),
  }));
  keepFamilies(directory, entries, new Set(families.map(({id}) => id)));
}

/** A thousand batch jobs that start at once would write the same words to one home a thousand times. */
function isJob({invocation, world}: Context): boolean {
  const {stdin, stdout, stderr} = world.terminals;
  return /^(?:run|shell|env|plan)$/.test(invocation.command.name) && !stdin && !stdout && !stderr;
}

/** Variants of a family stand together: counting costs a look at each. */
function countByFamily(variants: readonly FoundVariant[]): ReadonlyMap<Family, number> {
  const counts = new Map<Family, number>();
  let from = 0;
  for (let at = 1; at <= variants.length; at++) {
    const {family} = variants[from]!;
    if (variants[at]?.family === family) continue;
    counts.set(family, (counts.get(family) ?? 0) + at - from);
    from = at;
  }
  return counts;
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

function sharedReleases(variants: readonly FoundVariant[]): (release: string) => boolean {
  const owner = new Map<string, Family>();
  const shared = new Set<string>();
  for (const {release, family} of variants) {
    const other = owner.get(release);
    if (other === undefined) owner.set(release, family);
    else if (other !== family) shared.add(release);
  }
  return release => shared.has(release);
}
