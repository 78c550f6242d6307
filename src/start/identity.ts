import {shorten} from '../find/stamp.ts';
import type {PathPreparation} from './plan.ts';

export type Identity = {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups: readonly number[];
  readonly name: string;
  readonly home: string;
  readonly shell: string;
};

export type IdentityFiles = {
  readonly passwd: string;
  readonly group: string;
  readonly prepare: readonly PathPreparation[];
};

/**
 * `/etc/passwd` and `/etc/group` of the image with the user added: `whoami`, ssh, git and ROOT want a name for the uid
 * (MOUNTS.md 2.2). Named by their content below `directory`, so that the next start uses them again.
 *
 * @param image its files, null where they cannot be read: the users that every system has stand for its own
 * @param host the machine's, for the user's full name and the names of the groups
 */
export function identityFiles(
  identity: Identity,
  image: {readonly passwd: string | null; readonly group: string | null},
  host: {readonly passwd: string | null; readonly group: string | null},
  directory: string,
): IdentityFiles {
  const ofUser = line(host.passwd, identity.uid)?.[4] ?? '';
  const user = [identity.name, 'x', identity.uid, identity.gid, ofUser, identity.home, identity.shell].map(clean).join(':');
  const passwdText = merged(image.passwd ?? USUAL_PASSWD, user, identity.uid, identity.name);
  const groups = [identity.gid, ...identity.groups.filter(gid => gid !== identity.gid && line(host.group, gid) !== undefined)];
  const groupText = groups.reduce((text, gid) => {
    const name = line(host.group, gid)?.[0] ?? identity.name;
    return merged(text, [name, 'x', gid, ''].map(clean).join(':'), gid, clean(name));
  }, image.group ?? USUAL_GROUP);
  const place = `${directory}/identity/${shorten(`${passwdText}\0${groupText}`)}`;
  return {
    passwd: `${place}/passwd`,
    group: `${place}/group`,
    prepare: [
      {kind: 'file', path: `${place}/passwd`, text: passwdText, mode: 0o644},
      {kind: 'file', path: `${place}/group`, text: groupText, mode: 0o644},
    ],
  };
}

const USUAL_PASSWD = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/bin/false
daemon:x:2:2:daemon:/sbin:/bin/false
mail:x:8:12:mail:/var/mail:/bin/false
nobody:x:65534:65534:nobody:/:/bin/false
`;
const USUAL_GROUP = `root:x:0:
bin:x:1:
daemon:x:2:
tty:x:5:
mail:x:12:
nobody:x:65534:
`;

/** The user's own line replaces those of the same number or name, so that every look-up ends at one answer. */
function merged(text: string, own: string, id: number, name: string): string {
  const others = text.split('\n').filter(entry => {
    const fields = entry.split(':');
    return entry !== '' && fields[2] !== String(id) && fields[0] !== name;
  });
  return [...others, own, ''].join('\n');
}

function line(text: string | null, id: number): readonly string[] | undefined {
  return text
    ?.split('\n')
    .map(entry => entry.split(':'))
    .find(fields => fields[2] === String(id));
}

/** A field may hold neither the separator nor a line break. */
function clean(field: string | number): string {
  return String(field).replace(/[:\n\r\0]/g, ' ');
}

/** The name of a user by number, from `/etc/passwd`; null when it is not there (LDAP, SSSD). */
export function userName(passwd: string | null, uid: number): string | null {
  return line(passwd, uid)?.[0] ?? null;
}
