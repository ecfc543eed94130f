/**
 * The safe Markdown subset of messages as a tree. There is no node for HTML, images or anything that
 * runs: what the parser does not know stays text. Links carry an address that `safeLink` has passed.
 */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'break' };

export interface ListItem {
  /** The number as written, in ordered lists: a list that starts at 3 says 3. */
  value: number | null;
  children: Block[];
}

export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'code-block'; language: string; text: string }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; ordered: boolean; items: ListItem[] };
