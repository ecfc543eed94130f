import { answer, route } from '@/lib/server/http/answer';
import { openApiDocument } from '@/lib/server/http/openapi';

export const GET = route(() => Promise.resolve(answer(openApiDocument())));
