import type {PickerPorts} from '../picker-input.ts';

export type WatchedPorts = {
  readonly ports: PickerPorts | undefined;
  /** Whether all that was asked has been answered. */
  readonly isIdle: () => boolean;
};

/** The same ports, and a way to know whether somebody is still about to answer: a question that is read out waits for that a moment. */
export function watchedPorts(ports: PickerPorts | undefined): WatchedPorts {
  if (ports === undefined) return {ports, isIdle: () => true};
  let open = 0;
  const watched =
    <Given extends readonly unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      open++;
      try {
        return await ask(...given);
      } finally {
        open--;
      }
    };
  return {
    ports: {
      packagesOf: watched(ports.packagesOf),
      packageWords: watched(ports.packageWords),
      environmentOf: watched(ports.environmentOf),
      differenceOf: watched(ports.differenceOf),
      keepFavourite: watched(ports.keepFavourite),
      pinHere: watched(ports.pinHere),
      openDocumentation: watched(ports.openDocumentation),
      refresh: watched(ports.refresh),
      themes: watched(ports.themes),
      keepTheme: watched(ports.keepTheme),
    },
    isIdle: () => open === 0,
  };
}
