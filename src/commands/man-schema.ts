import {roff, roffItem, roffLines, roffTitle} from './roff.ts';

/** As much of a JSON schema as the schemas of our files use. */
export type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
};

const FILE_FORMATS = 'File Formats';

/** The manual page `man/hsf-families.5`, made from the schemas of family files and of `rules.toml`. */
export function familiesPage(family: Schema, rules: Schema, version: string): string {
  return [
    roffTitle('hsf-families', 5, version, FILE_FORMATS),
    '.SH NAME',
    'hsf\\-families \\- families of software stacks for hsf',
    '.SH SYNOPSIS',
    ...['/etc/hsf/families/*.toml', '$XDG_CONFIG_HOME/hsf/families/*.toml'].flatMap(path => [`.B ${roff(path)}`, '.br']),
    '.SH DESCRIPTION',
    roff(family.description ?? ''),
    'Later places win: what is built in, /etc, the directory on CVMFS, the user\\(aqs own.',
    roff('A file that has a mistake is left out and said; "hsf family check FILE" names file, line and key.'),
    ...keysOf(family, family),
    '.SH RULES.TOML',
    roff(rules.description ?? ''),
    ...itemsOf(rules, rules, ''),
    '.SH EXAMPLES',
    'A family of its own:',
    ...roffLines([
      'id = "mine"',
      'title = "My stacks"',
      '',
      '[[layout]]',
      'repository = "sw.example.org"',
      'path = "stacks/{release}/{platform}"',
      'grammar = "lcg"',
      'entry = {kind = "source", path = "setup.sh"}',
    ]),
    '.PP',
    'A family that is there already, changed:',
    ...roffLines(['extends = "lcg"', 'recommended = ["LCG_107"]']),
    '.SH SEE ALSO',
    '.BR hsf (1),',
    '.BR hsf.toml (5)',
    '',
  ].join('\n');
}

/** The manual page `man/hsf.toml.5`, made from the schema of project files. */
export function projectPage(project: Schema, version: string): string {
  return [
    roffTitle('hsf.toml', 5, version, FILE_FORMATS),
    '.SH NAME',
    'hsf.toml \\- what a directory wants of hsf',
    '.SH SYNOPSIS',
    '.B hsf.toml',
    '.SH DESCRIPTION',
    roff(project.description ?? ''),
    roff(
      'It is looked for in the working directory and upwards to the home directory. Flags and HSF_ variables are stronger than it, the files of user and site are weaker. It is trusted by what stands in it: after a change it has to be allowed again.',
    ),
    ...keysOf(project, project),
    '.SH FILES',
    ...roffItem('hsf.toml', 'the project file'),
    ...roffItem('hsf.lock', 'beside it: what "hsf lock" has pinned'),
    '.SH EXAMPLES',
    ...roffLines(['stack = "LCG_107"', 'os = "el9"', 'compiler = "gcc13"', '', '[env]', 'MY_ANALYSIS = "2026"']),
    '.SH SEE ALSO',
    '.BR hsf (1),',
    '.BR hsf\\-families (5)',
    '',
  ].join('\n');
}

/** The keys at the top, and a part for each table among them. */
function keysOf(schema: Schema, root: Schema): readonly string[] {
  const entries = Object.entries(schema.properties ?? {});
  const tables = entries.filter(([, value]) => tableOf(value, root) !== null);
  return [
    '.SH KEYS',
    ...entries
      .filter(([, value]) => tableOf(value, root) === null)
      .flatMap(([name, value]) => keyItem(name, value, root, schema)),
    ...tables.flatMap(([name, value]) => {
      const table = tableOf(value, root)!;
      return [
        `.SH ${roff(value.type === 'array' ? `[[${name}]]` : `[${name}]`)}`,
        roff(value.description ?? ''),
        ...itemsOf(table, root, ''),
      ];
    }),
  ];
}

/** Keys of a table; those of tables in it follow with their full names. */
function itemsOf(table: Schema, root: Schema, before: string): readonly string[] {
  return Object.entries(table.properties ?? {}).flatMap(([name, value]) => {
    const inner = tableOf(value, root);
    return [...keyItem(before + name, value, root, table), ...(inner === null ? [] : itemsOf(inner, root, `${before}${name}.`))];
  });
}

function keyItem(name: string, value: Schema, root: Schema, parent: Schema): readonly string[] {
  const own = name.slice(name.lastIndexOf('.') + 1);
  const resolved = resolve(value, root);
  const facts = [
    ...((parent.required ?? []).includes(own) ? ['required'] : []),
    ...(resolved.enum === undefined ? [kindOf(resolved, root)] : [`one of ${resolved.enum.map(String).join(', ')}`]),
  ].filter(fact => fact !== '');
  const text = value.description ?? resolved.description ?? '';
  return roffItem(name, `${text}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`.trim());
}

function kindOf(value: Schema, root: Schema): string {
  if (value.type === 'array')
    return value.items === undefined ? 'list' : `list: ${kindOf(resolve(value.items, root), root) || 'values'}`;
  if (value.type === 'object') return 'table';
  return {string: 'text', boolean: 'true or false', integer: 'number', number: 'number'}[value.type ?? ''] ?? '';
}

/** The table that a key is, or whose list it is; null where it has no keys that are known. */
function tableOf(value: Schema, root: Schema): Schema | null {
  const resolved = resolve(value, root);
  const own = resolved.type === 'array' && resolved.items !== undefined ? resolve(resolved.items, root) : resolved;
  if (own.properties !== undefined) return own;
  const form = [...(own.anyOf ?? []), ...(own.oneOf ?? [])]
    .map(one => resolve(one, root))
    .find(one => one.properties !== undefined);
  return form ?? null;
}

function resolve(value: Schema, root: Schema): Schema {
  const name = /^#\/definitions\/(.+)$/.exec(value.$ref ?? '')?.[1];
  const target = name === undefined ? undefined : root.definitions?.[name];
  return target === undefined ? value : resolve(target, root);
}
