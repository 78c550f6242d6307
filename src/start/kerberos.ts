import type {CredentialPair} from './credentials.ts';
import type {CommandPreparation} from './plan.ts';
import type {PlanInput} from './plan-input.ts';

/** Where the cache service listens unless its configuration says otherwise (MIT's and Heimdal's built-in places). */
const KCM_SOCKETS: readonly string[] = ['/run/.heim_org.h5l.kcm-socket', '/var/run/.heim_org.h5l.kcm-socket', '/run/kcm/socket'];
/** Units of systemd that open the socket for the service. */
const KCM_UNITS: readonly string[] = ['sssd-kcm.socket', 'heimdal-kcm.socket'].flatMap(unit =>
  ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'].map(
    directory => `${directory}/${unit}`,
  ),
);
/** MIT's `kvno --out-cache` (1.19 and newer) copies tickets without asking anybody for new ones. */
const COPY_PROGRAMS: readonly string[] = ['/usr/bin/kvno', '/usr/local/bin/kvno', '/usr/lib/mit/bin/kvno', '/bin/kvno'];
const COPY_MS = 5_000;

// Nothing in it comes from outside: cache, file and program are arguments. Files of starts that have ended (a start becomes its engine, so
// its process number stays) go. No tickets at all are none to copy.
const COPY_SCRIPT = `umask 077
cache=$1 file=$2 programs=\${3%/*}
directory=\${file%/*}
[ -d "$directory" ] && [ -O "$directory" ] && [ ! -h "$directory" ] && chmod 700 "$directory" || {
  echo "$directory does not belong to this user" >&2
  exit 1
}
for old in "$directory"/krb5cc-hsf-*-*; do
  [ -d "/proc/\${old##*-}" ] || rm -f "$old"
done
said=$("$programs/klist" -c "$cache" 2>&1) || exit "$4"
realm=$(printf '%s\\n' "$said" | sed -n 's/^Default principal: .*@//p')
exec "$3" -q --cached-only -c "$cache" --out-cache "FILE:$file" "krbtgt/$realm@$realm" >/dev/null`;

type Cache = {readonly kind: string; readonly rest: string};

/**
 * The Kerberos tickets of the caller (MOUNTS.md 2.5). A cache that the configuration names counts as one of the variable: that
 * configuration goes inside too.
 */
export async function kerberosPairs(input: Pick<PlanInput, 'caller' | 'tree'>): Promise<readonly CredentialPair[]> {
  const {env, uid} = input.caller;
  const named = env['KRB5CCNAME'];
  const isNamed = named !== undefined && named !== '';
  const name = isNamed ? named : await defaultCache(input);
  if (name === null) return [];
  const {kind, rest} = parse(name);
  const pair: CredentialPair = {
    variable: isNamed ? 'KRB5CCNAME' : '',
    paths: [],
    mode: 'rw',
    reason: 'Kerberos tickets',
    impossible: null,
  };
  switch (kind) {
    case 'FILE':
      return [{...pair, paths: [rest], secret: true, impossible: absolute(rest)}];
    case 'DIR': {
      // `DIR::/path/tkt` names one file of the collection; the directory is what has to be there.
      const path = rest.startsWith(':') ? rest.slice(1, rest.lastIndexOf('/')) : rest;
      return [{...pair, paths: [path], impossible: absolute(path)}];
    }
    case 'KCM':
      return [{...pair, paths: await kcmSockets(input)}];
    case 'KEYRING':
      return [
        {...pair, paths: COPY_PROGRAMS, impossible: impossible(kind), ofKeyring: true, copy: {cache: name, quiet: !isNamed, uid}},
      ];
    default:
      return [{...pair, impossible: impossible(kind)}];
  }
}

