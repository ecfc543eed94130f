import { v7 as uuid } from 'uuid';
import type { Prisma } from '@/lib/platform/database';

const LABELS = [
  { name: 'Order', color: '#4353ff' },
  { name: 'Return', color: '#c2410c' },
  { name: 'Product question', color: '#0f766e' },
  { name: 'Bug', color: '#be123c' },
  { name: 'Praise', color: '#a16207' },
];

/** What a new workspace should not have to make first. Safe to run again. */
export async function seedRequired(tx: Prisma.TransactionClient, workspaceId: string) {
  await tx.label.createMany({
    data: LABELS.map((label) => ({ id: uuid(), workspaceId, ...label })),
    skipDuplicates: true,
  });
}
