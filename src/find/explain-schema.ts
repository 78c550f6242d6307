import type {ErrorObject} from 'ajv';
import type {KeyProblem} from './check-templates.ts';
import {nearest} from '../system/nearest.ts';

/** What the checker of a schema found, by key and in words for the author of the file. */
export function explainSchema(errors: readonly ErrorObject[], patterns: Readonly<Record<string, string>>): readonly KeyProblem[] {
  // Where one of several forms is wanted, ajv tells the story of each; the last word is enough.
  const either = new Set(
    errors.filter(({keyword}) => keyword === 'anyOf' || keyword === 'oneOf').map(({instancePath}) => instancePath),
  );
  const isBelow = (path: string) => {
    const parts = path.split('/');
    return parts.some((_, index) => either.has(parts.slice(0, index + 1).join('/')));
  };
  const found = errors
    // Both only say that something they hold is wrong, which is told by itself.
    .filter(({keyword}) => keyword !== 'if' && keyword !== 'propertyNames')
    .filter(({keyword, instancePath}) => keyword === 'anyOf' || keyword === 'oneOf' || !isBelow(instancePath))
    .map((error): Found => {
      const path = error.instancePath.split('/').slice(1).map(unescapePointer);
      const params = error.params as Readonly<Record<string, unknown>>;
      switch (error.keyword) {
        case 'additionalProperties':
          return unknownKey(path, String(params['additionalProperty']), propertiesOf(error.parentSchema));
        case 'required': {
          const missing = String(params['missingProperty']);
          return {path: [...path, missing], message: `The key "${missing}" is missing.`, missing: true};
        }
        default:
          return {
            path,
            message: `"${path.findLast(part => !/^\d+$/.test(part)) ?? 'The file'}" ${whatIsWrong(error, params, patterns)}`,
          };
      }
    });
  // A key that is misspelt is missing as well; once is enough.
  const meant = new Set(
    found.flatMap(({path, meant: key}) => (key === undefined ? [] : [[...path.slice(0, -1), key].join('\0')])),
  );
  return found.filter(({path, missing}) => missing !== true || !meant.has(path.join('\0')));
}

type Found = KeyProblem & {
  /** The problem is that this key is not there. */
  readonly missing?: boolean;
  /** The key that an unknown one probably is. */
  readonly meant?: string;
};

function unknownKey(path: readonly string[], unknown: string, known: readonly string[]): Found {
  const [meant] = nearest(unknown, known, 1);
  return {
    path: [...path, unknown],
    ...(meant !== undefined && {meant}),
    message: `There is no key "${unknown}" here${meant === undefined ? `; keys are ${known.join(', ')}.` : `; did you mean "${meant}"?`}`,
  };
}

/** The end of a sentence that begins with the key. */
function whatIsWrong(
  {keyword, instancePath, data, schema, message}: ErrorObject,
  params: Readonly<Record<string, unknown>>,
  patterns: Readonly<Record<string, string>>,
): string {
  switch (keyword) {
    case 'enum': {
      const allowed = params['allowedValues'] as readonly string[];
      const [meant] = typeof data === 'string' ? nearest(data, allowed, 1) : [];
      return `must be one of ${allowed.join(', ')}${meant === undefined ? '.' : `; did you mean "${meant}"?`}`;
    }
    case 'anyOf':
    case 'oneOf': {
      const keys = (schema as readonly {readonly required?: readonly string[]}[]).flatMap(({required = []}) => required);
      return keys.length === 0 ? 'must be a text or a list of texts.' : `must have ${keys.map(key => `"${key}"`).join(' or ')}.`;
    }
    case 'type':
      return `must be ${TYPES[String(params['type'])] ?? String(params['type'])}.`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return 'must not be empty.';
    case 'false schema':
      return 'cannot stand beside "extends": the family keeps its own.';
    case 'pattern': {
      const key = instancePath
        .split('/')
        .toReversed()
        .find(part => part in patterns);
      return `${key === undefined ? `must match ${String(params['pattern'])}` : patterns[key]}.`;
    }
    default:
      return `${message ?? 'is not right'}.`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a table',
  boolean: 'true or false',
  integer: 'a whole number',
};

function propertiesOf(parent: unknown): readonly string[] {
  return Object.keys((parent as {readonly properties?: object} | undefined)?.properties ?? {});
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
