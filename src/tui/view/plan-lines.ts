import {maskValue} from '../../start/mask-secrets.ts';
import type {Plan} from '../../start/plan.ts';
import {printable} from '../../system/printable.ts';
import {currentPreview} from '../state/picker-state.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Line, Span} from './line.ts';
import {BLANK, cell, span} from './line.ts';
import {counted} from './words.ts';

/** What the start will set, unset and leave behind, from the plan; secrets are masked. */
export function environmentLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  return withPlan(state, plan => {
    const {set, unset, dropped} = plan.env;
    const names = [...Object.keys(set), ...unset, ...dropped.map(other => other.name)];
    const width = Math.min(Math.floor(columns * 0.5), Math.max(0, ...names.map(name => textWidth(printable(name)))));
    const row = (name: string, text: string): Line => [
      span('  '),
      cell(printable(name), width, 'key', symbols.cut, 'both'),
      span(`  ${truncate(printable(text), Math.max(0, columns - width - 4), 'both', symbols.cut)}`),
    ];
    return [
      ...group(
        `Set, ${Object.keys(set).length}`,
        Object.entries(set).map(([name, value]) => row(name, maskValue(name, value))),
      ),
      ...group(
        `Unset, ${unset.length}`,
        unset.map(name => row(name, '')),
      ),
      ...group(
        `Not taken along, ${dropped.length}`,
        dropped.map(({name, reason}) => row(name, reason)),
      ),
    ];
  });
}

/** Every mount with its reason and who asked for it. */
export function mountLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  return withPlan(state, plan =>
    group(
      counted(plan.mounts.length, 'mount', 'mounts'),
      plan.mounts.flatMap(({source, target, mode, reason, origin}): Line[] => {
        const place = source === target ? source : `${source} as ${target}`;
        const where: Span = span(truncate(printable(place), Math.max(0, columns - 7), 'both', symbols.cut));
        return [
          [span(`  ${mode}  `, mode === 'rw' ? 'warning' : 'muted'), where],
          [span(`      ${printable(reason)} (${origin})`, 'muted')],
        ];
      }),
    ),
  );
}

function withPlan(state: PickerState, lines: (plan: Plan) => readonly Line[]): readonly Line[] {
  const preview = currentPreview(state);
  if (preview?.plan != null) return lines(preview.plan);
  const words =
    preview?.problem ?? (preview === null ? 'This cannot start, so there is no plan.' : 'The plan is being worked out.');
  return [[span(printable(words), 'muted')]];
}

function group(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[span(title, 'title')], ...lines, BLANK];
}
