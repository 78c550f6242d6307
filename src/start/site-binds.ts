import {tidy} from './working-directory.ts';

/** One bind of a list as apptainer reads it, or why it is not taken over. */
export type SiteBind =
  | {readonly source: string; readonly target: string; readonly mode: 'ro' | 'rw'}
  | {readonly text: string; readonly refused: string};

type Field = {readonly text: string; readonly end: ',' | ':' | ''};

const FLAGS: readonly string[] = ['ro', 'rw', 'nonested'];
const isOption = (text: string) => FLAGS.includes(text) || /^(image-src|id)=/.test(text);

/**
 * The value of `APPTAINER_BIND` and its relatives: `SOURCE[:TARGET[:OPTION[,OPTION]]]`, a list by commas, `\:` and `\,` for the signs
 * themselves (apptainer's manual, "Bind paths"; tried with 1.4.5). A comma behind an option may end the bind or the option, so what
 * follows is an option if it is called like one. Pure; anything else than a plain bind comes back as refused.
 */
export function parseSiteBinds(value: string): readonly SiteBind[] {
  const binds: string[][] = [];
  let current: string[] = [];
  let before: Field['end'] = ',';
  for (const {text, end} of fields(value)) {
    const continues = before === ':' || (before === ',' && current.length > 2 && isOption(text));
    if (!continues) {
      if (current.length > 0) binds.push(current);
      current = [];
    }
    // A third colon is one too many, so it stays with what follows and is refused there.
    if (continues || text !== '' || end === ':') current.push(before === ':' && current.length > 2 ? `:${text}` : text);
    before = end;
  }
  if (current.length > 0) binds.push(current);
  return binds.map(toBind);
}

function toBind([source = '', target = source, ...options]: readonly string[]): SiteBind {
  const text = [source, target, options.join(',')].join(':').replace(/:$/, '');
  const strange = options.find(option => !FLAGS.includes(option));
  if (strange !== undefined) {
    const refused = /^(image-src|id)=/.test(strange)
      ? 'what is inside of an image file cannot be shown'
      : `"${strange}" is no option`;
    return {text, refused};
  }
  const relative = [source, target].find(path => !path.startsWith('/'));
  if (relative !== undefined) return {text, refused: `"${relative}" is no absolute path`};
  // With both, apptainer mounts read-only.
  return {source: tidy(source), target: tidy(target), mode: options.includes('ro') ? 'ro' : 'rw'};
}

function fields(value: string): readonly Field[] {
  const found: Field[] = [];
  let text = '';
  for (let at = 0; at < value.length; at++) {
    const sign = value.charAt(at);
    const next = value.charAt(at + 1);
    if (sign === '\\' && (next === ',' || next === ':' || next === '\\')) {
      text += next;
      at++;
    } else if (sign === ',' || sign === ':') {
      found.push({text: text.trim(), end: sign});
      text = '';
    } else text += sign;
  }
  return [...found, {text: text.trim(), end: ''}];
}
