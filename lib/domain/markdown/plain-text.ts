import type { Block, Inline } from './ast';

/** What a reader of the rendered tree reads, for previews and announcements. Markup is gone. */
export function plainText(blocks: Block[]): string {
  return blocks.map(blockText).join('\n').trim();
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return inlineText(block.children);
    case 'code-block':
      return block.text;
    case 'quote':
      return plainText(block.children);
    case 'list':
      return block.items.map((item) => plainText(item.children)).join('\n');
  }
}

export function inlineText(nodes: Inline[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'break') return '\n';
      return 'children' in node ? inlineText(node.children) : node.text;
    })
    .join('');
}
