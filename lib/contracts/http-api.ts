/**
 * Every operation under /api/v1, once: `/api/v1/openapi.json` is made from this table, and a test
 * compares it with the route files.
 */
import { z } from 'zod';
import * as accounts from './accounts';
import { deliveryListSchema, deliveryQuerySchema } from './deliveries';
import * as apiKeys from './api-keys';
import * as notificationApi from './notification-api';
import * as preferences from './notification-preferences';
import * as notifications from './notifications';
import * as push from './push-devices';
import * as sites from './sites';
import * as system from './system';
import { widgetSessionRequestSchema, widgetSessionSchema } from './widget-sessions';

export interface HttpOperation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, dynamic segments in braces. */
  path: string;
  summary: string;
  /** Whose session it needs. `none` = callable by anybody, or by programs alone. */
  session: 'none' | 'member' | 'manager';
  /** Programs may call it with an API key of this scope. */
  scope?: apiKeys.ApiScope;
  /** Takes an `Idempotency-Key`. */
  idempotent?: boolean;
  /** Of the address, all of them text. */
  query?: z.ZodObject;
  request?: z.ZodType;
  status: 200 | 201 | 204;
  response?: z.ZodType;
}

const list = <Item extends z.ZodType>(name: string, item: Item) =>
  z.object({ [name]: z.array(item) });

