import {Ajv, type ErrorObject} from 'ajv';
import {parse, TomlError} from 'smol-toml';
import schema from '../../schemas/family.schema.json' with {type: 'json'};
import type {Family} from './family.ts';
import {familyFromData, type FamilyData} from './family-from-data.ts';
import {lineOfKey} from './key-lines.ts';
import {checkTemplates, type KeyProblem} from './check-templates.ts';
import {nearest} from '../system/nearest.ts';

/** What is wrong with a family file, where, in words for its author. */
export type FamilyProblem = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `layout[1].entry.kind`; empty for errors of syntax and of the whole file. */
  readonly key: string;
  /** One sentence. */
  readonly message: string;
};

export type CheckedFamily =
  | {readonly status: 'family'; readonly family: Family}
  | {readonly status: 'problems'; readonly problems: readonly FamilyProblem[]};

const validate = new Ajv({allErrors: true, strict: false, verbose: true}).compile<FamilyData>(schema);

/**
 * TOML text → family, for built-in, site and user files alike: syntax, then the schema, then what a schema cannot say (templates
 * that use placeholders the path does not have).
 *
 * @param file named in problems
 * @param origin what `Family.origin` is to be; the file unless told
 */
export function checkFamily(text: string, file: string, origin: string = file): CheckedFamily {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = 'unreadable'] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return refused(file, text, [{path: [], message: `This is no valid TOML: ${reason}.`}], error.line);
  }
  if (!validate(data)) return refused(file, text, explain(validate.errors ?? []));
  const found = checkTemplates(data);
  return found.length > 0 ? refused(file, text, found) : {status: 'family', family: familyFromData(data, origin)};
}

function refused(file: string, text: string, found: readonly KeyProblem[], line?: number): CheckedFamily {
  return {
    status: 'problems',
    problems: found.map(({path, message}) => ({file, line: line ?? lineOfKey(text, path), key: keyText(path), message})),
  };
}

function explain(errors: readonly ErrorObject[]): readonly KeyProblem[] {
  // Where one of several forms is wanted, ajv tells the story of each; the last word is enough.
  const either = new Set(errors.filter(({keyword}) => keyword === 'anyOf').map(({instancePath}) => instancePath));
  return errors
    .filter(error => error.keyword === 'anyOf' || !either.has(error.instancePath))
    .map(error => {
      const path = error.instancePath.split('/').slice(1).map(unescapePointer);
      const key = path.at(-1) ?? '';
      const params = error.params as Readonly<Record<string, unknown>>;
      if (error.keyword === 'additionalProperties') {
        const unknown = String(params['additionalProperty']);
        const [meant] = nearest(unknown, Object.keys(propertiesOf(error.parentSchema)), 1);
        return {
          path: [...path, unknown],
          message: `There is no key "${unknown}" here${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
        };
      }
      if (error.keyword === 'required')
        return {
          path: [...path, String(params['missingProperty'])],
          message: `The key "${String(params['missingProperty'])}" is missing.`,
        };
      if (error.keyword === 'enum')
        return {path, message: `"${key}" must be one of ${(params['allowedValues'] as readonly string[]).join(', ')}.`};
      if (error.keyword === 'anyOf') return {path, message: `"${key}" must be a text or a list of texts.`};
      if (error.keyword === 'pattern')
        return {path, message: `"${key}" ${PATTERNS[key] ?? `must match ${String(params['pattern'])}`}.`};
      return {path, message: `"${key}" ${error.message ?? 'is not right'}.`};
    });
}

/** What the patterns of the schema mean. */
const PATTERNS: Readonly<Record<string, string>> = {
  id: 'must be lower-case letters, digits and dashes, beginning with a letter',
  documentation: 'must be an http or https address',
  repository: 'must be a full repository name with a dot, such as sft.cern.ch',
  path: 'must be a relative path without .. and empty segments',
  marker: 'must be a relative path without .. and empty segments',
};

function propertiesOf(parent: unknown): Readonly<Record<string, unknown>> {
  return (parent as {readonly properties?: Readonly<Record<string, unknown>>} | undefined)?.properties ?? {};
}

function keyText(path: readonly string[]): string {
  return path.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
