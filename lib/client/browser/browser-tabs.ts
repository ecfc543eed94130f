/** Other tabs of the same origin: Web Locks choose who sends, a BroadcastChannel tells the rest. */
import type { TabMessage, Tabs } from '../environment';

export class BrowserTabs implements Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(private readonly report: (error: unknown) => void) {
    this.channel =
      typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('switchboard');
  }

  lead(name: string, onLead: () => void): () => void {
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
    let released = false;
    let release = () => {};
    if (!locks) {
      // Without locks every tab sends; client ids make that one message (DEL-1).
      queueMicrotask(() => {
        if (!released) onLead();
      });
      return () => {
        released = true;
      };
    }
    const abort = new AbortController();
    locks
      .request(name, { signal: abort.signal }, () => {
        if (released) return undefined;
        onLead();
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      })
      .catch((error: unknown) => {
        if (released) return;
        // Locks are refused (an opaque origin): the same as having none.
        this.report(error);
        onLead();
      });
    return () => {
      released = true;
      abort.abort();
      release();
    };
  }

  post(message: TabMessage): void {
    this.channel?.postMessage(message);
  }

  listen(listener: (message: TabMessage) => void): () => void {
    const { channel } = this;
    if (!channel) return () => {};
    const onMessage = ({ data }: MessageEvent<TabMessage>) => listener(data);
    channel.addEventListener('message', onMessage);
    return () => channel.removeEventListener('message', onMessage);
  }
}
