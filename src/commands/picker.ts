import {chosenFrom} from './choose-one.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {shortHelp} from './help.ts';
import {writeAll} from './output.ts';
import {printOr} from './print-instead.ts';
import {reportFailure} from './report-failure.ts';
import {startChosen} from './start-chosen.ts';
import {mayAsk} from '../system/terminal.ts';

/** Bare `hsf`: the picker on a terminal; without one, short help on stderr and status 2. */
export async function pick(context: Context): Promise<number> {
  const {world, options} = context;
  if (!mayAsk(world.env, world.terminals, options.noInput)) {
    writeAll(2, shortHelp());
    return EXIT.usage;
  }
  const {openLive} = await import('./open-picker.ts');
  return printOr(context, async () => {
    const chosen = chosenFrom(await openLive(context));
    // From here on it is what `hsf shell` would have been.
    return startChosen(context, chosen, {kind: 'shell', login: false}).catch((error: unknown) =>
      reportFailure(error, {json: false, starting: true}),
    );
  });
}
