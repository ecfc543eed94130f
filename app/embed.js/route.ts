import { serveWidgetFile } from '../widget/widget-files';

/** Customers' pages name it without a version, so a new one must reach them soon. */
const BRIEFLY = 'public, max-age=300, stale-while-revalidate=86400';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const answer = await serveWidgetFile(request, 'embed.js', BRIEFLY);
  return answer ?? new Response('Not found', { status: 404 });
}
