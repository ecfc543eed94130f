/** What a page hears from its browser about the network and about being looked at. */
import type { Signals } from '../environment';

type Listener = Parameters<Signals['listen']>[0];

export const browserSignals: Signals = {
  isOnline: () => navigator.onLine,
  listen(listener: Listener) {
    const wake = () => listener('wake');
    const offline = () => listener('offline');
    const hide = () => listener('hide');
    const visibility = () => (document.visibilityState === 'visible' ? wake() : hide());
    window.addEventListener('online', wake);
    window.addEventListener('offline', offline);
    // From the back-forward cache: timers stood still, the socket is gone.
    const shown = (event: PageTransitionEvent) => {
      if (event.persisted) wake();
    };
    window.addEventListener('pageshow', shown);
    window.addEventListener('pagehide', hide);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      window.removeEventListener('online', wake);
      window.removeEventListener('offline', offline);
      window.removeEventListener('pageshow', shown);
      window.removeEventListener('pagehide', hide);
      document.removeEventListener('visibilitychange', visibility);
    };
  },
};
