/**
 * The log of one conversation as the protocol promises it: two dense sequences, idempotent sends,
 * views that are the fold of the log. The simulator's oracle.
 */
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type {
  AnyConversationView,
  ConversationView,
  OwnReceipt,
  PublicConversationView,
  Receipt,
} from '@/lib/contracts/conversations';
import type { Person } from '@/lib/contracts/people';
import { applyToConversation, applyToPublicConversation } from '@/lib/domain/conversations/fold';

export interface LogRow {
  staff: ConversationEvent;
  /** Null = staff only. */
  public: ConversationEvent | null;
}
interface Cursors {
  person: Person;
  /** In the staff sequence, whoever it is. */
  deliveredSeq: number;
  readSeq: number;
}

const PUBLIC_TYPES = new Set([
  'conversation:started',
  'message:sent',
  'conversation:resolved',
  'conversation:reopened',
  'conversation:rated',
]);

export class ModelConversation {
  readonly rows: LogRow[] = [];
  private publicRows: ConversationEvent[] = [];
  private readonly cursors = new Map<string, Cursors>();
  private readonly base: ConversationView;
  private readonly publicBase: PublicConversationView;
  private staffView: ConversationView;
  private publicView: PublicConversationView;

  constructor(
    readonly id: string,
    readonly contact: Person,
    at: string,
  ) {
    const common = {
      id,
      version: 0,
      lastMessage: null,
      lastMessageAt: at,
      messageCount: 0,
      rating: null,
    };
    this.base = {
      ...common,
      status: 'open',
      snoozedUntil: null,
      priority: 'normal',
      labelIds: [],
      assignee: null,
      contact: { id: contact.id, name: null, email: null, verified: false },
      site: { id: 'site', name: 'Site' },
      waitingSince: null,
      messageCountBy: {},
      createdAt: at,
    };
    this.publicBase = { ...common, status: 'open', ownMessageCount: 0, createdAt: at };
    this.staffView = this.base;
    this.publicView = this.publicBase;
  }

  append(
    actor: Person,
    at: string,
    event: { type: string; payload: unknown; clientId?: string },
  ): LogRow {
    const isNote = (event.payload as { kind?: string }).kind === 'note';
    const isPublic = PUBLIC_TYPES.has(event.type) && !isNote;
    const make = (seq: number) =>
      ({
        ...event,
        conversationId: this.id,
        seq,
        id: `${this.id}#${this.rows.length + 1}`,
        actor,
        at,
      }) as ConversationEvent;
    const staff = make(this.rows.length + 1);
    const publicEvent = isPublic ? make(this.publicRows.length + 1) : null;
    const row: LogRow = { staff, public: publicEvent };
    this.rows.push(row);
    if (publicEvent) this.publicRows.push(publicEvent);
    this.staffView = applyToConversation(this.staffView, staff);
    if (publicEvent) {
      this.publicView = applyToPublicConversation(this.publicView, publicEvent, this.contact.id);
    }
    return row;
  }

  log(person: Person): readonly ConversationEvent[] {
    return person.kind === 'contact' ? this.publicRows : this.rows.map((row) => row.staff);
  }

  view(person: Person): AnyConversationView {
    return person.kind === 'contact' ? this.publicView : this.staffView;
  }

  head(person: Person): number {
    return person.kind === 'contact' ? this.publicRows.length : this.rows.length;
  }

  findByClientId(person: Person, clientId: string): LogRow | undefined {
    return this.rows.find(
      ({ staff }) => staff.clientId === clientId && staff.actor.id === person.id,
    );
  }

  // ---------------------------------------------------------------- receipts

  advance(person: Person, deliveredSeq: number, readSeq: number): void {
    const known = this.cursors.get(person.id) ?? { person, deliveredSeq: 0, readSeq: 0 };
    const read = Math.max(known.readSeq, this.toStaff(person, readSeq));
    const delivered = Math.max(known.deliveredSeq, this.toStaff(person, deliveredSeq), read);
    this.cursors.set(person.id, { person, deliveredSeq: delivered, readSeq: read });
  }

  own(person: Person): OwnReceipt {
    const known = this.cursors.get(person.id);
    const readSeq = this.fromStaff(person, known?.readSeq ?? 0);
    return {
      deliveredSeq: this.fromStaff(person, known?.deliveredSeq ?? 0),
      readSeq,
      readCount: this.log(person).filter(
        (event) => event.seq <= readSeq && isOthersMessage(event, person),
      ).length,
    };
  }

  /** The recount that every unread number must equal. */
  unread(person: Person): number {
    const { readSeq } = this.own(person);
    return this.log(person).filter((event) => event.seq > readSeq && isOthersMessage(event, person))
      .length;
  }

  receiptOf(of: Person, reader: Person): Receipt {
    const known = this.cursors.get(of.id);
    return {
      participant: of,
      deliveredSeq: this.fromStaff(reader, known?.deliveredSeq ?? 0),
      readSeq: this.fromStaff(reader, known?.readSeq ?? 0),
    };
  }

  receipts(reader: Person): Receipt[] {
    return [...this.cursors.values()].map((cursors) => this.receiptOf(cursors.person, reader));
  }

  private toStaff(person: Person, seq: number): number {
    const clamped = Math.min(seq, this.head(person));
    if (person.kind !== 'contact' || clamped === 0) return clamped;
    return this.rows.findIndex((row) => row.public?.seq === clamped) + 1;
  }

  private fromStaff(person: Person, seq: number): number {
    if (person.kind !== 'contact') return seq;
    return this.rows.slice(0, seq).filter((row) => row.public !== null).length;
  }
}

function isOthersMessage(event: ConversationEvent, person: Person): boolean {
  return event.type === 'message:sent' && event.actor.id !== person.id;
}