/** What copies the tickets just before the start, as the caller; the file is this start's own. */
export function copyOfTickets(cache: string, file: string, program: string, quiet: boolean, env: Env): CommandPreparation {
  return {
    kind: 'command',
    argv: ['/bin/sh', '-c', COPY_SCRIPT, 'sh', cache, file, program, quiet ? '0' : '1'],
    env: {
      PATH: '/usr/bin:/bin',
      LC_ALL: 'C',
      ...(env['KRB5_CONFIG'] === undefined ? {} : {KRB5_CONFIG: env['KRB5_CONFIG']}),
      ...(env['HOME'] === undefined ? {} : {HOME: env['HOME']}),
    },
    timeoutMs: COPY_MS,
    makes: [file],
    failure: {
      then: 'warn',
      message: `The Kerberos tickets of ${cache} could not be copied for the container, and KRB5CCNAME is not set there.`,
      advice: ADVICE,
    },
  };
}

const ADVICE = 'Get them in a file: kinit -c FILE:/tmp/krb5cc_$(id -u), and set KRB5CCNAME to that.';

type Env = Readonly<Record<string, string>>;

function impossible(kind: string): string {
  const why: Readonly<Record<string, string>> = {
    KEYRING: 'names a cache in the kernel, which a container cannot reach, and there is no kvno to copy it',
    MEMORY: 'names a cache in the memory of one program',
    API: 'names a cache of another system',
  };
  return `${why[kind] ?? `names a ${kind} cache, which a container cannot reach`}; use "kinit -c FILE:…"`;
}

function absolute(path: string): string | null {
  return path.startsWith('/') ? null : 'is not an absolute path';
}

function parse(name: string): Cache {
  const colon = /^[A-Za-z]{2,}:/.test(name) ? name.indexOf(':') : -1;
  return colon < 0 ? {kind: 'FILE', rest: name} : {kind: name.slice(0, colon).toUpperCase(), rest: name.slice(colon + 1)};
}

/** The cache that the libraries take without the variable; null for the usual file in `/tmp`, which is there anyway. */
async function defaultCache({caller, tree}: Pick<PlanInput, 'caller' | 'tree'>): Promise<string | null> {
  const files = (caller.env['KRB5_CONFIG'] || '/etc/krb5.conf').split(':').filter(file => file.startsWith('/'));
  const texts = await Promise.all(files.map(file => tree.text(file)));
  const included = texts.flatMap(text =>
    [...(text ?? '').matchAll(/^\s*includedir\s+(\/\S+?)\/*\s*$/gm)].map(match => match[1]!),
  );
  for (const directory of included) {
    const entries = (await tree.list(directory)) ?? [];
    // Names that MIT's library reads: letters, digits, - and _, or ending in .conf.
    const names = entries.map(entry => entry.name).filter(name => /^[\w-]+$|^[^.].*\.conf$/.test(name));
    texts.push(...(await Promise.all(names.map(name => tree.text(`${directory}/${name}`)))));
  }
  const values = texts.map(text => /^\s*default_ccache_name\s*=\s*(\S+)\s*$/m.exec(text ?? '')?.[1]);
  const value = values.find(found => found !== undefined);
  if (value === undefined) return null;
  const {uid, env} = caller;
  return value
    .replaceAll(/%\{(?:e?uid|USERID)\}/g, String(uid))
    .replaceAll('%{username}', env['USER'] ?? '')
    .replaceAll('%{TEMP}', '/tmp');
}

/** The socket of the cache service: where its configuration and its unit say, then the usual places. */
async function kcmSockets({caller, tree}: Pick<PlanInput, 'caller' | 'tree'>): Promise<readonly string[]> {
  const configuration = (await tree.text(caller.env['KRB5_CONFIG'] || '/etc/krb5.conf')) ?? '';
  const told = /^\s*kcm_socket\s*=\s*(\/\S+)\s*$/m.exec(configuration)?.[1];
  const units = await Promise.all(KCM_UNITS.map(unit => tree.text(unit)));
  const opened = units.flatMap(text => [...(text ?? '').matchAll(/^ListenStream=(\/\S+)\s*$/gm)].map(match => match[1]!));
  return [...new Set([...(told === undefined ? [] : [told]), ...opened, ...KCM_SOCKETS])];
}
