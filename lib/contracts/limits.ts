/**
 * Every bound of the product in one place (LIM-1). Sizes in characters or bytes as named, times in
 * milliseconds. A number that is not here is not a limit.
 */
export const LIMITS = {
  /** Characters of one message or note. */
  bodyChars: 10_000,
  ratingCommentChars: 500,
  /** Characters kept of a message for lists. */
  previewChars: 140,
  /** Client-made ids: shape `[A-Za-z0-9_-]{8,64}`. */
  clientIdMinChars: 8,
  clientIdMaxChars: 64,
  nameChars: 80,
  emailChars: 254,
  urlChars: 2_048,
  titleChars: 200,
  searchChars: 200,
  labelsPerConversation: 20,
  labelsPerWorkspace: 100,
  originsPerSite: 50,
  greetingChars: 300,
  activeIdentityKeys: 2,
  membersPerWorkspace: 1_000,
  pendingInvites: 200,
  sitesPerWorkspace: 100,
  /** Events in one subscribe or sync answer. */
  eventsPerPage: 200,
  /** Characters of message bodies in one such answer (at least one event is always in it). */
  pageChars: 262_144,
  /** A client further behind than this is told to reset (newest page, then scroll up). */
  catchUpEvents: 20_000,
  conversationsPerPage: 50,
  inboxSyncIds: 100,
  /** Conversations in one inbox beat. */
  inboxHeads: 1_000,
  /** Conversations of a visitor's list in one beat. */
  listHeads: 10,
  /** Conversations one socket may be subscribed to at once. */
  subscriptionsPerSocket: 50,
  /** Unread and badge numbers are shown as 99+ above this. */
  badgeCap: 99,
  /** View counts stop counting here. */
  viewCountCap: 1_000,
  /** One inbound frame; Socket.IO closes the connection above it. */
  frameBytes: 65_536,
  /** Sockets of one person, of one address, and of all visitors of one site, over all nodes. */
  socketsPerPrincipal: 20,
  socketsPerAddress: 200,
  socketsPerSite: 20_000,
  /** Handshakes that one process finishes per second, and identifies at a time. */
  handshakesPerSecond: 300,
  handshakesAtOnce: 64,
  /** Outbound queue of one socket, in packets and bytes, at which it loses ephemera / is told to pull / is closed. */
  outboundSoftPackets: 64,
  outboundLagPackets: 256,
  outboundHardPackets: 1_000,
  outboundHardBytes: 1_048_576,
  /** Messages waiting in one browser's send queue. */
  sendQueueEntries: 500,
  /** Events a client holds above a gap before it drops them and pulls. */
  heldEvents: 500,
  /** Conversations whose list row a client keeps; what is on screen or unsent stays. */
  conversationsKept: 12_000,
  /** Threads a client keeps, open ones and those for a cheap return. */
  threadsKept: 50,
  /** Statements that wait for a connection in one process. */
  databaseQueue: 1_000,
  outboxBatch: 100,
  streamEntries: 10_000,
  /** Of a node that Redis does not answer: comings and goings kept until it does (then all is compared). */
  presenceUnwritten: 10_000,
  /** The last answers of Redis that a node keeps: scopes, and single people. */
  presenceAnswers: 5_000,
  /** Leases of typing on their way to Redis at once. */
  typingWrites: 500,
  deliveryAttempts: 5,
  notificationKeyChars: 200,
  notificationChangeIds: 100,
  notificationsPerPage: 30,
  /** Changed rows in one answer to a device that was away; beyond them it starts over. */
  notificationSyncRows: 200,
  notificationCountCap: 100,
  alertAboutChars: 100,
  quietRanges: 21,
  mentionsPerMessage: 20,
  activeApiKeys: 50,
  /** Named in one request of a program. */
  notificationRecipients: 100,
  externalIdChars: 200,
  idempotencyKeyChars: 255,
  /** Kept; the oldest go first. */
  deadLetters: 10_000,
  deadLettersPerPage: 50,
  deliveriesPerPage: 50,
  /** Browsers that one member lets us push to; the one heard of longest ago goes first. */
  pushDevicesPerMember: 10,
  pushEndpointChars: 2_000,
  /** Open conversations that one member takes at once, unless there is no limit. */
  memberCapacity: 100,
  /** Of one site: weekly ranges, and days off. */
  businessRanges: 42,
  businessHolidays: 200,
  /** Days that one report may reach over. */
  reportDays: 366,
  /** Of one process: reports (and pages of exports) that are read at once, and those that wait for it. */
  reportsAtOnce: 2,
  reportsWaiting: 20,
  /** Exports of single measurements under way in one process. */
  exportsAtOnce: 4,
  /** Different filters of one workspace that are watched at once, over all nodes. */
  metricsFilters: 20,
  metricsAgents: 100,
  /** Of the longest waiting. */
  metricsWaiting: 20,
} as const;

