import type {Context} from './context.ts';
import {lineWord} from '../start/shell-words.ts';
import type {PinnedState} from './pinned-state.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {maskSecrets} from '../start/mask-secrets.ts';
import type {Profile} from '../settings/profiles.ts';
import {printable} from '../system/printable.ts';

/** A profile and what it means now. */
export type ProfileNow = {readonly profile: Profile; readonly now: PinnedState};

export function profilesJson(states: readonly ProfileNow[]) {
  return {
    profiles: states.map(({profile, now}) => ({
      ...profile,
      flags: profile.flags.map(maskedFlag),
      now: {state: now.state, address: now.address, part: now.part, reason: now.reason, nearest: now.nearest},
    })),
  };
}

/** Name, rule, and what it means now. */
export function listedProfiles(states: readonly ProfileNow[], context: Context): string {
  const paint = paintFor(context);
  const rows = states.map(({profile, now}) => [
    paint('strong', profile.name),
    profile.update,
    now.address === null ? paint('bad', printable(stateText(now))) : printable(now.address),
    ...(now.address !== null && now.reason !== null ? [paint('care', printable(stateText(now)))] : []),
  ]);
  return `${columns(rows).join('\n')}\n`;
}

export function shownProfile({profile, now}: ProfileNow): string {
  const {name, update, variant, fragments, flags, savedAt} = profile;
  const wishes = fragments === null ? [] : [['wishes', fragments]];
  const rows = [
    ['name', name],
    ['update', update],
    ['means now', now.address ?? stateText(now)],
    ...(now.address !== null && now.reason !== null ? [['but', stateText(now)]] : []),
    ['saved for', variant],
    ...wishes,
    ...(flags.length === 0 ? [] : [['flags', flags.map(flag => lineWord(maskedFlag(flag))).join(' ')]]),
    ['saved', savedAt],
    ...(now.nearest === null ? [] : [['nearest', `hsf profile save ${name} ${lineWord(now.nearest)} --update=${update}`]]),
  ];
  return columns(rows.map(row => row.map(printable))).join('\n');
}

export function profilesText(texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}

function stateText({state, reason}: PinnedState): string {
  return reason === null ? state : `${state === 'cannot-run' ? 'cannot run' : state}: ${reason}`;
}

/** `--env=NAME=VALUE` may hold a secret of somebody who wrote the file by hand. */
export function maskedFlag(flag: string): string {
  const equals = flag.indexOf('=');
  return equals < 0 ? flag : `${flag.slice(0, equals)}=${maskSecrets(flag.slice(equals + 1))}`;
}
