import {printable} from '../../system/printable.ts';
import type {Chooser, ChooserRow} from '../state/overlay-state.ts';
import type {PickerState, Step} from '../state/picker-state.ts';
import {emptyLines} from '../view/chooser-lines.ts';
import {STATE_WORDS} from '../view/words.ts';
import type {Question} from './questions.ts';
import {chooserWords, filterWords, heading, stackWords, variantWords, wayWords} from './questions.ts';
import {spoken} from './spoken.ts';

/** The question that the state is at, with the answers as they are now. */
export function questionNow(state: PickerState): Question {
  const {overlay, stack, platform, start} = state;
  if (overlay?.type === 'chooser') return chooserQuestion(overlay, state);
  switch (state.step) {
    case 'stack': {
      const title = heading('Which stack?', stack.filter.text, stack.rows.length);
      return asked(stack, {
        id: 'stack',
        title: [title, filterWords(state.filters)].filter(part => part !== '').join(' '),
        wordsOf: stackWords,
        keyOf: row => row.address,
      });
    }
    case 'platform':
      return asked(platform, {
        id: `platform ${platform.about}`,
        title: heading(`Which platform of ${printable(platform.about ?? '')}?`, platform.filter.text, platform.rows.length),
        wordsOf: variantWords,
        keyOf: row => row.address,
      });
    case 'start':
      return asked(start, {
        id: `start ${start.about}`,
        title: heading(`How to start ${printable(start.about ?? '')}?`, start.filter.text, start.rows.length),
        wordsOf: wayWords,
        keyOf: row => row.id,
      });
  }
}

type Wording<Row> = {
  readonly id: string;
  readonly title: string;
  readonly wordsOf: (row: Row) => string;
  readonly keyOf: (row: Row) => string;
};

function asked<Row>({rows, list, filter}: Pick<Step<Row>, 'rows' | 'list' | 'filter'>, wording: Wording<Row>): Question {
  return {
    id: `${wording.id}\n${filter.text}\n${wording.title}`,
    title: wording.title,
    count: rows.length,
    preselected: list.cursor,
    wordsOf: position => wording.wordsOf(rows[position]!),
    keyOf: position => wording.keyOf(rows[position]!),
  };
}

const CHOOSERS: Readonly<Record<Chooser['name'], string>> = {
  palette: 'What is to be done?',
  themes: 'Which theme for the drawn picker?',
  family: 'Only which family?',
  experiment: 'Only what which experiment uses?',
  compiler: 'Only which compiler?',
  'difference-to': 'The difference to which stack?',
  packages: 'Packages.',
  repositories: 'Repositories; a number reads one anew.',
};

/** Nothing is wrapped: the terminal does that. */
const WHOLE = Infinity;

function chooserQuestion(chooser: Chooser, state: PickerState): Question {
  // That there is none is known only where somebody has said so.
  const isUnknown = chooser.name === 'packages' && chooser.rows.length === 0 && chooser.filter.text === '';
  const why = isUnknown ? emptyLines(state, chooser, WHOLE).map(spoken).join(' ') : '';
  return asked(chooser, {
    id: chooser.name,
    title: isUnknown ? `${CHOOSERS.packages} ${why}` : heading(CHOOSERS[chooser.name], chooser.filter.text, chooser.rows.length),
    wordsOf: row => chooserWords({...row, note: noteOf(row, chooser, state)}),
    keyOf: row => row.id,
  });
}

function noteOf({id, note}: ChooserRow, {name}: Chooser, {repositories, reading}: PickerState): string {
  // Keys that nobody can press here are not said.
  if (name === 'palette') return '';
  if (name !== 'repositories') return note;
  if (reading.some(({fqrn}) => fqrn === id)) return 'being read';
  const state = repositories.find(({fqrn}) => fqrn === id)?.state;
  return state === undefined ? note : STATE_WORDS[state];
}
