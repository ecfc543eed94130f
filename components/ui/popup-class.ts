/** Shared look of everything that floats from an anchor: menus, selects, popovers. */
export const popupClass =
  'rounded-card bg-raised p-1 text-sm text-text shadow-float outline-none transition-[opacity,transform] data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0';

/** One row in a menu or a select. */
export const itemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-fill-hover touch:min-h-11';
