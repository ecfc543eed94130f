import { serveWidgetFile } from '../../widget-files';

/** Names carry a hash of the content: what is cached never goes stale. */
const FOREVER = 'public, max-age=31536000, immutable';

export async function GET(
  request: Request,
  context: { params: Promise<{ file: string }> },
): Promise<Response> {
  const { file } = await context.params;
  return (
    (await serveWidgetFile(request, file, FOREVER)) ??
    new Response('Not found', { status: 404, headers: { 'cache-control': 'no-store' } })
  );
}
