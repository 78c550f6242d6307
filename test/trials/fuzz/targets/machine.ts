import {parseGetfattr, catalogHash} from '../../../../src/find/parse-getfattr.ts';
import {configuredNames, parseAssignments} from '../../../../src/find/client-config.ts';
import {isRepositoryName, splitPath} from '../../../../src/find/repository-name.ts';
import {mountOf, parseMountTable} from '../../../../src/system/mount-table.ts';
import {parseLooked} from '../../../../src/start/stored-start-look.ts';
import {parseOrigin} from '../../../../src/start/origin.ts';
import {parseSiteBinds} from '../../../../src/start/site-binds.ts';
import {parseBind} from '../../../../src/start/bind-text.ts';
import {maskArguments, maskSecrets, maskValue} from '../../../../src/start/mask-secrets.ts';
import {UNPRINTABLE, printable} from '../../../../src/system/printable.ts';
import {nearest} from '../../../../src/system/nearest.ts';
import {UserError} from '../../../../src/system/user-error.ts';
import {holds, SEPARATOR, split, textTarget, unlessRefused, type Target} from '../target.ts';

const mounts = textTarget({
  name: 'mountinfo',
  covers: ['src/system/mount-table.ts parseMountTable'],
  seeds: [
    '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n48 22 0:45 / /cvmfs/sft.cern.ch ro shared:7 - fuse cvmfs2 ro\n',
    '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n49 22 0:46 / /a\\040b\\134c rw - autofs /etc/auto.cvmfs rw',
  ],
  words: [' - ', 'shared:1', 'master:', '\\040', '\\012', '\\134', '0:45', '/cvmfs', 'fuse', ' ', '\n'],
  check: text => {
    const table = parseMountTable(text);
    for (const {point, type, source, device} of table)
      for (const field of [point, type, source, device]) holds(typeof field === 'string', 'a mount is texts', text);
    const lines = table.map(
      ({point, type, source, device}) => `1 1 ${device} / ${escaped(point)} rw - ${type} ${escaped(source)} rw`,
    );
    const again = parseMountTable(lines.join('\n')).map(mount => ({...mount, spreads: true}));
    holds(
      JSON.stringify(again) === JSON.stringify(table.map(mount => ({...mount, spreads: true}))),
      'what is escaped is read again',
      text,
    );
    mountOf(table, '/cvmfs/sft.cern.ch/lcg');
  },
});

