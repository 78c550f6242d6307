import {PrintInstead} from './choose-one.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';

/** Runs a start; when the user asked the picker for the command line instead, prints that. */
export async function printOr(context: Context, start: () => Promise<number>): Promise<number> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof PrintInstead)) throw error;
    context.output.result(`${error.text}\n`);
    return EXIT.ok;
  }
}
