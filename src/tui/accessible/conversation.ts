import {printable} from '../../system/printable.ts';
import type {PickerResult} from '../picker-input.ts';
import type {Action, Command, PickerState} from '../state/picker-state.ts';
import {currentChoice, currentVariant} from '../state/picker-state.ts';
import type {Store} from '../store.ts';
import {commandLine} from '../../start/shell-words.ts';
import {counted} from '../view/words.ts';
import {commandOf} from '../ways-to-start.ts';
import type {Answer} from './answers.ts';
import {helpLines, parseAnswer} from './answers.ts';
import {FacetQuestions} from './facet-questions.ts';
import type {ReadLine} from './line-reader.ts';
import {questionNow} from './question-now.ts';
import {PAGE, promptOf, questionLines, repositoryWords} from './questions.ts';
import type {Question} from './questions.ts';
import {isWorkedOut, until} from './told.ts';

/** Lines of a text that are read out at once; more come with "m". */
const TEXT_PAGE = 40;
/** Longest wait for an answer that somebody works out; Ctrl-C ends the waiting as everything else. */
const PATIENCE_MS = 30_000;
/** After this time it is said that something is awaited. */
const SOON_MS = 1000;
const SUGGESTION_MS = 300;

export type Partner = {
  readonly store: Store<PickerState, Action>;
  /** Gets whole lines or a prompt. */
  readonly write: (text: string) => void;
  readonly readLine: ReadLine;
  /** What stands over the questions, line by line. */
  readonly textLines: (state: PickerState) => readonly string[];
  /** Whether all that was asked of others has been answered. */
  readonly isIdle: () => boolean;
};

/**
 * Asks until there is an outcome. Every line becomes actions of the picker's own reducer, so that what is possible here is what is
 * possible there; only the words are others.
 */
export async function converse(partner: Partner): Promise<PickerResult> {
  const talk = new Conversation(partner);
  try {
    for (;;) {
      const {outcome} = partner.store.state();
      if (outcome !== null) return outcome;
      await talk.turn();
    }
  } finally {
    talk.end();
  }
}

class Conversation {
  readonly #partner: Partner;
  readonly end: () => void;
  /** The question as it was read out: its numbers stay what they were, whatever has been found since. */
  #read: Question | null = null;
  #from = 0;
  /** What is left of a long text. */
  #rest: readonly string[] = [];
  readonly #facets = new FacetQuestions();
  #notices: string[] = [];
  #lastNotice: string | null = null;
  #told: ReadonlySet<string>;

  constructor(partner: Partner) {
    this.#partner = partner;
    this.#told = new Set(repositoryWords(partner.store.state()));
    this.end = partner.store.subscribe(() => this.#hear());
  }

  async turn(): Promise<void> {
    this.#sayNews();
    const question = this.#now();
    if (this.#read?.id !== question.id) this.#ask(question);
    const read = this.#read!;
    this.#partner.write(promptOf(read));
    const line = await this.#partner.readLine();
    if (line === null) {
      this.#partner.write('\n');
      await this.#do('leave');
    } else await this.#take(parseAnswer(line, this.#state().overlay?.type === 'chooser'), read);
  }

  async #take(answer: Answer, read: Question): Promise<void> {
    switch (answer.kind) {
      case 'default':
        if (read.count > 0) return this.#choose(read, read.preselected);
        // With nothing to choose it goes on by itself where it can ("did you mean"); perhaps something has been found, too.
        this.#read = null;
        return this.#now().count > 0 ? undefined : this.#do('forward');
      case 'number':
        return this.#number(answer.number, read);
      case 'words':
        return this.#search(answer.text);
      case 'more':
        return this.#more(read);
      case 'again':
        this.#read = null;
        return;
      case 'why':
        return this.#why();
      case 'list':
        this.#facets.toggle();
        this.#read = null;
        return;
      case 'command':
        if (answer.command === 'help') return this.#sayText(helpLines());
        if (answer.command === 'copy') return this.#sayCommand();
        if (answer.command === 'back' && read.facet !== undefined && this.#facets.back()) return;
        return this.#do(answer.command);
    }
  }

  #number(number: number, read: Question): Promise<void> {
    if (number >= 1 && number <= read.count) return this.#choose(read, number - 1);
    // No answer of this list, but perhaps a release.
    return this.#search(String(number), `There is no answer ${number}.`);
  }

  async #choose(read: Question, position: number): Promise<void> {
    const key = read.keyOf(position);
    if (read.facet !== undefined) {
      const {row, isLast} = this.#facets.take(this.#state(), {name: read.facet, value: key});
      this.#dispatch({type: 'select', row});
      return isLast ? this.#do('forward') : undefined;
    }
    const now = this.#now();
    let row = now.keyOf === read.keyOf || (position < now.count && now.keyOf(position) === key) ? position : -1;
    for (let other = 0; row < 0 && other < now.count; other++) if (now.keyOf(other) === key) row = other;
    if (row < 0) {
      this.#say(`${read.wordsOf(position)}: it is no longer there.`);
      this.#read = null;
      return;
    }
    this.#dispatch({type: 'select', row});
    await this.#do('forward');
  }

