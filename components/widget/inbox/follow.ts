/**
 * The inbox as a list to follow, for its number on the bells; fetched once somebody is known. It names
 * `start` for the same reason as frame/later.ts.
 */
export { NotificationList } from '@/lib/client/notifications/notification-list';
export { start } from '../frame/start';
