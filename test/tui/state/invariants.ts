import {valueIn} from '../../../src/choose/facets.ts';
import type {ListState} from '../../../src/tui/state/list-state.ts';
import {chosenStack, currentChoice, listHeight, variantAt} from '../../../src/tui/state/picker-state.ts';
import type {PickerState} from '../../../src/tui/state/picker-state.ts';
import {activeFacet, currentFacets} from '../../../src/tui/state/platform-facets.ts';
import {LONGEST_TEXT} from '../../../src/tui/state/text-input.ts';
import type {TextInput} from '../../../src/tui/state/text-input.ts';
import {graphemes} from '../../../src/tui/text/width.ts';

const STEPS = ['stack', 'platform', 'start'] as const;

/** What has to hold in every state, whatever happened before; each sentence is one that does not. */
export function broken(state: PickerState): readonly string[] {
  const height = listHeight(state.size);
  return [
    ...STEPS.flatMap(name => {
      const {list, rows, filter} = state[name];
      return [...listProblems(name, list, rows.length, height), ...textProblems(name, filter)];
    }),
    ...overlayProblems(state, height),
    ...questionProblems(state),
    ...facetProblems(state),
    ...worldProblems(state),
  ];
}

function listProblems(name: string, list: ListState, rows: number, height: number): readonly string[] {
  const {cursor, top, length} = list;
  return said([
    [length === rows, `${name}: ${rows} rows, and a list of ${length}`],
    [list.height === height, `${name}: ${list.height} lines high, and there is room for ${height}`],
    [Number.isInteger(cursor) && cursor >= 0 && cursor < Math.max(1, length), `${name}: row ${cursor} of ${length} is selected`],
    [Number.isInteger(top) && top >= 0 && top <= Math.max(0, length - list.height), `${name}: begins at ${top} of ${length}`],
    [top <= cursor && cursor < top + list.height, `${name}: row ${cursor} is not seen from ${top}`],
  ]);
}

function textProblems(name: string, {text, cursor}: TextInput): readonly string[] {
  const boundaries = new Set([0]);
  let at = 0;
  for (const grapheme of graphemes(text)) boundaries.add((at += grapheme.length));
  return said([
    [text.length <= LONGEST_TEXT, `${name}: ${text.length} characters are typed`],
    [!/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text), `${name}: something invisible is typed`],
    [boundaries.has(cursor), `${name}: the cursor stands at ${cursor} of ${JSON.stringify(text)}`],
  ]);
}

function overlayProblems({overlay, theme, keptTheme, themes}: PickerState, height: number): readonly string[] {
  const isTrying = overlay?.type === 'chooser' && overlay.name === 'themes';
  const known = isTrying ? (themes ?? []).map(entry => entry.theme) : [];
  const drawn = said([[theme === keptTheme || known.includes(theme), 'a theme is drawn with that nobody tries']]);
  if (overlay === null) return drawn;
  if (overlay.type === 'chooser') {
    const ids = overlay.rows.map(({id}) => id);
    return [
      ...drawn,
      ...listProblems(overlay.name, overlay.list, overlay.rows.length, height),
      ...textProblems(overlay.name, overlay.filter),
      ...said([[new Set(ids).size === ids.length, `${overlay.name}: two rows are the same`]]),
    ];
  }
  const {top, length} = overlay.list;
  return [
    ...drawn,
    ...said([
      [overlay.list.height === height, `${overlay.name}: ${overlay.list.height} lines high`],
      [
        Number.isInteger(top) && top >= 0 && top <= Math.max(0, length - height),
        `${overlay.name}: begins at ${top} of ${length}`,
      ],
    ]),
  ];
}

function questionProblems(state: PickerState): readonly string[] {
  const {step, platform, start, outcome} = state;
  return said([
    [step === 'stack' || chosenStack(state) !== null, `the ${step} of no stack is asked for (${platform.about})`],
    [step !== 'start' || variantAt(state, start.about) !== null, `how to start no variant is asked (${start.about})`],
    [step !== 'start' || start.filter.text !== '' || start.rows.length > 0, 'there is no way to start'],
    [outcome?.status !== 'start' || outcome.choice.variant === currentChoice(state)?.variant, 'something else is started'],
  ]);
}

function facetProblems(state: PickerState): readonly string[] {
  const facets = state.step === 'platform' ? currentFacets(state) : null;
  const selected = state.platform.rows[state.platform.list.cursor];
  if (facets === null) return [];
  if (selected === undefined) return ['columns of nothing'];
  return facets.flatMap(({name, values}) => {
    const present = values.filter(value => value.present);
    return said([
      [
        present.length === 1 && present[0]!.text === valueIn(selected, name),
        `${name}: the present value is not the selected one`,
      ],
      [present.every(({possible}) => possible), `${name}: the present value does not exist`],
      [activeFacet(state) !== null, 'no column is active'],
    ]);
  });
}

function worldProblems({requests, around, answers, now}: PickerState): readonly string[] {
  return said([
    [around.canAsk || requests.every(({kind}) => kind === 'terminal'), 'somebody is asked who is not there'],
    [
      [...answers.values()].every(answer => answer.status !== 'asked' || answer.since <= now),
      'something is awaited from tomorrow on',
    ],
  ]);
}

function said(facts: readonly (readonly [boolean, string])[]): readonly string[] {
  return facts.filter(([holds]) => !holds).map(([, words]) => words);
}
