import { CopyButton } from './copy-button';

export interface CodeBlockProps {
  code: string;
  /** Names it for assistive technology. */
  label: string;
}

/** Text to copy into a page or a program, in one piece. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <figure aria-label={label} className="overflow-hidden rounded-control border bg-sunken">
      <pre
        tabIndex={0}
        className={`max-h-80 overflow-auto px-3 py-2.5 font-mono text-xs leading-5 text-soft ${code.includes('\n') ? '' : 'wrap-anywhere whitespace-pre-wrap'}`}
      >
        <code>{code}</code>
      </pre>
      <div className="flex justify-end border-t bg-surface px-2 py-1.5">
        <CopyButton text={code} size="sm" variant="ghost" />
      </div>
    </figure>
  );
}
