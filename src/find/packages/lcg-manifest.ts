import type {Package} from './package.ts';

/**
 * The packages of an LCG manifest (`LCG_externals_<platform>.txt`, LAYOUTS.md 1.5): lines of exactly five fields between
 * semicolons, `name; hash; version; directory; dependencies`. Everything else, headers included, is passed over, as the tool that
 * makes the views does.
 */
export function parseLcgManifest(text: string): readonly Package[] {
  return text.split(/\r?\n/).flatMap(line => {
    const fields = line.split(';').map(field => field.trim());
    const [name = '', , version = ''] = fields;
    return fields.length === 5 && name !== '' && version !== '' ? [{name, version, category: null}] : [];
  });
}
