import { idSchema } from '@/lib/contracts/conversations';
import { memberRoute, noContent } from '@/lib/server/http/answer';
import { removePushDevice } from '@/lib/server/push/push-devices';

export const DELETE = memberRoute<{ deviceId: string }>(async (actor, _request, params) => {
  await removePushDevice(actor, idSchema.parse(params.deviceId));
  return noContent();
});
