import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';

/** Which of these members are at a tab of ours, on any of their devices. */
export async function whoLooks(
  workspaceId: string,
  memberIds: readonly string[],
): Promise<Set<string>> {
  const keys = memberIds.map(personKey.member);
  const looking = await presenceStore().hasMany(presenceScope.looking(workspaceId), keys);
  return new Set(memberIds.filter((id) => looking.has(personKey.member(id))));
}
