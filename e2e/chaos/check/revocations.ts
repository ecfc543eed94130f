/** Whether a client's right had been withdrawn for longer than the bar at some moment. */
import type { World } from './world';

export function isRevoked(world: World, client: string, at: number): boolean {
  const personId = world.people.get(client)?.personId;
  const change = world
    .all('access')
    .findLast(
      ({ fact }) =>
        fact.personId === personId &&
        (fact.client === undefined || fact.client === client) &&
        fact.at <= at,
    )?.fact;
  if (change?.change !== 'revoked') return false;
  const { revokedMs, revokedHarmedMs } = world.bars;
  const harmed = world.harmedWithin(change.at, change.at + revokedMs);
  return at > change.at + (harmed ? revokedHarmedMs : revokedMs);
}
