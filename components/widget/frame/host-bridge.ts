/**
 * The frame's end of the line to the page around it. The first valid `init` from the parent window,
 * of an origin that the site allows, pins the partner; nothing is sent before, and never to `*`.
 */
import {
  BRIDGE,
  readHostMessage,
  type FrameMessage,
  type HostMessage,
} from '../bridge/host-messages';

export interface HostBridge {
  send(message: FrameMessage): void;
}

export function connectHost(
  allowedOrigins: readonly string[],
  receive: (message: HostMessage) => void,
): HostBridge {
  let partner: string | null = null;
  addEventListener('message', (event) => {
    if (event.source !== window.parent || window.parent === window) return;
    if (partner === null ? !allowedOrigins.includes(event.origin) : event.origin !== partner)
      return;
    const message = readHostMessage(event.data);
    if (!message || (partner === null && message.type !== 'init')) return;
    partner = event.origin;
    receive(message);
  });
  return {
    send(message) {
      if (partner !== null) window.parent.postMessage({ bridge: BRIDGE, ...message }, partner);
    },
  };
}
