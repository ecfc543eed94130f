/**
 * The unsent messages of one person in memory, in the order of typing, and what is known of those
 * that are gone: which are done, and which real conversation a local one became.
 */
import type { StoredEntry } from '../environment';

/** Client ids that are done: a slower read of the storage must not bring them back. */
const REMEMBERED_DONE = 2_000;

export interface Entry extends Omit<StoredEntry, 'order'> {
  /** Null until stored: not sent before. In memory mode: a local count. */
  order: number | null;
  attempts: number;
  /** Acknowledged at this sequence, not yet on screen. */
  sentSeq: number | null;
  /** Counts what was typed in this tab; 0 = came from the storage. */
  typed: number;
  /** Writes to the storage under way: a read that overlaps them is older than memory. */
  writing: number;
}

/** `local:…` until the message that starts the conversation is acknowledged. */
export const isLocal = (conversationId: string): boolean => conversationId.startsWith('local:');

export class EntryList {
  entries: Entry[] = [];
  private readonly done = new Set<string>();
  private readonly aliases = new Map<string, string>();

  find(clientId: string): Entry | undefined {
    return this.entries.find((entry) => entry.clientId === clientId);
  }

  remove(entry: Entry): void {
    this.rememberDone(entry.clientId);
    this.entries = this.entries.filter((one) => one !== entry);
  }

  /** @returns whether there were any acknowledged ones that match */
  removeSent(conversationId: string, matches: (seq: number) => boolean): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter(
      (entry) =>
        entry.conversationId !== conversationId ||
        entry.sentSeq === null ||
        !matches(entry.sentSeq),
    );
    return this.entries.length < before;
  }

  sort(): void {
    // Those still being stored were typed last.
    this.entries.sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || 0);
  }

  /** The entry whose turn it is, if it may go now. */
  next(conversationId: string): Entry | null {
    const here = this.entries.filter((one) => one.conversationId === conversationId);
    const entry = here.find((one) => one.halted === null && one.sentSeq === null);
    if (!entry || (isLocal(conversationId) && !entry.starts)) return null;
    // Nothing may overtake what was typed before it and is still being stored.
    const overtakes = here.some((one) => one.order === null && one.typed <= entry.typed);
    return overtakes ? null : entry;
  }

  // ---------------------------------------------------------------- what is done

  isDone(clientId: string): boolean {
    return this.done.has(clientId);
  }

  rememberDone(clientId: string): void {
    this.done.add(clientId);
    if (this.done.size <= REMEMBERED_DONE) return;
    for (const oldest of this.done) {
      this.done.delete(oldest);
      break;
    }
  }

  // ---------------------------------------------------------------- conversations

  /** The real id behind a local one, if it is known. */
  resolve(conversationId: string): string {
    return this.aliases.get(conversationId) ?? conversationId;
  }

  rekey(localId: string, conversationId: string): void {
    this.aliases.set(localId, conversationId);
    for (const entry of this.entries) {
      if (entry.conversationId === localId) entry.conversationId = conversationId;
    }
  }

  /** A local id of another visit whose start was discarded, or was only in memory. */
  leadsNowhere(conversationId: string): boolean {
    return (
      isLocal(conversationId) &&
      !this.entries.some((entry) => entry.starts && entry.conversationId === conversationId)
    );
  }

  /** What one wrote after this message was typed on top of it, too: only others' words are news. */
  raiseBases(conversationId: string, seq: number): void {
    for (const entry of this.entries) {
      if (entry.conversationId === conversationId && entry.basedOnSeq === seq - 1) {
        entry.basedOnSeq = seq;
      }
    }
  }
}