  /** New words in place of those before, which come back where nothing has them. */
  async #search(text: string, otherwise = `Nothing matches ${printable(text)}.`): Promise<void> {
    const before = this.#filter();
    this.#setFilter(text);
    await this.#answered();
    // "Did you mean" comes off the road of the letters.
    if (this.#now().count === 0) await until(this.#partner.store, ({suggestion}) => suggestion !== null, SUGGESTION_MS);
    const {suggestion, step, overlay} = this.#state();
    if (this.#now().count > 0 || text === '') {
      this.#read = null;
      return;
    }
    if (overlay === null && step === 'stack' && suggestion !== null) {
      this.#say(`${otherwise} Enter searches for ${printable(suggestion)}.`);
      return;
    }
    this.#setFilter(before);
    this.#say(otherwise);
  }

  #setFilter(text: string): void {
    this.#dispatch({type: 'command', command: 'text-end'});
    this.#dispatch({type: 'command', command: 'delete-to-start'});
    if (text !== '') this.#dispatch({type: 'insert', text});
  }

  #filter(): string {
    const state = this.#state();
    return state.overlay?.type === 'chooser' ? state.overlay.filter.text : state[state.step].filter.text;
  }

  #more(read: Question): void {
    if (this.#rest.length > 0) this.#sayText(this.#rest);
    else if (this.#from + PAGE < read.count) {
      this.#from += PAGE;
      this.#sayAll(questionLines(read, this.#from));
    } else this.#say('There are no more.');
  }

  #why(): void {
    const variant = currentVariant(this.#state());
    if (variant !== null) this.#say(`${printable(variant.address)}: ${printable(variant.verdict.reason)}`);
  }

  #sayCommand(): void {
    const state = this.#state();
    const choice = currentChoice(state);
    this.#say(
      choice === null ? 'This cannot start, so there is no command.' : commandLine(commandOf(choice, state.around.command)),
    );
  }

  async #do(command: Command): Promise<void> {
    this.#dispatch({type: 'command', command});
    await this.#answered();
    if (this.#state().overlay?.type === 'text') await this.#tell();
  }

  /** Gives others a moment to answer; what takes longer is said with a later question. */
  async #answered(): Promise<void> {
    await until(this.#partner.store, this.#partner.isIdle, SOON_MS);
  }

  /** Says what stands over the questions, once it is known, and takes it away. */
  async #tell(): Promise<void> {
    const {store, textLines} = this.#partner;
    // A plan is asked for when the keys rest; a line is one key.
    if (!(await until(store, isWorkedOut, SOON_MS))) {
      this.#say('It is being worked out.');
      await until(store, isWorkedOut, PATIENCE_MS);
    }
    const variant = currentVariant(store.state());
    this.#sayText([...(variant === null ? [] : [`${printable(variant.address)}:`]), ...textLines(store.state())]);
    this.#dispatch({type: 'command', command: 'back'});
  }

  #sayText(lines: readonly string[]): void {
    this.#sayAll(lines.slice(0, TEXT_PAGE));
    this.#rest = lines.slice(TEXT_PAGE);
    if (this.#rest.length > 0) this.#say(`${counted(this.#rest.length, 'more line', 'more lines')}: m`);
  }

  #ask(question: Question): void {
    this.#read = question;
    this.#rest = [];
    this.#from = Math.floor(question.preselected / PAGE) * PAGE;
    this.#sayAll(questionLines(question, this.#from));
  }

  /** Sentences about the last answer, and what has become of repositories since the last question. */
  #sayNews(): void {
    this.#sayAll(this.#notices.splice(0));
    const lines = repositoryWords(this.#state());
    this.#sayAll(lines.filter(line => !this.#told.has(line)));
    this.#told = new Set([...this.#told, ...lines]);
    const {count, id} = this.#now();
    const read = this.#read;
    if (read !== null && read.id === id && count > read.count)
      this.#say(`${counted(count, 'answer', 'answers')} by now; "again" reads them.`);
  }

  #hear(): void {
    const {notice} = this.#state();
    if (notice !== null && notice !== this.#lastNotice) this.#notices.push(printable(notice));
    this.#lastNotice = notice;
  }

  #dispatch(action: Action): void {
    // The same sentence may be said again about another answer.
    this.#lastNotice = null;
    this.#partner.store.dispatch(action);
  }

  #now(): Question {
    const state = this.#state();
    return this.#facets.question(state) ?? questionNow(state);
  }

  #state(): PickerState {
    return this.#partner.store.state();
  }

  #sayAll(lines: readonly string[]): void {
    this.#partner.write(lines.map(line => `${line}\n`).join(''));
  }

  #say(line: string): void {
    this.#sayAll([line]);
  }
}