function escaped(field: string): string {
  return field.replace(/[\s\\\0-\x1f]/g, one =>
    one.charCodeAt(0) > 0xff ? one : `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

const attributes = textTarget({
  name: 'getfattr',
  covers: ['src/find/parse-getfattr.ts parseGetfattr', 'src/find/parse-getfattr.ts catalogHash'],
  seeds: [
    '# file: /cvmfs/sft.cern.ch\nuser.root_hash="51ebb0123456789abcdef0123456789abcdef012"\n\n# file: /a\\040b\nuser.root_hash="x\\012y"\n',
    'catalog_hash: 0123456789abcdef0123456789abcdef01234567-shake128\ncatalog_mountpoint: /lcg',
  ],
  pumps: [
    ['catalog_hash: ', 'a', '!'],
    ['# file: ', '\\', ''],
  ],
  words: ['# file: ', 'user.root_hash="', '"\n', '\\012', '\\"', '\\\\', 'catalog_hash: ', '0123456789abcdef', '-shake128'],
  check: text => {
    for (const [path, value] of parseGetfattr(text, 'user.root_hash'))
      holds(typeof path === 'string' && typeof value === 'string', 'attributes are texts', text);
    const hash = catalogHash(text);
    holds(hash === null || /^[0-9a-f]{40}[a-z0-9-]*$/.test(hash), 'a hash is one', text);
  },
});

const clients = textTarget({
  name: 'client-config',
  covers: [
    'src/find/client-config.ts parseAssignments',
    'src/find/repository-name.ts splitPath',
    'src/find/client-config.ts readClientConfig',
  ],
  seeds: [
    'CVMFS_REPOSITORIES=sft.cern.ch,lhcb.cern.ch\nexport CVMFS_REPOSITORIES="$CVMFS_REPOSITORIES,more.example.org" # more\n',
    "CVMFS_CONFIG_REPOSITORY='cvmfs-config.cern.ch'\n",
    '/cvmfs/sft.cern.ch/lcg/./views//x',
    'cern.ch.conf',
  ],
  words: [
    'CVMFS_REPOSITORIES=',
    'export ',
    '"',
    "'",
    '${',
    '$CVMFS_REPOSITORIES',
    '}',
    ',',
    '#',
    ';',
    '.cern.ch',
    '/cvmfs/',
    '.local',
  ],
  longest: 16 * 1024,
  check: text => {
    const values = parseAssignments(text);
    for (const name of values.keys()) holds(/^[A-Za-z_]\w*$/.test(name), 'a variable has a name', text);
    for (const name of configuredNames([text])) holds(text.startsWith(name), 'a name is that of its file', text);
    const place = splitPath(text);
    if (place !== null)
      holds(isRepositoryName(place.repository) && !place.path.startsWith('/'), 'a place is in a repository', text);
  },
});

const binds = textTarget({
  name: 'binds',
  covers: ['src/start/bind-text.ts parseBind', 'src/start/site-binds.ts parseSiteBinds', 'src/start/origin.ts parseOrigin'],
  seeds: [
    '/data',
    '/a:/b:ro',
    './x:/y',
    '~/d:/e:rw',
    '/a\\:b:/c',
    '/a:/b:ro,nonested,/c:/d',
    '1 0000000000000006 1024 5 7',
    '1 0 unlimited',
  ],
  words: [':', '\\:', '\\,', ',', ':ro', ':rw', '~', '/', './', '..', 'image-src=', 'id=', 'nonested', '1 ', 'unlimited'],
  check: text => {
    const refused = (error: unknown) => error instanceof UserError && error.code === 'usage';
    for (const home of ['/home/me', null]) {
      const bind = unlessRefused(() => parseBind(text, {origin: 'user', base: '/base', home}), refused);
      if (bind === null) continue;
      for (const path of [bind.source, bind.target])
        holds(path.startsWith('/') && !path.split('/').includes('..'), 'a bind is absolute and tidy', text, path);
      holds(!['/', '/dev', '/proc', '/sys'].includes(bind.target), 'a bind covers nothing that is needed', text);
      const words = [bind.source, bind.target].map(path => path.replace(/[\\:]/g, '\\$&'));
      const again = parseBind(`${words.join(':')}:${bind.mode}`, {origin: 'user', base: '/', home: null});
      holds(JSON.stringify(again) === JSON.stringify(bind), 'what is escaped is read again', text, again, bind);
    }
    for (const bind of parseSiteBinds(text))
      if ('refused' in bind) holds(bind.refused !== '', 'a refusal has a reason', text);
      else holds(bind.source.startsWith('/') && bind.target.startsWith('/'), 'a site bind is absolute', text);
    const {ignored, descriptors} = parseOrigin(text);
    holds(!ignored.includes('KILL') && descriptors.every(number => number > 2), 'what came of the caller can be put back', text);
  },
});

const looks = textTarget({
  name: 'stored-looks',
  covers: ['src/start/stored-start-look.ts parseLooked'],
  seeds: ['12345 678\n1000\n1700000000.123456789 17 /usr/bin/node\n# file: /cvmfs/a\nuser.root_hash="abc"\n', '1 2\n3\nempty\n'],
  words: ['# file: ', 'user.root_hash="', '"', '.000000000 1 /', '\n', 'project', 'gone'],
  check: text => {
    const looked = parseLooked(text);
    if (looked !== null) holds(/^\d+ \d+$/.test(looked.sum) && looked.latest >= 0n, 'a look has a sum', text);
  },
});

const SECRETS = [
  'Bearer abcdefghijkl',
  'https://me:hunter2@example.org/x',
  'eyJhbGciOi.eyJzdWIi.c2ln',
  'DB_PASSWORD=hunter2',
  '--token',
  'Authorization: Basic aGk=',
  '-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----',
];

/** A secret is not shown, and nothing that a terminal would act on is left. */
const secrets = textTarget({
  name: 'secrets',
  covers: ['src/start/mask-secrets.ts maskSecrets', 'src/system/printable.ts printable', 'src/system/nearest.ts nearest'],
  pumps: [
    ['', 'a.', ''],
    ['', 'eyJ-', ''],
    ['', 'a://b:c', ''],
    ['s', '://-----', ''],
    ['', '=a', ''],
    ['', '--token', ''],
    ['authorization:', ' ', ''],
    ['', '-----BEGIN PRIVATE KEY-----', ''],
  ],
  seeds: SECRETS,
  words: [...SECRETS, '://', '@', 'eyJ', '.', 'authorization:', 'bearer ', 'glpat-', 'ghp_', '=', ' '],
  check: text => {
    maskSecrets(text);
    // No text that is long enough to be a token, and stands where a secret stands, is in what is shown.
    const token = text.replace(/[^A-Za-z0-9]/g, '').slice(0, 64);
    if (token.length > 24)
      for (const shown of [
        maskValue('MY_TOKEN', token),
        maskSecrets(`MY_TOKEN=${token}`),
        maskSecrets(`see https://me:${token}@example.org/ ${text}`),
      ])
        holds(!shown.split('example.org')[0]!.includes(token), 'a secret is not shown', text, shown);
    maskValue('HTTPS_PROXY', text);
    const words = text.split(' ');
    holds(maskArguments(words).length === words.length, 'arguments stay as many', text);
    const shown = printable(text);
    holds(shown.search(UNPRINTABLE) < 0 && printable(shown) === shown, 'what is printable stays as it is', text);
    const [word, ...vocabulary] = split(text, 4);
    const near = nearest(word!, vocabulary);
    holds(near.every(one => vocabulary.includes(one)) && near.length <= 3, 'the nearest are of the vocabulary', text);
  },
});

export const MACHINE_TARGETS: readonly Target[] = [
  mounts,
  attributes,
  clients,
  binds,
  looks,
  {...secrets, seeds: [...secrets.seeds, `LCG${SEPARATOR}LCG_107`]},
];
