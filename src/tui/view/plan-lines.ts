import type {Plan} from '../../start/plan.ts';
import {printable} from '../../system/printable.ts';
import {currentPreview} from '../state/picker-state.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate, wrap} from '../text/fit.ts';
import type {Line} from './line.ts';
import {span} from './line.ts';
import {counted} from './words.ts';

/** Every mount with its reason and who asked for it; what can be written to is said in a word of its own. */
export function mountLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  return withPlan(state, columns, ({mounts, mode, engine}) => {
    if (mounts.length === 0) {
      const words = mode === 'container' ? 'Nothing is mounted.' : 'It starts without a container: nothing is mounted.';
      return [[span(words, 'muted')]];
    }
    const writable = mounts.filter(mount => mount.mode === 'rw').length;
    const title = `${counted(mounts.length, 'mount', 'mounts')}, ${writable === 0 ? 'none' : writable} writable`;
    return [
      [span(title, 'heading'), span(engine === null ? '' : `  by ${printable(engine)}`, 'muted')],
      ...mounts.flatMap(({source, target, mode: access, reason, origin}): readonly Line[] => {
        const place = source === target ? source : `${source} as ${target}`;
        const words = wrap(`${printable(reason)} (${origin})`, Math.max(1, columns - 6));
        return [
          [
            span(`  ${access}  `, access === 'rw' ? 'warning' : 'muted'),
            span(truncate(printable(place), Math.max(0, columns - 6), source === target ? 'path' : 'both', symbols.cut)),
          ],
          ...words.map((text): Line => [span(`      ${text}`, 'muted')]),
        ];
      }),
    ];
  });
}

/** What a plan says, or why there is none. */
export function withPlan(state: PickerState, columns: number, lines: (plan: Plan) => readonly Line[]): readonly Line[] {
  const preview = currentPreview(state);
  if (preview?.plan != null) return lines(preview.plan);
  const words =
    preview?.problem ?? (preview === null ? 'This cannot start, so there is no plan.' : 'The plan is being worked out.');
  return wrap(printable(words), columns).map(text => [span(text, 'muted')]);
}
