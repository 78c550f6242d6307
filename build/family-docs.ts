import {describeFamily, type LayoutWords} from '../src/find/describe-family.ts';
import type {Family} from '../src/find/family.ts';

/** `docs/families.md`: every built-in family in words, made from the data files and from nothing else. */
export function familyDocs(families: readonly Family[]): string {
  const sorted = families.toSorted((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
  return `${[
    '# Families',
    '',
    'What hsf knows of CVMFS: every family of stacks, who uses it, where it lies, and what `hsf` does to start it. This page is made',
    'from `src/families/*.toml` by `npm run docs`; `hsf family show NAME` says the same of a family, yours included. Sources name',
    'public projects, and LAYOUTS.md, the notes on public repositories that the families were written from.',
    '',
    'How to add one, to change one and to hide some: [Families of your own](family-files.md).',
    '',
    '| family | what | repositories |',
    '|---|---|---|',
    ...sorted.map(overviewRow),
    '',
    ...sorted.flatMap(familySection),
  ].join('\n')}\n`.replace(/\n+$/, '\n');
}

function overviewRow(family: Family): string {
  const {repositories} = describeFamily(family);
  const [first = '', second, ...more] = repositories;
  const names = [first, ...(second === undefined ? [] : [second])].map(code).join(', ');
  return `| [${family.id}](#${family.id}) | ${cell(family.title)} | ${names}${more.length > 0 ? ` and ${more.length} more` : ''} |`;
}

function familySection(family: Family): readonly string[] {
  const {id, title, description, users, experiments, documentation, recommended, old} = family;
  const {needs, uses, systems, layouts, unverified, sources} = describeFamily(family);
  const facts = [
    ['Used by', plain(users)],
    ['Experiments', experiments.map(plain).join(', ')],
    ['Documentation', documentation === null ? '' : `<${documentation}>`],
    ['Recommended', recommended.map(code).join(', ')],
    ['Old', old.map(code).join(', ')],
    ['Also needs', needs.map(code).join(', ')],
    ['Also reads', uses.map(code).join(', ')],
    ['Its script starts on', systems.map(code).join(', ')],
    ['Unverified', unverified.map(plain).join(' ')],
    ['Source', sources.map(plain).join('; ')],
  ] as const;
  return [
    `## ${id}`,
    '',
    `**${plain(title)}.**${description === '' ? '' : ` ${sentence(plain(description))}`}`,
    '',
    ...facts.filter(([, text]) => text !== '').map(([name, text]) => `- ${name}: ${text}`),
    '',
    ...[...Map.groupBy(layouts, howOf)].flatMap(([how, places]) => layoutLines(how, places)),
  ];
}

/** What hsf does with a layout; many places are done alike. */
function howOf({grammar, entry, packages}: LayoutWords): string {
  const from = packages === null ? '' : ` Packages: ${packages}.`;
  return `hsf ${entry}. Platforms: ${code(grammar)}.${from}`;
}

function layoutLines(how: string, places: readonly LayoutWords[]): readonly string[] {
  return [how, '', ...places.map(({place}) => `- ${code(place)}`), ''];
}

/** Text as Markdown that shows it: nothing of a family file may become markup. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>#|]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim();
}

function cell(text: string): string {
  return plain(text);
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
