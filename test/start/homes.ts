import {chownSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** A home for each user: a directory `thesis`, a link `short` to it, and a file `proxy`. */
export function homesFor(root: string, uids: readonly number[]): ReadonlyMap<number, string> {
  return new Map(
    uids.map(uid => {
      const home = join(root, `home-${uid}`);
      mkdirSync(join(home, 'thesis'), {recursive: true});
      symlinkSync(join(home, 'thesis'), join(home, 'short'));
      writeFileSync(join(home, 'proxy'), 'credential');
      if (process.getuid!() === 0) for (const path of [home, join(home, 'thesis')]) chownSync(path, uid, uid);
      return [uid, home];
    }),
  );
}
