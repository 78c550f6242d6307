import {Ajv} from 'ajv';
import schema from '../../schemas/family.schema.json' with {type: 'json'};
import {checkTemplates} from './check-templates.ts';
import {explainSchema} from './explain-schema.ts';
import type {Family} from './family.ts';
import {familyFromData, type FamilyChanges, type FamilyData} from './family-from-data.ts';
import {problemsAt, readToml, type FamilyProblem} from './read-toml.ts';

export type CheckedFamily =
  | {readonly status: 'family'; readonly family: Family}
  /** A file that changes another family; `extendFamily` makes one of both. */
  | {readonly status: 'changes'; readonly changes: FamilyChanges}
  | {readonly status: 'problems'; readonly problems: readonly FamilyProblem[]};

const validate = new Ajv({allErrors: true, strict: false, verbose: true}).compile<FamilyData | FamilyChanges>(schema);

/**
 * TOML text → family, for built-in, site and user files alike: syntax, then the schema, then what a schema cannot say (templates
 * that use placeholders the path does not have).
 *
 * @param file named in problems
 * @param origin what `Family.origin` is to be; the file unless told
 * @param grammars names of platform grammars; null: any name will do
 */
export function checkFamily(
  text: string,
  file: string,
  origin: string = file,
  grammars: readonly string[] | null = null,
): CheckedFamily {
  const read = readToml(text, file);
  if (read.status === 'problems') return read;
  const {data} = read;
  if (!validate(data))
    return {status: 'problems', problems: problemsAt(text, file, explainSchema(validate.errors ?? [], PATTERNS))};
  const found = checkTemplates(data.layout ?? [], grammars);
  if (found.length > 0) return {status: 'problems', problems: problemsAt(text, file, found)};
  return 'extends' in data ? {status: 'changes', changes: data} : {status: 'family', family: familyFromData(data, origin)};
}

/** What the patterns of the schema mean. */
const PATTERNS: Readonly<Record<string, string>> = {
  id: 'must be lower-case letters, digits and dashes, beginning with a letter',
  extends: 'must be the id of a family',
  documentation: 'must be an http or https address',
  repository: 'must be a full repository name with a dot, such as sft.cern.ch',
  needs: 'must be full repository names with a dot, such as geant4.cern.ch',
  uses: 'must be full repository names with a dot, such as geant4.cern.ch',
  systems: 'must be names of systems as ID of os-release has them, such as almalinux or centos7',
  path: 'must be a relative path without .. and empty segments',
  marker: 'must be a relative path without .. and empty segments',
  image: 'must be a path below /cvmfs',
  libc: 'must be a version such as "2.17"',
  grammar: 'must be lower-case letters, digits and dashes, beginning with a letter',
  directory: 'must be a path without ..',
  file: 'must be a name without /',
  unset: 'must be names of variables',
  set: 'must have names of variables as keys',
  prepend: 'must have names of variables as keys',
};
