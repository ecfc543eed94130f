/** The inbox on screen; fetched when it is opened. It names `start` for the same reason as frame/later.ts. */
export { InboxScreen } from './inbox-screen';
export { start } from '../frame/start';
