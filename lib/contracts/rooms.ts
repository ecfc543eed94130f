/** Names of the rooms. Only the server joins anybody to one (AUT-1). */
export const rooms = {
  /** Staff who have the conversation open. */
  conversationStaff: (conversationId: string) => `c:${conversationId}:s`,
  /** The visitor's sockets that have the conversation open. */
  conversationPublic: (conversationId: string) => `c:${conversationId}:p`,
  /** Staff of a workspace with an inbox on screen. */
  inbox: (workspaceId: string) => `w:${workspaceId}:s`,
  /** Visitors of a workspace: hears who is on duty. */
  visitors: (workspaceId: string) => `w:${workspaceId}:v`,
  /** Owners and admins who watch the live dashboard under one filter. */
  metrics: (workspaceId: string, filterKey: string) => `w:${workspaceId}:m:${filterKey}`,
  /** All devices of one member or one contact. */
  member: (memberId: string) => `m:${memberId}`,
  contact: (contactId: string) => `k:${contactId}`,
};