export const TIMES = {
  /** A client waits this long for an acknowledgement before it treats a send as unknown and retries. */
  ackTimeoutMs: 8_000,
  headsEveryMs: 15_000,
  /** How far back the inbox beat looks: one beat and what a slow one may be late. */
  inboxHeadsWindowMs: 25_000,
  /** A held gap waits this long for the missing event before the client pulls. */
  gapWaitMs: 200,
  typingLeaseMs: 6_000,
  typingRepeatMs: 3_000,
  /** A person counts as present this long after the last connection closed (reload grace). */
  presenceGraceMs: 12_000,
  viewingGraceMs: 2_000,
  presenceBatchMs: 1_000,
  /** A node says this often that it lives, and counts as dead when it has not for so long (PRS-1). */
  nodeRenewMs: 3_000,
  nodeLeaseMs: 10_000,
  /** The same in Postgres, by its clock; and after so long a row is of no interest any more. */
  nodeSilentMs: 9_000,
  nodeForgottenMs: 600_000,
  nodeSweepMs: 2_000,
  /** The people of a node that stopped cleanly stay so long: they are on their way to another. */
  nodeRetiredMs: 9_000,
  /** After Redis has forgotten everything its answers are whole again once every node has written. */
  presenceSettleMs: 8_000,
  /** After an outage of Redis: by then the nodes hear each other again. */
  presenceRepairMs: 5_000,
  /** All staff of a node read again then: each at a moment of its own within this. */
  presenceRereadMs: 2_000,
  countsBatchMs: 500,
  sessionSweepMs: 15_000,
  /** A lagging socket that was out of its rooms for longer than this starts over. */
  parkedMs: 10_000,
  connectTimeoutMs: 10_000,
  /** Together with the grace: a client that vanished is gone for the others within 45 s (PRS-1). */
  pingIntervalMs: 12_000,
  pingTimeoutMs: 20_000,
  drainGraceMs: 25_000,
  /** A visitor's rating may be changed for so long, counted from his first answer to that resolution. */
  ratingChangeMs: 24 * 3_600_000,
  visitorSessionMs: 365 * 24 * 3_600_000,
  /** After the last signed identity; a token alone does not prolong it. */
  verifiedVisitorSessionMs: 7 * 24 * 3_600_000,
  /** A program's request is answered again from what was kept for so long. */
  idempotencyMs: 24 * 3_600_000,
  /** A request that has not ended by then is taken for dead: far above every deadline of a statement. */
  idempotencyLeaseMs: 60_000,
  /** The delivery log reaches back so far. */
  deliveryLogMs: 90 * 24 * 3_600_000,
  /** Which event told whom is known for so long: far longer than one waits to be dealt with again. */
  notificationCauseMs: 30 * 24 * 3_600_000,
  inviteMs: 7 * 24 * 3_600_000,
  /** A little under a second, so that a change is on every watching screen within one. */
  metricsTickMs: 800,
  /** Without a tick for so long a tile turns stale, and says so within five seconds of the last one. */
  metricsStaleMs: 4_500,
  /** Told to who asks for a report while too many others wait for theirs. */
  reportRetryMs: 3_000,
  /** An export of which nothing is fetched for so long is ended. */
  exportIdleMs: 60_000,
  /** Who waits longer for an answer is at risk. */
  waitTargetMs: 5 * 60_000,
  /**
   * Client back-off: full jitter below `min(cap, base · 2^attempt)`. Somebody waits for it, hence no
   * longer; when many come at once it is the server that spreads them.
   */
  retryBaseMs: 1_000,
  retryCapMs: 10_000,
  /** A busy server spreads those whom it turns away over no more than this. */
  admissionSpreadMs: 30_000,
} as const;
