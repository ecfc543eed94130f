/**
 * A message as elements: the tree of lib/domain/markdown drawn node by node. No HTML string exists on
 * this way, so nothing a person writes can become markup.
 */
import { Fragment, memo, useMemo, type ReactNode } from 'react';
import type { Block, Inline } from '@/lib/domain/markdown/ast';
import { parseMarkdown } from '@/lib/domain/markdown/parse-markdown';

export interface MessageBodyProps {
  body: string;
  className?: string;
  /** Draws plain text, to point something out in it; the same function as long as it does the same. */
  drawText?: ((text: string) => ReactNode) | undefined;
}
type DrawText = MessageBodyProps['drawText'];

/** Colours come from the surface it stands on: links underline in the current colour. */
export const MessageBody = memo(function MessageBody({
  body,
  className = '',
  drawText,
}: MessageBodyProps) {
  const blocks = useMemo(() => parseMarkdown(body), [body]);
  return (
    <div
      dir="auto"
      data-body=""
      className={`flex min-w-0 flex-col gap-1.5 wrap-anywhere ${className}`}
    >
      {drawBlocks(blocks, drawText)}
    </div>
  );
});

function drawBlocks(blocks: Block[], text: DrawText): ReactNode[] {
  return blocks.map((block, index) => <Fragment key={index}>{drawBlock(block, text)}</Fragment>);
}

function drawBlock(block: Block, text: DrawText): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return <p dir="auto">{drawInline(block.children, text)}</p>;
    case 'code-block':
      return (
        <pre
          dir="ltr"
          tabIndex={0}
          className="max-w-full overflow-x-auto rounded-card bg-current/8 px-2.5 py-2 font-mono text-[0.87em] leading-normal"
        >
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote className="flex flex-col gap-1.5 border-s-2 border-current/35 ps-2.5 opacity-85">
          {drawBlocks(block.children, text)}
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index} value={item.value ?? undefined}>
          {drawBlocks(item.children, text)}
        </li>
      ));
      return block.ordered ? (
        <ol className="flex list-decimal flex-col gap-0.5 ps-6">{items}</ol>
      ) : (
        <ul className="flex list-disc flex-col gap-0.5 ps-5">{items}</ul>
      );
    }
  }
}

function drawInline(nodes: Inline[], text: DrawText): ReactNode[] {
  return nodes.map((node, index) => <Fragment key={index}>{drawNode(node, text)}</Fragment>);
}

function drawNode(node: Inline, text: DrawText): ReactNode {
  switch (node.type) {
    case 'text':
      return text ? text(node.text) : node.text;
    case 'break':
      return <br />;
    case 'strong':
      return <strong className="font-semibold">{drawInline(node.children, text)}</strong>;
    case 'emphasis':
      return <em>{drawInline(node.children, text)}</em>;
    case 'strike':
      return <s>{drawInline(node.children, text)}</s>;
    case 'code':
      return (
        <code className="rounded-[4px] bg-current/8 px-1 py-px font-mono text-[0.87em]">
          {node.text}
        </code>
      );
    case 'link':
      return (
        <a
          href={node.href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          className="underline decoration-current/45 underline-offset-2 hover:decoration-current"
        >
          {drawInline(node.children, text)}
        </a>
      );
  }
}
