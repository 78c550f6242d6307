/** One package of a stack, as its own lists spell it. `category` is Gentoo's (`sci-physics`), else null. */
export type Package = {readonly name: string; readonly version: string; readonly category: string | null};
