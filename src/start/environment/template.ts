/** Variables of which a value may be made: those of who, and where, one is. */
export const SUBSTITUTED = ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'PWD'] as const;
export type Substituted = (typeof SUBSTITUTED)[number];

/** A value with places for what differs between users and directories: `['/tmp/', {of: 'USER'}]`. Plain text is itself. */
export type Template = string | readonly Part[];
type Part = string | {readonly of: Substituted};

/** What stands for the variables somewhere; one that is not set there cannot be filled in. */
export type Where = Readonly<Partial<Record<Substituted, string>>>;

export function whereOf(env: ReadonlyMap<string, string> | Readonly<Record<string, string>>): Where {
  const get = (name: string) => (env instanceof Map ? env.get(name) : (env as Readonly<Record<string, string>>)[name]);
  return Object.fromEntries(SUBSTITUTED.flatMap(name => (get(name) ? [[name, get(name)]] : [])));
}

/** The value of a template somewhere, null where a variable is missing. */
export function fill(template: Template, where: Where): string | null {
  if (typeof template === 'string') return template;
  const parts = template.map(part => (typeof part === 'string' ? part : where[part.of]));
  return parts.includes(undefined) ? null : parts.join('');
}

/** The names that a template has places for. */
export function placesIn(template: Template): readonly Substituted[] {
  return typeof template === 'string' ? [] : template.flatMap(part => (typeof part === 'string' ? [] : [part.of]));
}

/**
 * The template that is `value` here, and `strange` where the variables have values that occur by no chance; null where there is none.
 * Only what differs between the two places can be told.
 */
export function templateOf(value: string, here: Where, strange: string, there: Where): Template | null {
  if (value === strange && !SUBSTITUTED.some(name => there[name] !== here[name] && strange.includes(there[name] ?? '\0')))
    return value;
  const parts = SUBSTITUTED.filter(name => there[name] !== undefined && there[name] !== here[name])
    .toSorted((one, other) => there[other]!.length - there[one]!.length)
    .reduce<readonly Part[]>(
      (all, of) => all.flatMap(part => (typeof part === 'string' ? between(part.split(there[of]!), {of}) : [part])),
      [strange],
    )
    .filter(part => part !== '');
  return fill(parts, here) === value ? asTemplate(parts) : null;
}

/** The same with as few parts as possible. */
export function asTemplate(parts: Exclude<Template, string>): Template {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  if (joined.length === 0) return '';
  return joined.length === 1 && typeof joined[0] === 'string' ? joined[0] : joined;
}

/** A text from the strange place as it would read here. */
export function broughtHome(text: string, here: Where, there: Where): string {
  const names = SUBSTITUTED.filter(name => there[name] !== undefined && there[name] !== here[name]);
  return names.reduce((changed, name) => changed.replaceAll(there[name]!, () => here[name] ?? ''), text);
}

function between<T, S>(items: readonly T[], separator: S): readonly (T | S)[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}
