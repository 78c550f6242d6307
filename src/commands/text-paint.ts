import {styleText} from 'node:util';
import type {Context} from './context.ts';
import {colourWanted} from '../system/terminal.ts';

/** What a colour means in our texts. Nothing is said by colour alone. */
export type Role = 'strong' | 'faint' | 'good' | 'care' | 'bad';
export type Paint = (role: Role, text: string) => string;

const STYLES = {strong: 'bold', faint: 'dim', good: 'green', care: 'yellow', bad: 'red'} as const;

export const plainPaint: Paint = (_role, text) => text;

/** Colours for stdout as the user wants them; the sixteen named ones only, so that every terminal theme works. */
export function paintFor({settings, world}: Pick<Context, 'settings' | 'world'>): Paint {
  if (!colourWanted(settings.color, world.env, world.terminals.stdout)) return plainPaint;
  // Whether to colour is decided above, once; Node would decide again by its own rules.
  return (role, text) => styleText(STYLES[role], text, {validateStream: false});
}
