import type {SilenceWatch} from '../system/helper-process.ts';
import {startLineClient, type LineClient} from '../system/line-client.ts';
import type {Launch} from '../system/launch.ts';
import {rootHashOf} from './parse-getfattr.ts';
import {sayNames} from './repository-name.ts';

/**
 * Whether a repository answers, found out with the least that tells: one read of its root directory, and its root hash where there
 * is a client. A stat is no proof: it is answered from the kernel's cache for a minute after the client died (CVMFS-CLIENT.md).
 */
export type Life =
  | {readonly status: 'alive'; /** `user.root_hash`, null when it was not asked or not given. */ readonly rootHash: string | null}
  /** Missing, empty, or failing: a scout has to look closer. */
  | {readonly status: 'no-entries'}
  | {readonly status: 'stalled'; readonly group: number | null}
  | {readonly status: 'gone'};

export type NamesFound =
  /** Names with a dot; null: there is no such directory. */
  | {readonly status: 'names'; readonly names: readonly string[] | null}
  | {readonly status: 'stalled'; readonly group: number | null}
  | {readonly status: 'gone'};

export type LiveClient = {
  /** @param path of the repository, below the real root */
  readonly look: (path: string, attribute: boolean, deadlineMs: number, watch?: SilenceWatch) => Promise<Life>;
  readonly names: (path: string, deadlineMs: number) => Promise<NamesFound>;
  readonly stop: () => Promise<void>;
};

// A glob reads the directory in the shell itself, without a new process. Verbs: n names, l look, a look and attribute. The
// attribute comes after the directory: only a lookup makes a client switch to a new revision.
const SCRIPT = `
while IFS= read -r line; do
  path=\${line#?}
  case $line in
    n*) [ -d "$path" ] || printf '!'; ${sayNames('"$path"/*.*')} ;;
    *)
      set -- "$path"/*
      [ "$1" = "$path/*" ] && set -- "$path"/.[!.]*
      if [ "$1" = "$path/.[!.]*" ]; then printf 0; else
        printf 1
        # What is no hash is nobody's: on a plain tree everybody who may write there can set one, with line breaks in it.
        case $line in
          a*)
            hash=$("$getfattr" -n user.root_hash --only-values -- "$path" 2>/dev/null)
            case $hash in *[!0-9a-z-]*) ;; *) printf %s "$hash" ;; esac ;;
        esac
      fi ;;
  esac
  printf '\\n'
done`;

export function startLiveClient(launch: Launch): LiveClient {
  const client: LineClient = startLineClient(launch.sh, [launch.sh, '-c', `getfattr=$1; ${SCRIPT}`, 'sh', launch.getfattr ?? '']);
  return {
    look: async (path, attribute, deadlineMs, watch) => {
      const verb = attribute && launch.getfattr !== null ? 'a' : 'l';
      const answer = await client.ask(`${verb}${path}`, deadlineMs, watch);
      if (answer.status !== 'line') return answer;
      if (!answer.text.startsWith('1')) return {status: 'no-entries'};
      return {status: 'alive', rootHash: rootHashOf(answer.text.slice(1))};
    },
    names: async (path, deadlineMs) => {
      const answer = await client.ask(`n${path}`, deadlineMs);
      if (answer.status !== 'line') return answer;
      return {status: 'names', names: answer.text.startsWith('!') ? null : answer.text.split('/')};
    },
    stop: client.stop,
  };
}
