import {Ajv} from 'ajv';
import schema from '../../schemas/rules.schema.json' with {type: 'json'};
import type {CatalogueWishes} from './catalogue-wishes.ts';
import {explainSchema} from './explain-schema.ts';
import {problemsAt, readToml, type FamilyProblem} from './read-toml.ts';

export type CheckedRules =
  | {readonly status: 'rules'; readonly wishes: CatalogueWishes}
  | {readonly status: 'problems'; readonly problems: readonly FamilyProblem[]};

type RulesData = {
  readonly hide?: readonly string[];
  readonly recommend?: readonly string[];
  readonly image?: readonly {readonly os: string; readonly images?: readonly string[]; readonly reference?: string}[];
};

const validate = new Ajv({allErrors: true, strict: false, verbose: true}).compile<RulesData>(schema);

/** The text of a `rules.toml`; `file` is named in problems and as the source of its images. */
export function checkRules(text: string, file: string): CheckedRules {
  const read = readToml(text, file);
  if (read.status === 'problems') return read;
  const {data} = read;
  if (!validate(data))
    return {status: 'problems', problems: problemsAt(text, file, explainSchema(validate.errors ?? [], PATTERNS))};
  const images = (data.image ?? []).map(({os, images: globs = [], reference}) => ({
    os,
    images: globs,
    reference: reference ?? globs.find(glob => glob.startsWith('/cvmfs/')) ?? null,
    source: file,
  }));
  return {status: 'rules', wishes: {hide: data.hide ?? [], recommend: data.recommend ?? [], images}};
}

const PATTERNS: Readonly<Record<string, string>> = {os: 'must be a system as platforms spell it, such as el9'};
