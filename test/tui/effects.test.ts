import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import {PREVIEW_DELAY_MS, startEffects} from '../../src/tui/effects.ts';
import type {EffectPorts} from '../../src/tui/effects.ts';
import type {Choice, PickerUpdate} from '../../src/tui/picker-input.ts';
import {LIKENESS_DELAY_MS} from '../../src/tui/likeness-effect.ts';
import {loadFuse} from '../../src/tui/search/fuzzy.ts';
import {reducer} from '../../src/tui/state/reducer.ts';
import {createStore} from '../../src/tui/store.ts';
import {planOf} from './fixtures/plan.ts';
import {SCENERY, opened} from './fixtures/screen-text.ts';
import {smallCatalogue, tableOf} from './fixtures/catalogue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function started(ports: Partial<EffectPorts> = {}, state = opened()) {
  const store = createStore(reducer, state);
  const asked: Choice[] = [];
  let tell: (update: PickerUpdate) => void = () => undefined;
  const end = startEffects(store, {
    updates: listener => {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
    planFor: async choice => {
      asked.push(choice);
      return planOf(choice.variant.address);
    },
    onTerminal: () => {},
    now: () => 0,
    scenery: SCENERY,
    ...ports,
  });
  const key = (command: 'down' | 'up' | 'forward') => store.dispatch({type: 'command', command});
  return {store, asked, end, key, tell: (update: PickerUpdate) => tell(update)};
}

describe('previews', () => {
  test('one plan once the keys rest, and none twice', async () => {
    const {store, asked, key, end} = started();
    key('down');
    key('down');
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    expect(asked.map(choice => choice.variant.address)).toEqual(['lcg/LCG_106@x86_64-el9-gcc13-opt']);
    expect(store.state().preview?.plan?.variant).toBe('lcg/LCG_106@x86_64-el9-gcc13-opt');
    key('up');
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    key('down');
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    expect(asked).toHaveLength(2);
    expect(store.state().preview?.plan).not.toBeNull();
    end();
  });

  test('a plan that comes late does not show for another choice', async () => {
    const late = Promise.withResolvers<Plan>();
    const {store, key, end} = started({planFor: () => late.promise});
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    key('down');
    late.resolve(planOf('lcg/LCG_107@x86_64-el9-gcc14-opt'));
    await vi.advanceTimersByTimeAsync(1);
    expect(store.state().preview?.plan ?? null).toBeNull();
    end();
  });

  test('why there is none', async () => {
    const {store, end} = started({planFor: () => Promise.reject(new Error('sft.cern.ch does not answer.'))});
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    expect(store.state().preview?.problem).toBe('sft.cern.ch does not answer.');
    end();
  });
});

describe('likeness', () => {
  test('"did you mean" comes by itself once the keys rest, and goes with the next letter', async () => {
    await loadFuse();
    const {store, end} = started();
    store.dispatch({type: 'insert', text: 'gentpo'});
    expect(store.state().suggestion).toBeNull();
    await vi.advanceTimersByTimeAsync(LIKENESS_DELAY_MS);
    expect(store.state().suggestion).toBe('gentoo');
    store.dispatch({type: 'command', command: 'forward'});
    expect(store.state().stack.filter.text).toBe('gentoo');
    expect(store.state().suggestion).toBeNull();
    end();
  });

  test('the order is left alone once somebody has moved', async () => {
    await loadFuse();
    const {store, key, end} = started();
    store.dispatch({type: 'insert', text: 'lcg'});
    key('down');
    const before = store.state().stack.rows;
    store.dispatch({type: 'ordered', query: 'lcg', addresses: before.map(row => row.address).toReversed()});
    expect(store.state().stack.rows).toBe(before);
    end();
  });
});

describe('timers', () => {
  test('seconds go by only while something is awaited', async () => {
    const {tell, end} = started();
    await vi.advanceTimersByTimeAsync(PREVIEW_DELAY_MS);
    expect(vi.getTimerCount()).toBe(0);
    tell({reading: [{fqrn: 'sft.cern.ch', since: 0}]});
    expect(vi.getTimerCount()).toBe(1);
    tell({reading: [], table: tableOf(smallCatalogue())});
    expect(vi.getTimerCount()).toBe(0);
    end();
  });

  test('nothing is left after the end', () => {
    const {end, tell, store} = started({}, opened({reading: [{fqrn: 'sft.cern.ch', since: 0}]}));
    end();
    expect(vi.getTimerCount()).toBe(0);
    const before = store.state();
    tell({table: tableOf([])});
    expect(store.state()).toBe(before);
  });
});

test('the length of an overlay is known to the reducer, so that scrolling ends', () => {
  const {store, key, end} = started();
  store.dispatch({type: 'command', command: 'help'});
  for (let times = 0; times < 200; times++) key('down');
  const list = store.state().overlay!.list;
  expect(list.top).toBe(list.length - list.height);
  end();
});
