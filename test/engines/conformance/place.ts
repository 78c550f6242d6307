import {createHash} from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {which} from '../../../src/system/which.ts';
import {shareDirectory} from '../../rig/engines/shared-mount.ts';

const APPLETS =
  'sh ash ls cat echo id whoami pwd env sleep kill true false touch mount readlink stat head yes printf wc tty stty test mkdir date nc unshare seq rm';

/** Names that break whoever puts paths together as text, and how the table calls them. */
export const ODD_NAMES = {
  blank: ' two  blanks ',
  comma: 'a,b,ro',
  colon: 'a:b:ro',
  apostrophe: "it's",
  quote: 'a "b"',
  backslash: 'a\\b\\\\n',
  dollar: '$HOME `x` ${y}',
  equals: 'a=b,dst=c',
  unicode: 'größe ✓',
  newline: 'a\nb',
} as const;

export const ODD_IMAGE = 'image, of: "odd" name';
export const ODD_DIRECTORY = 'in, of: "odd" name';

/** What containers are made of and what is shown in them: made once for an engine and an account. */
export type Place = {
  readonly root: string;
  /** An image with nothing but busybox, owned by whoever runs the suite (root in CI, as on CVMFS). */
  readonly image: string;
  /** The same with every mount point of the tests in it, for engines that cannot make them. */
  readonly preparedImage: string;
  /** The image under a name that needs quoting. */
  readonly oddImage: string;
  /** A tree for `/cvmfs`; mounted, so that mounts in it arrive in containers, where we may mount. */
  readonly cvmfs: string;
  readonly mayMount: boolean;
  readonly home: string;
  /** Directories, files and a socket to bind. */
  readonly data: string;
  /** Readable by one supplementary group of the account only; null when it has none. */
  readonly groupFile: string | null;
  /** Answers on the loopback with one line. */
  readonly port: number;
  readonly remove: () => void;
};

export async function makePlace(user: {uid: number; gid: number; group: number | null}): Promise<Place> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-conformance-')));
  chmodSync(root, 0o755);
  const image = writeImage(join(root, 'image'));
  const preparedImage = addMountPoints(writeImage(join(root, 'prepared')));
  const oddImage = addMountPoints(writeImage(join(root, ODD_IMAGE)));
  const cvmfs = join(root, 'cvmfs');
  mkdirSync(join(cvmfs, 'sw.example.org'), {recursive: true});
  mkdirSync(join(cvmfs, 'late.example.org'));
  writeFileSync(join(cvmfs, 'sw.example.org/file'), 'from cvmfs\n');
  const unmount = shareDirectory(cvmfs);
  const data = join(root, 'data');
  const home = join(root, 'home');
  const own = join(data, 'own');
  for (const path of [data, home, own]) mkdirSync(path);
  for (const name of [...Object.values(ODD_NAMES), ODD_DIRECTORY]) {
    mkdirSync(join(data, name));
    writeFileSync(join(data, name, 'named'), name);
  }
  const deep = join(data, 'deep', ...Array.from({length: 40}, (_, level) => `level-${level}`));
  mkdirSync(deep, {recursive: true});
  symlinkSync('deep/level-0', join(data, 'link'));
  writeFileSync(join(data, 'file'), 'a file\n');
  writeFileSync(join(data, 'passwd'), `root:x:0:0:root:/root:/bin/sh\nsomebody:x:${user.uid}:${user.gid}::/home/user:/bin/sh\n`);
  writeFileSync(join(home, 'mine'), 'mine\n');
  writeFileSync(join(home, 'written'), '');
  const groupFile = user.group === null ? null : join(data, 'of the group');
  if (groupFile !== null) {
    writeFileSync(groupFile, 'for the group\n', {mode: 0o640});
    chownSync(groupFile, process.getuid!(), user.group!);
  }
  const agent = await listening(createServer(), {path: join(data, 'agent')});
  const loopback = await listening(
    createServer(client => {
      client.on('error', () => {});
      client.end('loopback\n');
    }),
    {host: '127.0.0.1', port: 0},
  );
  if (process.getuid!() === 0) for (const path of [home, join(home, 'written'), own]) chownSync(path, user.uid, user.gid);
  return {
    root,
    image,
    preparedImage,
    oddImage,
    cvmfs,
    mayMount: unmount !== null,
    home,
    data,
    groupFile,
    port: (loopback.address() as {port: number}).port,
    remove: () => {
      agent.close();
      loopback.close();
      unmount?.();
      rmSync(root, {recursive: true, force: true});
    },
  };
}

function writeImage(image: string): string {
  for (const directory of ['bin', 'etc', 'usr/bin', 'opt/there', 'proc', 'home', 'root', 'run/old', 'srv/there'])
    mkdirSync(join(image, directory), {recursive: true});
  copyFileSync(which('busybox', process.env['PATH'])!, join(image, 'bin/busybox'));
  for (const applet of APPLETS.split(' ')) symlinkSync('/bin/busybox', join(image, 'bin', applet));
  writeFileSync(join(image, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(image, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(image, 'etc/os-release'), 'ID=toy\nVERSION_ID=1\n');
  writeFileSync(join(image, 'bin/not-executable'), 'text\n', {mode: 0o644});
  writeFileSync(join(image, 'opt/removable'), '');
  symlinkSync('../run/elsewhere', join(image, 'etc/resolv.conf'));
  return image;
}

function addMountPoints(image: string): string {
  const directories = ['dev', 'sys', 'tmp', 'cvmfs', 'home/user', 'shown', 'data', 'private'];
  for (const name of [...directories, ...Object.values(ODD_NAMES).map(odd => `shown/${odd}`)]) {
    mkdirSync(join(image, name), {recursive: true});
  }
  for (const name of ['agent', 'written', 'group-file']) writeFileSync(join(image, 'srv', name), '');
  rmSync(join(image, 'etc/resolv.conf'));
  writeFileSync(join(image, 'etc/resolv.conf'), '');
  return image;
}

function listening(server: Server, where: {path: string} | {host: string; port: number}): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(where, () => resolve(server));
  });
}

/** A sum over names, kinds, contents, modes and times of a tree: equal when nothing was written to it. */
export function treeSum(root: string): string {
  const sum = createHash('sha256');
  const add = (path: string) => {
    const stat = lstatSync(path);
    sum.update(`${path}\0${stat.mode}\0${stat.uid}\0${stat.gid}\0${stat.mtimeMs}\0`);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else if (stat.isSymbolicLink()) sum.update(readlinkSync(path));
    else sum.update(readFileSync(path));
  };
  add(root);
  return sum.digest('hex');
}
