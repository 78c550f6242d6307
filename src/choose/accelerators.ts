import type {Platform} from './stack.ts';

/**
 * Compute capabilities of NVIDIA's cards by words of their model names, the more telling first. Facts of NVIDIA's public list of
 * CUDA GPUs; the driver's files below /proc tell the model and nothing else. Numbers come back: the Quadro RTX 5000, the RTX 5000 Ada
 * and the RTX 5090 are three generations, so words of a generation go before numbers.
 */
const CAPABILITIES: readonly (readonly [model: RegExp, capability: string])[] = [
  [/\bQuadro RTX\b/, '7.5'],
  [/\bAda\b/, '8.9'],
  [/\bGB10\b/, '12.1'],
  [/\b(?:G?B300)\b/, '10.3'],
  [/\b(?:G?B[12]00)\b/, '10.0'],
  [/Blackwell|\bRTX 50\d\d\b/, '12.0'],
  [/\b(?:GH200|H[128]00|H20)\b/, '9.0'],
  [/\bL(?:4|20|40S?)\b|\bRTX 40\d\d\b/, '8.9'],
  [/\bOrin\b/, '8.7'],
  [/\bA(?:2|10G?|16|40)\b|\bRTX A\d{3,4}\b|\bRTX 30\d\d\b/, '8.6'],
  [/\bA(?:30X?|100X?|800)\b|\bDRIVE-PG199\b/, '8.0'],
  [/\bT4G?\b|\bT(?:400|600|1000|1200)\b|\bRTX 20\d\d\b|\bTITAN RTX\b|\bGTX 16\d\d\b/, '7.5'],
  [/\bXavier\b/, '7.2'],
  [/\bV100S?\b|\bTITAN V\b|\bGV100\b/, '7.0'],
  [/\bGTX TITAN X\b/, '5.2'],
  [/\bP(?:4|6|40)\b|\bGTX 10\d\d\b|\bTITAN Xp?\b|\bQuadro P\d+\b/, '6.1'],
  [/\bP100\b|\bGP100\b/, '6.0'],
  [/\bM(?:10|4|6|40|60)\b|\bGTX 9\d\d\b/, '5.2'],
  [/\bK80\b/, '3.7'],
  [/\bK(?:20|40)\w*\b/, '3.5'],
];

/** What a GPU can run: `cc80` of NVIDIA's, `gfx90a` of AMD's; null for a card of an unknown model. */
function kindOf(gpu: string): string | null {
  // A name that the user gives may be the kind itself.
  const said = /\b(?:cc\d{2,3}|gfx[0-9a-f]{3,5})\b/i.exec(gpu)?.[0];
  if (said !== undefined) return said.toLowerCase();
  const capability = CAPABILITIES.find(([model]) => model.test(gpu))?.[1];
  return capability === undefined ? null : `cc${capability.replace('.', '')}`;
}

/** What of a GPU a platform asks for and this host lacks, in words; `unsure` where only the card's kind is not known. */
export type AcceleratorMatch = {readonly lacks: string | null; readonly unsure: string | null};

export const NO_ACCELERATOR: AcceleratorMatch = {lacks: null, unsure: null};

/** The tag of a platform that names an accelerator (EESSI's `accel/nvidia/cc80`, `accel/amd/gfx90a`); null when none does. */
export function acceleratorOf({tags}: Platform): string | null {
  return tags.find(tag => /^(?:cc\d{2,3}|gfx[0-9a-f]{3,5})$/.test(tag)) ?? null;
}

/**
 * Compares an accelerator with the host's GPUs. Code for an NVIDIA capability runs on cards of the same major number and a minor
 * one as high, which is why EESSI falls back to minor 0 (LAYOUTS.md 2.1); AMD's code runs on its own kind alone.
 */
export function matchAccelerator(wanted: string, gpus: readonly string[]): AcceleratorMatch {
  const isNvidia = wanted.startsWith('cc');
  const maker = isNvidia ? 'NVIDIA' : 'AMD';
  const words = isNvidia ? `an NVIDIA GPU of compute capability ${dotted(wanted)}` : `an AMD GPU of kind ${wanted}`;
  const kinds = gpus.map(kindOf);
  if (kinds.some(kind => kind !== null && runsOn(wanted, kind))) return NO_ACCELERATOR;
  const own = gpus.filter((gpu, index) => (kinds[index]?.startsWith('cc') ?? /nvidia/i.test(gpu)) === isNvidia);
  const unknown = own.find(gpu => kindOf(gpu) === null);
  if (unknown !== undefined) return {lacks: null, unsure: `though whether ${unknown} is ${words} is not known`};
  const [first] = own;
  if (first === undefined) return {lacks: `Needs ${words}; this machine has no ${maker} GPU`, unsure: null};
  const kind = kindOf(first) ?? '';
  return {lacks: `Needs ${words}; the one here has ${isNvidia ? dotted(kind) : kind}`, unsure: null};
}

function runsOn(wanted: string, kind: string): boolean {
  if (!wanted.startsWith('cc')) return wanted === kind;
  return kind.startsWith('cc') && majorOf(wanted) === majorOf(kind) && minorOf(wanted) <= minorOf(kind);
}

/** `cc80` → 8, `cc120` → 12: the last digit is the minor number. */
function majorOf(kind: string): number {
  return Number(kind.slice(2, -1));
}

function minorOf(kind: string): number {
  return Number(kind.slice(-1));
}

function dotted(kind: string): string {
  return `${majorOf(kind)}.${minorOf(kind)}`;
}
