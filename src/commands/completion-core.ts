import {quotePosix} from '../start/shell-words.ts';
import {FIND} from './completion-find.ts';
import type {CompletionTables, Meant, Rule} from './completion-tables.ts';

/**
 * The part of the completion that bash (from 4.2 on) and zsh (as `ksh`) share: `_hsf_find WORD BEFORE…` leaves in `_hsf_found` what
 * may stand for WORD, in `_hsf_kind` what the shell itself knows better (`file`, `directory`, `variable`, `command`), and in
 * `_hsf_before` what of WORD is no part of it, and in `_hsf_open` whether a word goes on. What was found on CVMFS comes from word files (`stack-words.ts`), of which a `grep` gives
 * the lines that matter: a loop over all of them would take a second.
 *
 * @param isMeant whether each word that is known beforehand is followed by a tab and its meaning
 */
export function completionCore(tables: CompletionTables, isMeant: boolean): string {
  const list = (words: readonly Meant[]) =>
    quotePosix(words.map(([word, meaning]) => (isMeant ? `${word}\t${meaning}` : word)).join('\n'));
  const rules = (all: readonly Rule[]) => all.map(({pattern, completes}) => `    ${pattern}) ${assignment(completes)} ;;`);
  return [
    '_hsf_flags() {',
    `  list=${list(tables.globalFlags)}`,
    '  case $command in',
    ...[...tables.flags]
      .filter(([, flags]) => flags.length > 0)
      .map(([name, flags]) => `    ${name === '' ? "''" : name}) list=${list(flags)}$'\\n'$list ;;`),
    '  esac',
    '}',
    `_hsf_commands() { list=${list(tables.commands)}; }`,
    '_hsf_value() {',
    '  case $1 in',
    ...rules(tables.values),
    '  esac',
    '}',
    '_hsf_place() {',
    '  case "$command:$1:$own" in',
    ...rules(tables.places),
    '  esac',
    '}',
    '_hsf_setting() {',
    '  case $1 in',
    ...rules(tables.settingValues),
    '  esac',
    '}',
    `_hsf_settings() { list=${quotePosix(tables.settings.join('\n'))}; }`,
    `_hsf_themes() { list=${quotePosix(tables.themes.join('\n'))}; }`,
    FIND.replace('VALUED', tables.valued.join(' ')),
  ].join('\n');
}

function assignment(completes: Rule['completes']): string {
  if (typeof completes === 'string') return `kind=${completes}`;
  return `kind=words list=${quotePosix(completes.words.join('\n'))}${completes.or === undefined ? '' : ` _hsf_kind=${completes.or}`}`;
}
