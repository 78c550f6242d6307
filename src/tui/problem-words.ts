import {maskText} from '../start/mask-secrets.ts';

/** What is shown of an error: its sentence, with secrets masked as they are outside of the picker (`report-failure.ts`). */
export function problemWords(error: unknown): string {
  return maskText(error instanceof Error ? error.message : String(error));
}