export const HTTP_API: HttpOperation[] = [
  {
    method: 'post',
    path: '/widget/sessions',
    summary: 'Let a visitor in: anonymous, by an earlier token, or by a signed identity.',
    session: 'none',
    request: widgetSessionRequestSchema,
    status: 201,
    response: widgetSessionSchema,
  },
  {
    method: 'post',
    path: '/setup',
    summary: 'Create the first owner, workspace and site. Works once.',
    session: 'none',
    request: accounts.setupSchema,
    status: 201,
    response: accounts.setupDataSchema,
  },
  {
    method: 'get',
    path: '/members',
    summary: 'List the members of the workspace.',
    session: 'member',
    status: 200,
    response: list('members', accounts.memberAccountSchema),
  },
  {
    method: 'patch',
    path: '/members/{memberId}',
    summary: 'Change a role.',
    session: 'member',
    request: accounts.memberRoleSchema,
    status: 204,
  },
  {
    method: 'delete',
    path: '/members/{memberId}',
    summary: 'Remove a member, or leave.',
    session: 'member',
    status: 204,
  },
  {
    method: 'get',
    path: '/invites',
    summary: 'List open invites.',
    session: 'manager',
    status: 200,
    response: list('invites', accounts.inviteSchema),
  },
  {
    method: 'post',
    path: '/invites',
    summary: 'Make an invite. Its token is returned once.',
    session: 'manager',
    request: accounts.inviteInputSchema,
    status: 201,
    response: accounts.createdInviteSchema,
  },
  {
    method: 'delete',
    path: '/invites/{inviteId}',
    summary: 'Revoke an open invite.',
    session: 'manager',
    status: 204,
  },
  {
    method: 'post',
    path: '/invites/accept',
    summary: 'Join by an invite, with a new or an existing account.',
    session: 'none',
    request: accounts.inviteAcceptSchema,
    status: 201,
    response: z.object({}),
  },
  {
    method: 'get',
    path: '/sites',
    summary: 'List the sites of the workspace.',
    session: 'manager',
    status: 200,
    response: list('sites', sites.siteSchema),
  },
  {
    method: 'post',
    path: '/sites',
    summary: 'Create a site.',
    session: 'manager',
    idempotent: true,
    request: sites.siteInputSchema,
    status: 201,
    response: sites.siteSchema,
  },
  {
    method: 'get',
    path: '/sites/{siteId}',
    summary: 'Read a site.',
    session: 'manager',
    status: 200,
    response: sites.siteSchema,
  },
  {
    method: 'put',
    path: '/sites/{siteId}',
    summary: 'Replace the settings of a site.',
    session: 'manager',
    request: sites.siteInputSchema,
    status: 200,
    response: sites.siteSchema,
  },
  {
    method: 'post',
    path: '/sites/{siteId}/identity-keys',
    summary: 'Make an identity key. Its secret is returned once.',
    session: 'manager',
    status: 201,
    response: sites.createdIdentityKeySchema,
  },
  {
    method: 'delete',
    path: '/sites/{siteId}/identity-keys/{keyId}',
    summary: 'Retire an identity key.',
    session: 'manager',
    status: 204,
  },
  {
    method: 'get',
    path: '/me',
    summary: 'Read one’s own profile.',
    session: 'member',
    status: 200,
    response: accounts.profileDataSchema,
  },
  {
    method: 'patch',
    path: '/me',
    summary: 'Change one’s own name.',
    session: 'member',
    request: accounts.profileSchema,
    status: 200,
    response: accounts.profileDataSchema,
  },
  {
    method: 'put',
    path: '/me/password',
    summary: 'Change one’s own password. Ends all other sessions.',
    session: 'member',
    request: accounts.passwordChangeSchema,
    status: 204,
  },
  {
    method: 'get',
    path: '/me/sessions',
    summary: 'List where one is signed in.',
    session: 'member',
    status: 200,
    response: list('sessions', accounts.accountSessionSchema),
  },
  {
    method: 'delete',
    path: '/me/sessions',
    summary: 'End all other sessions.',
    session: 'member',
    status: 200,
    response: z.object({ ended: z.number().int() }),
  },
  {
    method: 'delete',
    path: '/me/sessions/{sessionId}',
    summary: 'End one session.',
    session: 'member',
    status: 204,
  },
  {
    method: 'post',
    path: '/notifications',
    summary:
      'Tell up to 100 people something. Who cannot be told is reported and keeps nobody else from it.',
    session: 'none',
    scope: 'notifications:write',
    idempotent: true,
    request: notificationApi.notificationSendSchema,
    status: 201,
    response: notificationApi.notificationSendDataSchema,
  },
  {
    method: 'get',
    path: '/notifications',
    summary: 'List an inbox, newest first: one’s own, or for programs that of a named recipient.',
    session: 'member',
    scope: 'notifications:read',
    query: notificationApi.notificationListQuerySchema,
    status: 200,
    response: notificationApi.notificationListSchema,
  },
  {
    method: 'get',
    path: '/notifications/counts',
    summary: 'How many are unseen and unread; both stop at 100.',
    session: 'member',
    scope: 'notifications:read',
    query: notificationApi.inboxQuerySchema,
    status: 200,
    response: notificationApi.inboxCountsSchema,
  },
  {
    method: 'post',
    path: '/notifications/changes',
    summary: 'See, read, archive, snooze or interact with some, or take it back.',
    session: 'member',
    scope: 'notifications:write',
    request: notificationApi.inboxChangeSchema,
    status: 200,
    response: notifications.notificationChangeDataSchema,
  },
  {
    method: 'post',
    path: '/notifications/mark-all',
    summary: 'See, read or archive all up to a version of the inbox.',
    session: 'member',
    scope: 'notifications:write',
    request: notificationApi.inboxMarkAllSchema,
    status: 200,
    response: notifications.notificationMarkAllDataSchema,
  },
  {
    method: 'post',
    path: '/notifications/undo',
    summary: 'Take a mark-all back, by its stamp.',
    session: 'member',
    scope: 'notifications:write',
    request: notificationApi.inboxUndoSchema,
    status: 200,
    response: notifications.notificationMarkAllDataSchema,
  },
  {
    method: 'get',
    path: '/notification-preferences',
    summary: 'Read by which ways somebody is told of what.',
    session: 'member',
    scope: 'notifications:read',
    query: notificationApi.inboxQuerySchema,
    status: 200,
    response: preferences.notificationPreferencesViewSchema,
  },
  {
    method: 'patch',
    path: '/notification-preferences',
    summary: 'Change what is named; a null choice follows the workspace again.',
    session: 'member',
    scope: 'notifications:write',
    request: notificationApi.inboxPreferencesPatchSchema,
    status: 200,
    response: preferences.notificationPreferencesViewSchema,
  },
  {
    method: 'get',
    path: '/notification-preferences/defaults',
    summary: 'Read the defaults of the workspace.',
    session: 'manager',
    status: 200,
    response: preferences.workspacePreferencesViewSchema,
  },
  {
    method: 'patch',
    path: '/notification-preferences/defaults',
    summary: 'Change defaults, for everybody who has not chosen otherwise.',
    session: 'manager',
    request: preferences.workspacePreferencesPatchSchema,
    status: 200,
    response: preferences.workspacePreferencesViewSchema,
  },
  {
    method: 'get',
    path: '/push-devices',
    summary: 'List your own browsers that are pushed to, and the key that browsers subscribe with.',
    session: 'member',
    status: 200,
    response: push.pushDeviceListSchema,
  },
  {
    method: 'post',
    path: '/push-devices',
    summary: 'Push to this browser from now on; once more for a known one refreshes it.',
    session: 'member',
    request: push.pushSubscriptionSchema,
    status: 200,
    response: push.pushDeviceListSchema,
  },
  {
    method: 'delete',
    path: '/push-devices/{deviceId}',
    summary: 'Push no more to one of your own browsers.',
    session: 'member',
    status: 204,
  },
  {
    method: 'get',
    path: '/api-keys',
    summary: 'List the API keys that work.',
    session: 'manager',
    status: 200,
    response: list('keys', apiKeys.apiKeySchema),
  },
  {
    method: 'post',
    path: '/api-keys',
    summary: 'Make an API key. Its secret is returned once.',
    session: 'manager',
    request: apiKeys.apiKeyInputSchema,
    status: 201,
    response: apiKeys.createdApiKeySchema,
  },
  {
    method: 'delete',
    path: '/api-keys/{keyId}',
    summary: 'Revoke an API key.',
    session: 'manager',
    status: 204,
  },
  {
    method: 'get',
    path: '/deliveries',
    summary: 'List what left the inboxes of the workspace and what became of it, newest first.',
    session: 'manager',
    query: deliveryQuerySchema,
    status: 200,
    response: deliveryListSchema,
  },
  {
    method: 'get',
    path: '/dead-letters',
    summary: 'List what consumers of the event stream gave up, newest first.',
    session: 'manager',
    query: system.deadLetterQuerySchema,
    status: 200,
    response: system.deadLetterListSchema,
  },
  {
    method: 'get',
    path: '/system',
    summary: 'How far the event stream is behind.',
    session: 'manager',
    status: 200,
    response: system.systemSchema,
  },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This description.',
    session: 'none',
    status: 200,
    response: z.record(z.string(), z.unknown()),
  },
];
