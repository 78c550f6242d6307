import {formatAddress} from '../choose/address.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {StackTable} from '../choose/stack-table.ts';

/** The stack that a variant of the picker belongs to. */
export function ownerOf(table: StackTable, {address, found: {family, release}}: Variant): Stack {
  const position = table.positionOf(formatAddress(family.id, release));
  if (position < 0) throw new Error(`a variant of no stack: ${address}`);
  return table.stackAt(position);
}
