import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | {name?: string};
};

/**
 * The notices that the licences of bundled packages ask to be passed on: name, version and licence text of each.
 *
 * `inputs` are the paths of a bundle's input files as esbuild reports them, relative to `root`.
 */
export async function thirdPartyNotices(root: string, inputs: readonly string[]): Promise<string> {
  const folders = [...new Set(inputs.flatMap(input => packageFolder(input) ?? []))].sort();
  const notices = await Promise.all(folders.map(folder => notice(join(root, folder))));
  // The same package may be there twice, nested in another one.
  return ['hsf contains code of the packages below. Each is used under the terms given with it.\n', ...new Set(notices)].join(
    '\n',
  );
}

/** `node_modules/@scope/name` of a file in it, the innermost where packages are nested; null for a file of ours. */
export function packageFolder(input: string): string | null {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? null;
}

async function notice(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const license = (await readdir(folder)).sort().find(name => /^licen[cs]e/i.test(name));
  const author = typeof manifest.author === 'string' ? manifest.author : (manifest.author?.name ?? 'its authors');
  const text = license === undefined ? `Copyright ${author}` : (await readFile(join(folder, license), 'utf8')).trim();
  return `${'-'.repeat(80)}\n${manifest.name} ${manifest.version} (${manifest.license ?? 'licence not named'})\n\n${text}\n`;
}
