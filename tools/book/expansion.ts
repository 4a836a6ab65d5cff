import type { Problem } from '../base/problem.ts';
import { blockProblem } from './block-problem.ts';
import { placeIn } from './chapter.ts';
import { type Chunk, chunkKey } from './chunk-graph.ts';
import { findChunk, type Known, type Scopes } from './chunk-lookup.ts';
import type { Listing } from './listing.ts';
import {
  readCrowdedReference,
  readReference,
  readStrayReference,
  type Reference,
  unescapeReference,
} from './reference.ts';
import { circle, strayReference, tooDeep, tooMuch, type Unfound } from './reference-problems.ts';

/** A line of a tangled file with the line of the listing that it comes from. */
export interface TangledLine {
  readonly text: string;
  readonly listing: Listing;
  /** Which line of the listing, from 0; -1 for the blank line before a chunk's continuation. */
  readonly index: number;
  /** How many characters of indentation references have put before it. */
  readonly indent: number;
  /** The references that brought it here, outermost first. */
  readonly calls: readonly Call[];
}

/** A reference, as the line of a listing (from 0) that it is, and the chunk that it calls for. */
export interface Call {
  readonly listing: Listing;
  readonly index: number;
  readonly chunk: Chunk;
  readonly indent: string;
}

/** What expanding the listings of a book shares. */
export interface Work extends Known {
  /** By message and place, so that a chunk that is called for twice is complained of once. */
  readonly problems: Map<string, Problem>;
  /** The keys of the chunks that some file called for. */
  readonly called: Set<string>;
  readonly room: Room;
}

/** What a book may still make: references count as the lines that they are. */
export interface Room {
  lines: number;
  characters: number;
  /** Whether something did not fit; nothing more is expanded then. */
  isExceeded: boolean;
}

/** The room of a whole book: far more than anybody writes, and soon expanded. */
export const ROOM: Readonly<Room> = { lines: 200_000, characters: 20_000_000, isExceeded: false };

/** How many chunks may stand in each other, and how many variants may build on each other. */
export const DEPTH = 100;

/** A listing's lines, with chunks in the place of its references. */
export function expandListing(work: Work, listing: Listing, scopes: Scopes): TangledLine[] {
  const lines: TangledLine[] = [];
  addListing(work, listing, { ...scopes, calls: [], indent: '' }, lines);
  return lines;
}

/** Expands a chunk that no file calls for, for the problems that are in it. */
export function expandChunk(work: Work, chunk: Chunk): void {
  addChunk(work, chunk, { overrides: [], scope: chunk.scope, calls: [], indent: '' }, []);
}

export function note({ problems }: Work, problem: Problem): void {
  problems.set(keyOf(problem), problem);
}

/** Where references look for their chunks, and which of them have led here. */
interface Look extends Scopes {
  /** The references whose chunks are being put in place, outermost first. */
  readonly calls: readonly Call[];
  /** The indentation of all of them. */
  readonly indent: string;
}

/** A line of a listing, from 0. */
type Here = Pick<Call, 'listing' | 'index'>;

function addListing(work: Work, listing: Listing, look: Look, lines: TangledLine[]): void {
  for (const [index, text] of listing.block.lines.entries()) {
    const here = { listing, index };
    if (!takeRoom(work, look.indent.length + text.length, look.calls[0] ?? here)) return;
    const reference = readReference(text, listing.language);
    if (reference) addReference(work, here, reference, look, lines);
    else lines.push(lineAt(work, here, text, look));
  }
}

/** Takes the room of a line that a line of a file, `from`, brought here. Says where there is none left. */
function takeRoom(work: Work, length: number, from: Here): boolean {
  const { room } = work;
  if (room.isExceeded) return false;
  room.lines -= 1;
  room.characters -= length;
  if (room.lines >= 0 && room.characters >= 0) return true;
  room.isExceeded = true;
  const isTooLong = room.lines < 0;
  const limit = isTooLong ? tooMuch(ROOM.lines, 'lines') : tooMuch(ROOM.characters, 'characters');
  noteAt(work, from, limit);
  return false;
}

function lineAt(work: Work, { listing, index }: Here, written: string, look: Look): TangledLine {
  const { calls, indent } = look;
  noteStray(work, { listing, index }, written, look);
  const text = unescapeReference(written);
  return calls.length > 0 && text.trim() === ''
    ? { text: '', listing, index, indent: 0, calls }
    : { text: indent + text, listing, index, indent: indent.length, calls };
}

function noteStray(work: Work, { listing, index }: Here, text: string, look: Look): void {
  if (text.includes('\\<<')) return;
  const stray = readStrayReference(text) ?? crowded(work, listing, text, look);
  if (!stray) return;
  note(work, strayReference(listing, index, stray));
  work.called.add(chunkKey(look.scope, stray.name));
}

/** A call for a chunk that is there, with something beside it; without such a chunk it may be any text. */
function crowded(work: Work, listing: Listing, text: string, look: Look): Reference | undefined {
  const reference = readCrowdedReference(text, listing.language);
  return reference && !('message' in findChunk(work, listing, reference, look))
    ? reference
    : undefined;
}

function addReference(
  work: Work,
  here: Here,
  reference: Reference,
  look: Look,
  lines: TangledLine[],
): void {
  const chunk = findChunk(work, here.listing, reference, look);
  if ('message' in chunk) return noteAt(work, here, chunk);
  work.called.add(chunkKey(chunk.scope, chunk.name));
  const chain = look.calls.map(({ chunk }) => chunk);
  if (chain.includes(chunk)) return noteAt(work, here, circle([...chain, chunk]));
  if (chain.length === DEPTH) {
    work.room.isExceeded = true;
    return noteAt(work, here, tooDeep(DEPTH));
  }
  const calls = [...look.calls, { ...here, chunk, indent: reference.indent }];
  addChunk(work, chunk, { ...look, calls, indent: look.indent + reference.indent }, lines);
}

function addChunk(work: Work, chunk: Chunk, look: Look, lines: TangledLine[]): void {
  for (const [position, listing] of chunk.listings.entries()) {
    const between = { text: '', listing, index: -1, indent: 0, calls: look.calls };
    if (position > 0) lines.push(between);
    addListing(work, listing, look, lines);
  }
}

/** Notes a problem of a line, at the chunk's name where it is a reference; only the first time is its advice made. */
function noteAt({ problems, called }: Work, { listing, index }: Here, mistake: Unfound): void {
  const { block, language } = listing;
  const { character } = readReference(block.lines[index] ?? '', language) ?? {};
  const place = placeIn(block, index, character);
  const key = keyOf({ place, message: mistake.message });
  if (problems.has(key)) return;
  const { meant, ...problem } = mistake;
  if (meant) called.add(chunkKey(meant.scope, meant.name));
  problems.set(key, blockProblem(block, problem, place));
}

function keyOf({ place, message }: Pick<Problem, 'place' | 'message'>): string {
  return `${place?.file}:${place?.line}:${place?.column} ${message}`;
}
