import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({
  extend: { theme: { radius: ['control', 'card', 'bubble'], shadow: ['float'] } },
});

/** Joins class names; a later class wins over an earlier one of the same property. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
