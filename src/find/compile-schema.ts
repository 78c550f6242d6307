import {Ajv, type ValidateFunction} from 'ajv';

/** A schema as a function that tells all mistakes. To be loaded where something is checked, for it is heavy (RUNTIME.md 8). */
export function compileSchema<T>(schema: object): ValidateFunction<T> {
  return new Ajv({allErrors: true, strict: false, verbose: true}).compile<T>(schema);
}
