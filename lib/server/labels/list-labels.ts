import type { LabelView } from '@/lib/contracts/people';
import { LIMITS } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';

export async function listLabels(workspaceId: string): Promise<LabelView[]> {
  return database().label.findMany({
    where: { workspaceId },
    select: { id: true, name: true, color: true },
    orderBy: { name: 'asc' },
    take: LIMITS.labelsPerWorkspace,
  });
}
