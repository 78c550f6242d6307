import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {imageFacts} from '../../src/choose/image-facts.ts';
import {inspect, inspectHere, type Question} from '../../src/find/inspect.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {which} from '../../src/system/which.ts';
import {requires} from '../engines/rig.ts';
import {sifOf, writeArchives} from '../rig/images.ts';
import {clock, LAUNCH} from './scene.ts';

const able = requires('busybox', 'mksquashfs', 'unsquashfs', 'ldd');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-look-')));
afterAll(() => rmSync(root, {recursive: true, force: true}));
const BUSYBOX = which('busybox', process.env['PATH']);
const OWN_LIBC = able
  ? /(\/\S+libc\.so\.6)/.exec(spawnSync('ldd', [which('bash', process.env['PATH'])!], {encoding: 'utf8'}).stdout)![1]!
  : '';
const OWN_VERSION = able ? /\d+\.\d+$/m.exec(spawnSync('ldd', ['--version'], {encoding: 'utf8'}).stdout)![0] : '';

/** Files by their path in the image: text, a link (`-> target`), or the copy of a file of this machine (`= path`). */
function writeTree(directory: string, files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    const place = join(directory, path);
    mkdirSync(dirname(place), {recursive: true});
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), place);
    else if (content.startsWith('= ')) copyFileSync(content.slice(2), place);
    else writeFileSync(place, content);
  }
  return directory;
}

const KINDS = [
  {
    title: 'a merged /usr with absolute links, as Alma has it',
    files: {
      'etc/os-release': '-> ../usr/lib/os-release',
      'usr/lib/os-release': 'ID="almalinux"\nVERSION_ID="9.8"\nID_LIKE="rhel centos fedora"\n',
      lib64: '-> usr/lib64',
      'usr/lib64/libc.so.6': `= ${OWN_LIBC}`,
      bin: '-> /usr/bin',
      'usr/bin/bash': '#!',
    },
    facts: {os: {id: 'almalinux', version: '9.8', family: 'el9'}, libc: {name: 'glibc', version: OWN_VERSION}, arch: 'x86_64'},
  },
  {
    title: 'a C library behind a link, as CentOS 7 has it',
    files: {
      'etc/redhat-release': '-> centos-release',
      'etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)\n',
      'lib64/libc.so.6': '-> libc-2.17.so',
      'lib64/libc-2.17.so': `= ${OWN_LIBC}`,
      'bin/sh': `= ${BUSYBOX}`,
    },
    facts: {
      os: {id: 'centos', version: '7.9', family: 'centos7'},
      libc: {name: 'glibc', version: OWN_VERSION},
      arch: 'x86_64',
    },
  },
  {
    title: 'nothing but busybox',
    files: {'bin/busybox': `= ${BUSYBOX}`, 'bin/sh': '-> /bin/busybox'},
    facts: {
      os: {id: 'busybox', version: expect.stringMatching(/^1\.\d+/), family: null},
      libc: {name: null, version: null},
      arch: 'x86_64',
    },
  },
  {
    title: 'links that leave it, which mean the image',
    files: {
      'etc/os-release': '-> /../../../etc/other-release',
      'bin/sh': '-> ../../../../../bin/sh',
      'etc/other-release': 'ID=mine\n',
    },
    facts: {os: {id: 'mine', version: null, family: 'mine'}, libc: {name: null, version: null}, arch: null},
  },
  {
    title: 'a system that it does not tell',
    files: {'etc/os-release': 'no assignment\n', 'usr/lib64/libc.so.6': 'a text', 'usr/bin/x': ''},
    facts: {os: {id: null, version: null, family: null}, libc: {name: null, version: null}, arch: null},
  },
];

describe.skipIf(!able)('what an image says of itself', () => {
  const trees = able
    ? KINDS.map((kind, index) => ({...kind, tree: writeTree(join(root, `a.example.org/${index}`), kind.files)}))
    : [];
  const ask = async (path: string) => {
    const question: Question = {path, what: 'image'};
    const [answer] = path.startsWith('/cvmfs/')
      ? await inspect(root, [question], deadlineAfter(20_000, clock), LAUNCH)
      : await inspectHere([question], deadlineAfter(20_000, clock), LAUNCH);
    return answer!;
  };

  describe.each(trees)('$title', ({tree, facts}) => {
    test('as a directory, on CVMFS and here', async () => {
      for (const path of [`/cvmfs/${tree.slice(root.length + 1)}`, tree]) {
        const answer = await ask(path);
        expect(answer).toMatchObject({status: 'image', kind: 'directory', unread: null});
        if (answer.status === 'image') expect(imageFacts(answer)).toEqual(facts);
      }
    });

    test('as squashfs and SIF', async () => {
      const {squashfs} = writeArchives(tree, `${tree}.files`);
      writeFileSync(`${tree}.sqfs`, squashfs);
      writeFileSync(`${tree}.sif`, sifOf(squashfs, '02'));
      for (const kind of ['sqfs', 'sif']) {
        const answer = await ask(`${tree}.${kind}`);
        expect(answer).toMatchObject({status: 'image', unread: null});
        // A SIF tells its architecture in its header.
        const arch = kind === 'sif' ? 'x86_64' : facts.arch;
        if (answer.status === 'image') expect(imageFacts(answer)).toEqual({...facts, arch});
      }
    });
  });

  test('or why it says less', async () => {
    const tree = trees[2]!.tree;
    const {squashfs} = writeArchives(tree, join(root, 'more'));
    writeFileSync(join(root, 'cut.sqfs'), squashfs.subarray(0, 3000));
    writeFileSync(join(root, 'cut.sif'), sifOf(squashfs, '02').subarray(0, 500));
    writeFileSync(join(root, 'text.sif'), readFileSync(join(tree, 'bin/busybox')));
    expect(await ask(join(root, 'cut.sqfs'))).toMatchObject({kind: 'squashfs', unread: 'unsquashfs cannot read it'});
    expect(await ask(join(root, 'cut.sif'))).toMatchObject({kind: 'sif', arch: 'x86_64', unread: 'it is damaged, or encrypted'});
    expect(await ask(join(root, 'more/oci.tar'))).toMatchObject({
      kind: 'archive',
      unread: 'an archive has to be unpacked to be read',
    });
    expect(await ask(join(root, 'text.sif'))).toMatchObject({status: 'failed', code: 'no image'});
    expect(await ask(join(root, 'none'))).toMatchObject({status: 'missing'});
  });
});
