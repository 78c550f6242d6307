/**
 * Tells everything that can be told of one start, so that a start answers many rows of the table: NAME NUL VALUE NUL, again and again.
 * For busybox's shell; `$1` and `$2` are a process of the machine and a port on the loopback; the words after
 * them come back as they are.
 */
export const FACTS_SCRIPT = `
fact() { printf '%s\\0%s\\0' "$1" "$2"; }
process=$1 port=$2
shift 2
for word do fact argument "$word"; done
fact uid "$(id -u)"
fact gid "$(id -g)"
fact name "$(id -un 2>/dev/null)"
fact cwd "$(pwd)"
fact home "$HOME"
fact path "$PATH"
fact term "$TERM"
fact system "$(cat /etc/os-release)"
fact software "$(cat /cvmfs/sw.example.org/file)"
touch /private/new 2>/dev/null && fact bind-ro written || fact bind-ro refused
echo inside >/home/user/new && fact bind-rw written || fact bind-rw refused
echo inside >/srv/written && fact file-rw written || fact file-rw refused
fact file "$(cat /etc/passwd)"
fact inside-bind "$(cat /home/user/mine)"
test -S /srv/agent && fact socket yes
fact group-file "$(cat /srv/group-file 2>/dev/null)"
touch /made 2>/dev/null; echo more >>/etc/os-release; mkdir /usr/made 2>/dev/null; rm -f /opt/removable 2>/dev/null
test -c /dev/null && echo x >/dev/null && head -c 1 /dev/zero >/dev/null && head -c 1 /dev/urandom >/dev/null && fact dev-null works
echo x >/dev/shm/hsf-$$ && rm /dev/shm/hsf-$$ && fact dev-shm works
test -r /proc/self/status && fact proc works
test -d /sys/devices && fact sys works
test -d "/proc/$process" && fact process seen
fact network "$(readlink /proc/self/ns/net)"
fact loopback "$(nc 127.0.0.1 "$port" </dev/null)"
fact time "$(date +%s)"
fact umask "$(umask)"
fact files "$(ulimit -Sn)"
fact descriptor "$(cat <&9)"
unshare -U -r true && fact nested works
fact end end
`;

export type Facts = ReadonlyMap<string, readonly string[]>;

export function parseFacts(output: string): Facts {
  const words = output.split('\0').slice(0, -1);
  const facts = new Map<string, string[]>();
  for (let at = 0; at + 1 < words.length; at += 2) facts.set(words[at]!, [...(facts.get(words[at]!) ?? []), words[at + 1]!]);
  return facts;
}
