import {setFlagsFromString} from 'node:v8';

/**
 * Keeps V8 from giving ever more room to what is soon garbage, as it does for a program that makes a lot of it: 10 MB less for the
 * picker, whose frames are short-lived. For programs that wait for people; a command that works through would collect more often.
 *
 * The flag is read at each collection, so it may be set while the program runs.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
